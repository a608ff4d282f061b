"""`plumbline dbt build --select my_model`: dbt on the warehouse of the last night, with the run's variables."""

import os
import sys
from collections.abc import Sequence
from pathlib import Path

from dagster_project.outcome import ExitCode
from ingest.loading.run_lock import LockHeldError, RunLock
from ingest.settings import ConfigurationError, load_settings


def main(arguments: Sequence[str]) -> None:
    """Replaces this process by dbt, which then holds the run lock; refused while a run is at work on the warehouse."""
    try:
        settings = load_settings()
        lock = RunLock(settings.warehouse_dir)
        lock.acquire()
    except (ConfigurationError, LockHeldError, OSError) as error:
        sys.stdout.write(f"{error}\n")
        raise SystemExit(ExitCode.LOCKED if isinstance(error, LockHeldError) else ExitCode.FAILED) from None
    # Imported late: a refused lock does not wait for DuckDB.
    from dagster_project.dbt_run import DBT_DIR, run_environment  # noqa: PLC0415
    from ingest.loading.dates import refusals  # noqa: PLC0415

    if refused := refusals(settings):
        sys.stdout.write("".join(f"{line}\n" for line in refused))
        raise SystemExit(ExitCode.FAILED)

    lock.keep_over_exec()
    os.environ.update(run_environment(settings))
    os.chdir(DBT_DIR)
    executable = str(Path(sys.executable).with_name("dbt"))
    os.execv(executable, [executable, *arguments])  # noqa: S606
