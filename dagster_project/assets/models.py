"""LANDING -> MARTS: the dbt models as assets, their tests as checks. Not here: any SQL."""

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from dagster import (
    AssetCheckResult,
    AssetCheckSeverity,
    AssetExecutionContext,
    Failure,
    MaterializeResult,
)
from dagster_dbt import DagsterDbtTranslator, dbt_assets
from dagster_dbt.asset_utils import get_asset_check_key_for_test

from dagster_project.dbt_project import load_manifest
from dagster_project.dbt_run import NOT_EVERY_NIGHT, NodeResult, exclusions, run_dbt, run_environment
from dagster_project.recording import record_missing
from dagster_project.resources import Warehouse
from ingest.loading.dates import refusals
from ingest.loading.landing import attach

MANIFEST_FILE = load_manifest()
MANIFEST: Mapping[str, Any] = json.loads(MANIFEST_FILE.read_text(encoding="utf-8"))


class LayerTranslator(DagsterDbtTranslator):
    """Groups assets by layer: the first folder below models/ (seeds are a layer of their own)."""

    def get_group_name(self, dbt_resource_props: Mapping[str, Any]) -> str | None:
        """The layer of a dbt model or seed."""
        if dbt_resource_props["resource_type"] == "seed":
            return "seeds"
        return dbt_resource_props["fqn"][1]


TRANSLATOR = LayerTranslator()


@dbt_assets(manifest=MANIFEST, dagster_dbt_translator=TRANSLATOR, exclude=NOT_EVERY_NIGHT)
def models(context: AssetExecutionContext, warehouse: Warehouse) -> Iterator[MaterializeResult | AssetCheckResult]:
    """Builds and tests the models in a new DuckDB file; a failing test stops the run before anything is published."""
    settings, files = warehouse.settings, warehouse.files(context)
    with files.step("attached") as details:
        # Checked again: before a first night nothing had landed, and a run started in the UI was not checked.
        if refused := refusals(settings):
            raise Failure("\n".join(refused))
        details.extend(record_missing(settings))
        for path in settings.warehouse_dir.glob(f"{settings.build_file.name}*"):
            path.unlink()
        attach(settings.build_file, settings)
    with files.step("built") as progress:
        run = run_environment(settings)
        os.environ.update(run)
        results = run_dbt(
            ["build", "--no-write-json", *exclusions(run)],
            files.folder / "dbt",
            parsed=MANIFEST_FILE.parent,
            progress=progress,
        )
    wrong = [result for result in results if not result.is_good]
    files.write("dbt", {"wrong": [asdict(result) for result in wrong]})
    with files.step("told:Dagster"):
        yield from _events(results)
    if wrong:
        raise Failure("\n".join(f"{result.unique_id}: {result.message}" for result in wrong))


def _events(results: Sequence[NodeResult]) -> Iterator[MaterializeResult | AssetCheckResult]:
    """Dagster's view of what dbt did. Tests that belong to no single model are in the run's files only."""
    for result in results:
        if result.unique_id.startswith("test."):
            key = get_asset_check_key_for_test(MANIFEST, TRANSLATOR, result.unique_id, None)
            if key and result.status != "skipped":
                yield AssetCheckResult(
                    passed=result.is_good,
                    asset_key=key.asset_key,
                    check_name=key.name,
                    severity=AssetCheckSeverity.ERROR,
                    metadata={"message": result.message},
                )
        elif result.is_good:
            spec = TRANSLATOR.get_asset_spec(MANIFEST, result.unique_id, None)
            yield MaterializeResult(asset_key=spec.key, metadata={"seconds": result.seconds})
