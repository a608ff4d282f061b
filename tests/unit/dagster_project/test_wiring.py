"""The wiring: publishing waits for every mart, gates block, the schedule is off outside production, codes are right."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import duckdb
import pytest
from dagster import AssetCheckSeverity, AssetKey, DagsterInstance, DefaultScheduleStatus, Failure

from dagster_project.assets.landing import LANDING, checked_keys, checks, landed_keys
from dagster_project.assets.models import MANIFEST, models
from dagster_project.assets.publication import control_totals, mart_keys, plumbline_record, published_marts
from dagster_project.definitions import defs
from dagster_project.night import _published
from dagster_project.outcome import ExitCode
from dagster_project.refusals import reason, refusals
from dagster_project.run_files import RunFiles
from dagster_project.schedules import schedules
from ingest.loading import dates
from ingest.loading.load import LoadResult, Status
from ingest.loading.run_lock import LockHeldError, RunLock
from ingest.settings import Environment, Source, load_settings
from ingest.systems import SYSTEMS
from tests.unit.ingest.conftest import Landing


def manifest_nodes(layer: str) -> set[str]:
    """The models of a layer that become relations."""
    models = [node for node in MANIFEST["nodes"].values() if node["resource_type"] == "model"]
    built = [model for model in models if model["config"]["materialized"] != "ephemeral"]
    return {model["name"] for model in built if model["fqn"][1] == layer}


def test_publishing_waits_for_every_mart() -> None:
    expected = manifest_nodes("marts")
    assert len(expected) > 6
    assert {key.path[-1] for key in mart_keys()} == expected
    for asset in (control_totals, published_marts):
        assert set(mart_keys()) <= set(asset.dependency_keys)


def test_a_mart_depends_on_what_its_ephemeral_parts_read() -> None:
    """A part that is never a relation is no asset: one that never materializes would look as if it were out of date."""
    nodes = {node["name"]: node for node in MANIFEST["nodes"].values() if node["resource_type"] in {"model", "seed"}}
    parts = {name for name, node in nodes.items() if node["config"]["materialized"] == "ephemeral"}
    assert not parts & {key.path[-1] for key in models.keys}

    def read(name: str) -> set[str]:
        """What a model reads, with what its parts read in place of them."""
        parents = {parent.split(".")[2] for parent in nodes[name]["depends_on"]["nodes"]}
        return parents - parts | {parent for part in parents & parts for parent in read(part)}

    assert {"fct_opportunity", "fct_quota", "fct_delivery", "identity_overrides"} <= read("data_quality")
    assert {"fct_opportunity", "fct_open_deal", "fct_invoice_line", "waivers"} <= read("crm_findings")
    for mart in ("data_quality", "crm_findings"):
        (spec,) = [spec for spec in models.specs if spec.key.path[-1] == mart]
        assert {dependency.asset_key.path[-1] for dependency in spec.deps} == read(mart)


def test_publishing_waits_for_gate_2() -> None:
    assert control_totals.key in published_marts.dependency_keys
    assert all(spec.blocking for spec in control_totals.check_specs)


def test_every_dbt_source_is_an_asset_that_is_landed() -> None:
    landed = {key for system in SYSTEMS for key in landed_keys(system)}
    read = {key for key in models.dependency_keys if key.path[0] in SYSTEMS}
    assert read
    assert read <= landed
    made = {key for assets in LANDING for key in assets.keys}
    assert {key.path[0] for key in read - made} == {"plumbline"}


def test_gate_1_blocks_each_system() -> None:
    for assets in LANDING:
        assert assets.check_specs
        assert all(spec.blocking and spec.asset_key in assets.keys for spec in assets.check_specs)


@pytest.mark.parametrize(
    ("line", "tables"),
    [
        ("salesforce.opportunity.id: expected one row per key, found 1 of 2", ["opportunity"]),
        ("salesforce.opportunity_history: OpportunityHistory.csv: cut off", ["opportunity_history"]),
        ("salesforce: the folder is not there", [key.path[-1] for key in checked_keys("salesforce")]),
    ],
)
def test_gate_1_fails_at_the_tables_that_are_wrong(line: str, tables: list[str]) -> None:
    warning = "salesforce.task: 3 rows quarantined"
    result = LoadResult("salesforce", Status.REJECTED, {}, (line, warning), has_accepted_load=True, reasons=(line,))
    found = list(checks("salesforce", result, load_settings({})))
    assert [check.asset_key.path[-1] for check in found if not check.passed] == tables
    assert all(check.passed for check in checks("salesforce", replace(result, reasons=()), load_settings({})))


@pytest.mark.parametrize(
    ("system", "has_accepted_load", "severity"),
    [
        ("salesforce", False, AssetCheckSeverity.ERROR),
        ("salesforce", True, AssetCheckSeverity.WARN),
        ("sendgrid", False, AssetCheckSeverity.WARN),
        ("xero", False, AssetCheckSeverity.WARN),
    ],
)
def test_only_a_crm_without_data_stops_a_night(
    tmp_path: Path, system: str, has_accepted_load: bool, severity: AssetCheckSeverity
) -> None:
    places = {"salesforce": "crm", "sendgrid": "email", "xero": "accounting"}
    sources = tuple(Source(each, tmp_path, places=(place,)) for each, place in places.items())
    settings = replace(load_settings({}), sources=sources)
    result = LoadResult(system, Status.REJECTED, {}, ("why",), has_accepted_load, reasons=("why",))
    found = list(checks(system, result, settings))
    assert {(check.passed, check.severity) for check in found} == {(False, severity)}


def test_the_job_selects_everything() -> None:
    selected = defs.resolve_job_def("nightly").asset_layer.executable_asset_keys
    assert selected >= {published_marts.key, AssetKey("embedded_company"), *mart_keys()}


EVERY_KEY = defs.resolve_job_def("nightly").asset_layer.executable_asset_keys


@pytest.mark.parametrize(
    "selected",
    [
        [AssetKey("embedded_company")],
        landed_keys("salesforce"),
        [AssetKey(["core", "dim_rep"])],
        sorted(models.keys),
        mart_keys(),
        [control_totals.key],
        [control_totals.key, published_marts.key, plumbline_record.key],
        [plumbline_record.key],
        sorted(set(EVERY_KEY) - {AssetKey(["core", "dim_rep"])}),
        sorted(set(EVERY_KEY) - {AssetKey("embedded_company")}),
    ],
    ids=lambda keys: f"{keys[0].path[-1]} and {len(keys) - 1} others",
)
def test_a_part_of_a_night_is_refused_before_it_touches_anything(
    selected: list[AssetKey], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PLUMBLINE_DATA_DIR", str(tmp_path))
    (tmp_path / "warehouse" / "runs" / "last").mkdir(parents=True)
    (tmp_path / "warehouse" / "build.duckdb").write_text("last night's", encoding="utf-8")
    with DagsterInstance.ephemeral() as instance:
        job = defs.resolve_job_def("nightly")
        result = job.execute_in_process(instance=instance, asset_selection=selected, raise_on_error=False)
    assert not result.success
    failures = [event.step_failure_data.user_failure_data.description for event in result.get_step_failure_events()]
    assert failures
    assert set(failures) == {
        "A run is a whole night: launch the job nightly; one model is built by `make dbt`. Nothing was done."
    }
    found = {str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*")}
    assert found == {
        "warehouse",
        "warehouse/build.duckdb",
        "warehouse/run.lock",
        "warehouse/runs",
        "warehouse/runs/last",
    }
    assert (tmp_path / "warehouse" / "build.duckdb").read_text(encoding="utf-8") == "last night's"


def test_a_first_night_before_its_data_is_refused_before_anything_is_built(tmp_path: Path) -> None:
    """When it began nothing had landed by which its date could be judged."""
    settings = replace(load_settings({"PLUMBLINE_DATA_DIR": str(tmp_path)}), as_of=date(1900, 1, 1))
    assert not dates.refusals(settings)
    Landing(settings).deliver(opportunity=[{"id": "1", "created_date": "2025-01-15 10:00:00"}])
    files = RunFiles(settings.warehouse_dir, "run")
    files.start()
    warehouse = SimpleNamespace(settings=settings, files=lambda _: files)
    with pytest.raises(Failure, match=r"^as of 1900-01-01: the data has records from 2025-01-15 .*$"):
        next(models.op.compute_fn.decorated_fn(None, warehouse))
    assert not settings.build_file.exists()


@pytest.mark.parametrize(
    ("environment", "status"),
    [
        (Environment.DEVELOPMENT, DefaultScheduleStatus.STOPPED),
        (Environment.PRODUCTION, DefaultScheduleStatus.RUNNING),
    ],
)
def test_the_schedule_is_off_outside_production(environment: Environment, status: DefaultScheduleStatus) -> None:
    (schedule,) = schedules(replace(load_settings({}), environment=environment))
    assert schedule.default_status is status


def results(folder: Path, *found: dict[str, str]) -> RunFiles:
    files = RunFiles(folder, "run")
    files.folder.mkdir(parents=True)
    files.write("dbt", {"wrong": found})
    return files


def test_a_failing_test_is_a_refusal_of_the_gate(tmp_path: Path) -> None:
    failing = {
        "name": "assert_x",
        "status": "fail",
        "message": "Got 2 results",
        "compiled_code": "select 1 as k",
    }
    (found,) = refusals(results(tmp_path, failing), [], tmp_path / "build.duckdb")
    assert found.is_gate
    assert found.line == "gate 2: assert_x: Got 2 results"


def test_a_failing_test_of_several_invariants_names_those_that_are_broken(tmp_path: Path) -> None:
    with duckdb.connect(str(tmp_path / "build.duckdb")) as connection:
        connection.execute("create table t as select unnest(['is_b', 'is_a', 'is_a']) as name")
    failing = {
        "name": "x: invariants",
        "status": "fail",
        "message": "Got 3 results",
        "compiled_code": "select name as broken from t",
    }
    (found,) = refusals(results(tmp_path, failing), [], tmp_path / "build.duckdb")
    assert found.line == "gate 2: x: invariants (is_a, is_b): Got 3 results"


def test_a_broken_contract_is_a_refusal_and_broken_sql_is_not(tmp_path: Path) -> None:
    broken = {
        "name": "x",
        "status": "error",
        "message": "This model has an enforced contract that failed.",
    }
    sql = {**broken, "message": "Runtime Error: column y not found"}
    first, second = refusals(results(tmp_path, sql, broken), [], tmp_path / "build.duckdb")
    assert (first.is_gate, second.is_gate) == (True, False)


def failure(step: str, message: str) -> Any:
    """What Dagster reports of a step that raised."""
    cause = SimpleNamespace(message=message, cause=None)
    return SimpleNamespace(
        step_key=step, step_failure_data=SimpleNamespace(error=SimpleNamespace(message="outer", cause=cause))
    )


@pytest.mark.parametrize(
    ("message", "line"),
    [
        ("dagster._core.errors.Failure: as of 1900-01-01: the data has …", "as of 1900-01-01: the data has …"),
        ("dagster_project.recording.RecordRefused: the clock\nis before", "the clock is before"),
        ("OSError: [Errno 28] No space left on device", "models: OSError: [Errno 28] No space left on device"),
    ],
)
def test_what_we_refuse_ourselves_is_not_named_after_a_step(message: str, line: str) -> None:
    assert reason(failure("models", message)) == line


def publication(folder: Path, is_newest: bool = True) -> tuple[RunFiles, Path]:
    files = results(folder)
    files.write("load-xero", {"status": "unchanged", "rows": {}, "problems": [], "notes": ["xero.payment: …"]})
    files.write("gate2", {"failures": [], "warnings": []})
    shown = folder / "current"
    shown.mkdir()
    facts = {"as_of": "2026-06-30", "findings": {"H05": 2}, "is_newest": is_newest}
    (shown / "run.json").write_text(json.dumps(facts), encoding="utf-8")
    return files, shown


def test_what_fails_after_the_swap_does_not_hide_that_it_is_published(tmp_path: Path) -> None:
    files, shown = publication(tmp_path)
    assert _published(files, shown, []).code is ExitCode.PUBLISHED
    ending = _published(files, shown, [failure("plumbline_record", "OSError: No space left on device")])
    assert ending.code is ExitCode.DEGRADED
    assert ending.errors == (
        (
            "published, but a later step failed: plumbline_record: OSError: No space left on device. "
            "The next night repeats it"
        ),
    )
    assert not any("nothing was published" in line for line in ending.lines)
    assert "as of 2026-06-30: 0 rows landed, nothing changed at the sources" in ending.lines
    assert "notes on columns: 1, see `missing_column` and `unknown_column` in data_quality" in ending.lines


def test_a_rebuild_of_the_past_says_where_it_is(tmp_path: Path) -> None:
    ending = _published(*publication(tmp_path, is_newest=False), [])
    assert (ending.code, ending.lines[-1].split(":")[0]) == (ExitCode.PUBLISHED, "a rebuild of the past")


def test_the_lock_is_given_once_and_can_be_taken_again(tmp_path: Path) -> None:
    lock = RunLock(tmp_path)
    assert lock.acquire()
    assert not RunLock(tmp_path).acquire()
    lock.release()
    assert lock.acquire()
    lock.release()


def test_the_lock_names_the_other_process(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lock = RunLock(tmp_path)
    lock.acquire()
    monkeypatch.setattr(RunLock, "_held", {})  # as another process would see it
    with pytest.raises(LockHeldError, match="another run"):
        RunLock(tmp_path).acquire()
