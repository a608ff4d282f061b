"""Runs the nightly job in this process and says how it ended."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from dagster import DagsterEvent, DagsterInstance, DagsterRunStatus, RunsFilter

from dagster_project.definitions import defs
from dagster_project.outcome import ExitCode, Outcome
from dagster_project.refusals import reason, refusals
from dagster_project.run_files import RunFiles, run_files
from ingest.loading.disk import meaning
from ingest.settings import Settings
from serving import generations
from serving.run_info import SKIPPED

UNFINISHED = [DagsterRunStatus.STARTING, DagsterRunStatus.STARTED, DagsterRunStatus.CANCELING]


def run_night(settings: Settings, run_id: str, log: Path) -> Outcome:
    """One night from extraction to publication. The caller holds the run lock and sends the output to `log`."""
    with DagsterInstance.get() as instance:
        _close_ghosts(instance)
        job = defs.resolve_job_def("nightly")
        result = job.execute_in_process(instance=instance, run_id=run_id, raise_on_error=False)
    files = run_files(settings, run_id)
    failures = result.get_step_failure_events()
    shown = generations.shown_at(settings.published_dir, run_id)
    ending = _published(files, shown, failures) if shown else _refused(settings, files, failures, log)
    return replace(ending, errors=(*_refused_loads(files), *ending.errors))


def _refused_loads(files: RunFiles) -> list[str]:
    """Why sources were not taken, said once more at the end of the night."""
    loads = files.read_all("load-").values()
    return [line for load in loads for line in load["reasons"]]


def _close_ghosts(instance: DagsterInstance) -> None:
    """With the lock held no other run lives: what still counts as running was killed."""
    for run in instance.get_runs(RunsFilter(statuses=UNFINISHED)):
        instance.report_run_failed(run, "The process of this run was killed.")


def _published(files: RunFiles, shown: Path, failures: list[DagsterEvent]) -> Outcome:
    """The result is published. A later step that failed is reported too; the next night repeats it."""
    loads = files.read_all("load-")
    facts = generations.read_run(shown)
    skipped = [system for system, load in loads.items() if load["status"] in SKIPPED]
    findings = ", ".join(f"{rule} {count}" for rule, count in facts["findings"].items()) or "none"
    landed = sum(sum(load["rows"].values()) for load in loads.values())
    lines = [
        f"as of {facts['as_of']}: {landed} rows landed" + ("" if landed else ", nothing changed at the sources"),
        *files.read_all("gate2")[""]["warnings"],
        f"open findings: {findings}",
        f"marts:     {shown / 'sales_marts.duckdb'}",
        f"scorecard: {(shown / 'scorecard' / 'index.html').absolute().as_uri()}",
    ]
    if notes := sum(len(load["notes"]) for load in loads.values()):
        lines.append(f"notes on columns: {notes}, see `missing_column` and `unknown_column` in data_quality")
    if not facts["is_newest"]:
        lines.append("a rebuild of the past: published beside `current`, which is unchanged; nothing is recorded")
    for system in skipped:
        without = "its last accepted data is used" if loads[system]["has_accepted_load"] else "no data of it exists yet"
        lines.append(f"degraded: {system} was skipped, {without}")
    errors = tuple(
        f"published, but a later step failed: {reason(event)}. The next night repeats it" for event in failures
    )
    return Outcome(ExitCode.DEGRADED if skipped or failures else ExitCode.PUBLISHED, tuple(lines), errors)


def _refused(settings: Settings, files: RunFiles, failures: list[DagsterEvent], log: Path) -> Outcome:
    found = refusals(files, failures, settings.build_file)
    errors = tuple(refusal.line for refusal in found)
    # On a full disk every model fails: they are one fault.
    disk = next(filter(None, (meaning(settings, line) for line in errors)), None)
    is_gate = not disk and any(refusal.is_gate for refusal in found)
    return Outcome(
        ExitCode.GATE_2_REFUSED if is_gate else ExitCode.FAILED,
        (generations.unpublished(settings.published_dir), f"the whole log: {log}"),
        (disk,) if disk else errors,
    )
