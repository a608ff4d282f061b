"""Runs the nightly job in this process and says how it ended."""

from __future__ import annotations

from pathlib import Path

from dagster import DagsterInstance, DagsterRunStatus, ExecuteInProcessResult, RunsFilter

from dagster_project.definitions import defs
from dagster_project.outcome import ExitCode, Outcome
from dagster_project.refusals import refusals
from dagster_project.run_files import RunFiles, run_files
from ingest.settings import Settings
from serving.run_info import SKIPPED

UNFINISHED = [DagsterRunStatus.STARTING, DagsterRunStatus.STARTED, DagsterRunStatus.CANCELING]


def run_night(settings: Settings, run_id: str, log: Path) -> Outcome:
    """One night from extraction to publication. The caller holds the run lock and sends the output to `log`."""
    with DagsterInstance.get() as instance:
        _close_ghosts(instance)
        job = defs.resolve_job_def("nightly")
        result = job.execute_in_process(instance=instance, run_id=run_id, raise_on_error=False)
    files = run_files(settings, run_id)
    problems = [line for load in files.read_all("load-").values() for line in load["problems"]]
    ending = _published(settings, files) if result.success else _refused(settings, files, result, log)
    return Outcome(ending.code, (*problems, *ending.lines))


def _close_ghosts(instance: DagsterInstance) -> None:
    """With the lock held no other run lives: what still counts as running was killed."""
    for run in instance.get_runs(RunsFilter(statuses=UNFINISHED)):
        instance.report_run_failed(run, "The process of this run was killed.")


def _published(settings: Settings, files: RunFiles) -> Outcome:
    loads = files.read_all("load-")
    publication = files.read_all("publication")[""]
    skipped = [system for system, load in loads.items() if load["status"] in SKIPPED]
    findings = ", ".join(f"{rule} {count}" for rule, count in publication["findings"].items()) or "none"
    landed = sum(sum(load["rows"].values()) for load in loads.values())
    current = settings.published_dir / "current"
    lines = [
        f"as of {settings.as_of}: {landed} rows landed" + ("" if landed else ", nothing changed at the sources"),
        *files.read_all("gate2")[""]["warnings"],
        f"open findings: {findings}",
        f"marts:     {current / 'sales_marts.duckdb'}",
        f"scorecard: {(current / 'scorecard' / 'index.html').absolute().as_uri()}",
    ]
    if skipped:
        lines.append(f"degraded: {', '.join(skipped)} was skipped, its last accepted data is used")
    return Outcome(ExitCode.DEGRADED if skipped else ExitCode.PUBLISHED, tuple(lines))


def _refused(settings: Settings, files: RunFiles, result: ExecuteInProcessResult, log: Path) -> Outcome:
    reasons = refusals(files, result.get_step_failure_events(), settings.build_file)
    is_gate = any(reason.is_gate for reason in reasons)
    lines = [reason.line for reason in reasons]
    return Outcome(
        ExitCode.GATE_2_REFUSED if is_gate else ExitCode.FAILED,
        (*lines, "nothing was published; the result before this one stays", f"the whole log: {log}"),
    )
