"""LANDING -> MARTS: the dbt models as assets, their tests as checks. Not here: any SQL."""

import os
from collections.abc import Iterator, Mapping
from typing import Any

from dagster import AssetExecutionContext
from dagster_dbt import DagsterDbtTranslator, DbtCliResource, dbt_assets

from dagster_project.dbt_project import load_project, run_environment
from dagster_project.resources import Warehouse
from ingest.loading.landing import attach

PROJECT = load_project()


class LayerTranslator(DagsterDbtTranslator):
    """Groups assets by layer: the first folder below models/ (seeds are a layer of their own)."""

    def get_group_name(self, dbt_resource_props: Mapping[str, Any]) -> str | None:
        """The layer of a dbt model or seed."""
        if dbt_resource_props["resource_type"] == "seed":
            return "seeds"
        return dbt_resource_props["fqn"][1]


@dbt_assets(
    manifest=PROJECT.manifest_path,
    project=PROJECT,
    dagster_dbt_translator=LayerTranslator(),
    exclude="tag:by_construction",
)
def models(context: AssetExecutionContext, dbt: DbtCliResource, warehouse: Warehouse) -> Iterator[Any]:
    """Builds and tests every model in a new DuckDB file; a failing test stops the run before anything is published."""
    settings, files = warehouse.settings, warehouse.files(context.run_id)
    with files.step("attached"):
        for path in settings.warehouse_dir.glob(f"{settings.build_file.name}*"):
            path.unlink()
        attach(settings.build_file, settings)
    os.environ.update(run_environment(settings))
    # At the level of debugging the log file alone is an eighth of dbt's time; compiled SQL lies beside it.
    quiet = ["--log-level-file", "info"]
    arguments = ["build", *quiet, "--exclude-resource-type", "unit_test"]
    with files.step("built"):
        yield from dbt.cli(arguments, context=context, target_path=files.folder / "dbt").stream()
