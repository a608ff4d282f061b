"""`plumbline nightly`: one whole night in one process, with an exit code that a scheduler can use."""

from __future__ import annotations

import logging
import time
import traceback
import uuid
from contextlib import suppress

from dagster_project.instance import repair, use_instance
from dagster_project.outcome import ExitCode, Outcome
from dagster_project.run_log import LOGGER, logging_to, new_log
from ingest.configuration.printable import say
from ingest.loading.disk import meaning, shortage
from ingest.loading.run_lock import RefusedError, run_locked
from ingest.settings import Settings
from serving import generations


def main() -> ExitCode:
    """Runs the night; every outcome is one exit code and a few lines on standard output."""
    return ExitCode(run_locked(_logged))


def _logged(settings: Settings) -> ExitCode:
    try:
        return _run(settings)
    except OSError as error:  # not even a log can be written
        say([f"nothing was published: {meaning(settings, str(error)) or error}"])
        return ExitCode.FAILED


def _run(settings: Settings) -> ExitCode:
    begun = time.monotonic()
    run_id = str(uuid.uuid4())
    published = settings.published_dir
    log = new_log(settings.data_dir / "logs")
    with logging_to(log):
        LOGGER.info("night of %s as of %s, log: %s", settings.company.name, settings.as_of, log)
        try:
            from ingest.loading.dates import refusals  # noqa: PLC0415
            from ingest.loading.landed_files import check_all  # noqa: PLC0415

            check_all(settings)
            if refused := (*filter(None, [shortage(settings)]), *refusals(settings)):
                return _end(Outcome(ExitCode.FAILED, (generations.unpublished(published),), refused), begun)
            for line in (*repair(settings.state_dir), *generations.repair(published)):
                LOGGER.warning("%s", line)
            use_instance(settings.state_dir)
            LOGGER.info("reading the dbt project; it is parsed again if it has changed")
            # Imported late: Dagster and dbt take seconds, which a run that the lock refuses should not pay for.
            from dagster_project.night import run_night  # noqa: PLC0415

            outcome = run_night(settings, run_id, log)
        except RefusedError as error:
            outcome = Outcome(ExitCode.FAILED, (generations.unpublished(published),), (str(error),))
        except Exception as error:
            with suppress(OSError):  # a full disk takes no log either
                traceback.print_exc()
            first_line = str(error).partition("\n")[0]
            why = meaning(settings, str(error)) or f"failed: {type(error).__name__}: {first_line}"
            shown = generations.shown_at(published, run_id)
            so_far = f"but the result is published: {shown}" if shown else generations.unpublished(published)
            code = ExitCode.DEGRADED if shown else ExitCode.FAILED
            outcome = Outcome(code, (so_far, f"the whole log: {log}"), (why,))
        return _end(outcome, begun)


def _end(outcome: Outcome, begun: float) -> ExitCode:
    for level, lines in ((logging.ERROR, outcome.errors), (logging.INFO, outcome.lines)):
        for line in lines:
            LOGGER.log(level, "%s", line)
    LOGGER.info("%s after %.0f s", outcome.code.name.lower().replace("_", " "), time.monotonic() - begun)
    return outcome.code
