"""LANDING -> MARTS: the dbt models as assets, their tests as checks. Not here: any SQL."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from typing import Any

from dagster import AssetExecutionContext
from dagster_dbt import DagsterDbtTranslator, DbtCliResource, dbt_assets

from dagster_project.dbt_project import load_project
from dagster_project.resources import Warehouse
from ingest.landing import attach
from ingest.settings import Settings

PROJECT = load_project()


class LayerTranslator(DagsterDbtTranslator):
    """Groups assets by layer: the first folder below models/ (seeds are a layer of their own)."""

    def get_group_name(self, dbt_resource_props: Mapping[str, Any]) -> str | None:
        """The layer of a dbt model or seed."""
        if dbt_resource_props["resource_type"] == "seed":
            return "seeds"
        return dbt_resource_props["fqn"][1]


def dbt_variables(settings: Settings) -> str:
    """The variables of the dbt project, as the JSON that dbt takes."""
    company = settings.company
    return json.dumps(
        {
            "as_of": settings.as_of.isoformat(),
            "reporting_currency": company.reporting_currency,
            "company_time_zone": company.time_zone,
            "fiscal_year_start_month": company.fiscal_year_start_month,
        }
    )


@dbt_assets(manifest=PROJECT.manifest_path, project=PROJECT, dagster_dbt_translator=LayerTranslator())
def models(context: AssetExecutionContext, dbt: DbtCliResource, warehouse: Warehouse) -> Iterator[Any]:
    """Builds and tests every model in a new DuckDB file; a failing test stops the run before anything is published."""
    settings, files = warehouse.settings, warehouse.files(context.run_id)
    attach(files.build_file, settings)
    os.environ["PLUMBLINE_BUILD_FILE"] = str(files.build_file)
    arguments = ["build", "--exclude-resource-type", "unit_test", "--vars", dbt_variables(settings)]
    yield from dbt.cli(arguments, context=context, target_path=files.folder / "dbt").stream()
