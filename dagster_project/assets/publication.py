"""MARTS -> PUBLISHED: gate 2, the swap, and the record of the run. Not here: how marts are judged or published."""

from collections.abc import Iterator

from dagster import (
    AssetCheckResult,
    AssetCheckSeverity,
    AssetCheckSpec,
    AssetExecutionContext,
    AssetKey,
    MaterializeResult,
    asset,
)

from dagster_project.assets.models import models
from dagster_project.recording import record_run
from dagster_project.resources import Warehouse
from dagster_project.run_facts import run_info
from expectations import gate2, honesty
from serving import gate_verdict, publish

GROUP = "published"


def mart_keys() -> list[AssetKey]:
    """Asset keys of every mart, from the manifest: publishing waits for all of them."""
    return sorted(spec.key for spec in models.specs if spec.group_name == "marts")


@asset(
    group_name=GROUP,
    deps=mart_keys(),
    check_specs=[AssetCheckSpec("gate_2", asset="control_totals", blocking=True)],
    description="The verdict of gate 2: the marts account for all landed records.",
)
def control_totals(context: AssetExecutionContext, warehouse: Warehouse) -> Iterator[MaterializeResult]:
    """Judges the built marts; publishing reads the verdict again from its file."""
    settings, files = warehouse.settings, warehouse.files(context)
    with files.step("judged"):
        verdict = gate2.judge(settings.build_file, settings)
        gate_verdict.write_verdict(settings, context.run_id, verdict)
        files.write("gate2", {"failures": verdict.failures, "warnings": verdict.warnings})
    lines = "\n".join(map(str, verdict.failures))
    yield MaterializeResult(check_results=[AssetCheckResult(passed=verdict.passed, metadata={"failures": lines})])


@asset(
    group_name=GROUP,
    deps=[control_totals, *mart_keys()],
    check_specs=[AssetCheckSpec("honesty", asset="published_marts")],
    description="The published generation: DuckDB file, Parquet, scorecard and run.json behind one link.",
)
def published_marts(context: AssetExecutionContext, warehouse: Warehouse) -> Iterator[MaterializeResult]:
    """Reports on inconsistent CRM entry (a warning, never a block) and publishes in one swap."""
    settings, files = warehouse.settings, warehouse.files(context)
    with files.step("reported"):
        findings = honesty.report(settings.build_file, settings.data_dir / "data_docs")
    with files.step("published"):
        publication = publish.publish(settings, run_info(settings, files))
    check = AssetCheckResult(
        check_name="honesty",
        passed=not publication.findings,
        severity=AssetCheckSeverity.WARN,
        metadata={"findings": dict(findings)},
    )
    yield MaterializeResult(metadata={"digest": publication.digest}, check_results=[check])


@asset(
    group_name=GROUP,
    deps=[published_marts],
    description="Appends the results of this run to landing/plumbline: forecasts, finding changes, gate verdicts.",
)
def plumbline_record(context: AssetExecutionContext, warehouse: Warehouse) -> MaterializeResult:
    """Records the published results. The next night reads it as a source, so it is no input of this one."""
    settings, files = warehouse.settings, warehouse.files(context)
    with files.step("recorded"):
        rows = record_run(settings, context.run_id)
    return MaterializeResult(metadata={"rows_landed": rows})
