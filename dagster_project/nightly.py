"""`python -m dagster_project.nightly`: one whole night in one process, with an exit code that a scheduler can use."""

from __future__ import annotations

import os
import sys
import traceback
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from dagster_project.instance import use_instance
from dagster_project.outcome import ExitCode, Outcome
from ingest.loading.run_lock import LockHeldError, RunLock
from ingest.settings import ConfigurationError, Settings, load_settings

KEPT_LOGS = 30


def main() -> ExitCode:
    """Runs the night; every outcome is one exit code and a few lines on standard output."""
    try:
        settings = load_settings()
        lock = RunLock(settings.warehouse_dir)
        lock.acquire()
    except ConfigurationError as error:
        return _say(Outcome(ExitCode.FAILED, tuple(str(error).splitlines())))
    except LockHeldError as error:
        return _say(Outcome(ExitCode.LOCKED, (str(error),)))
    try:
        return _say(_run(settings))
    finally:
        lock.release()


def _run(settings: Settings) -> Outcome:
    run_id = str(uuid.uuid4())
    log = settings.data_dir / "logs" / f"{run_id}.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    for old in sorted(log.parent.glob("*.log"), key=lambda path: path.stat().st_mtime)[:-KEPT_LOGS]:
        old.unlink()
    use_instance(settings.state_dir)
    with _output_to(log):
        try:
            # Imported late: Dagster and dbt take seconds, which a run that the lock refuses should not pay for.
            from dagster_project.event_log import write_without_waiting  # noqa: PLC0415
            from dagster_project.night import run_night  # noqa: PLC0415

            write_without_waiting()
            return run_night(settings, run_id, log)
        except Exception as error:
            traceback.print_exc()
            return Outcome(ExitCode.FAILED, (f"failed: {type(error).__name__}: {error}", f"the whole log: {log}"))


@contextmanager
def _output_to(log: Path) -> Iterator[None]:
    """Sends what this process and its children print (Dagster's events, dbt's lines) to the log of the run."""
    sys.stdout.flush()
    kept = [os.dup(descriptor) for descriptor in (1, 2)]
    with log.open("w", encoding="utf-8") as file:
        try:
            for descriptor in (1, 2):
                os.dup2(file.fileno(), descriptor)
            yield
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            for descriptor, original in zip((1, 2), kept, strict=True):
                os.dup2(original, descriptor)
                os.close(original)


def _say(outcome: Outcome) -> ExitCode:
    sys.stdout.write("".join(f"{line}\n" for line in outcome.lines))
    return outcome.code


if __name__ == "__main__":
    raise SystemExit(main())
