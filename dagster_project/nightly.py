"""`plumbline nightly`: one whole night in one process, with an exit code that a scheduler can use."""

from __future__ import annotations

import time
import traceback
import uuid

from dagster_project.instance import use_instance
from dagster_project.outcome import ExitCode, Outcome
from dagster_project.run_log import LOGGER, logging_to, new_log
from ingest.configuration.printable import say
from ingest.loading.run_lock import LockHeldError, RunLock
from ingest.settings import ConfigurationError, Settings, load_settings


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
        return _run(settings)
    finally:
        lock.release()


def _run(settings: Settings) -> ExitCode:
    begun = time.monotonic()
    log = new_log(settings.data_dir / "logs")
    use_instance(settings.state_dir)
    with logging_to(log):
        LOGGER.info("night of %s as of %s, log: %s", settings.company.name, settings.as_of, log)
        try:
            LOGGER.info("reading the dbt project; it is parsed again if it has changed")
            # Imported late: Dagster and dbt take seconds, which a run that the lock refuses should not pay for.
            from dagster_project.night import run_night  # noqa: PLC0415

            outcome = run_night(settings, str(uuid.uuid4()), log)
        except Exception as error:
            traceback.print_exc()
            outcome = Outcome(ExitCode.FAILED, (f"failed: {type(error).__name__}: {error}", f"complete log: {log}"))
        for line in outcome.lines:
            LOGGER.info("%s", line)
        LOGGER.info("%s after %.0f s", outcome.code.name.lower().replace("_", " "), time.monotonic() - begun)
        return outcome.code


def _say(outcome: Outcome) -> ExitCode:
    say(outcome.lines)
    return outcome.code
