"""`plumbline dbt build --select my_model`: dbt on the warehouse of the last night, with the run's variables."""

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

from ingest.configuration.printable import say
from ingest.loading.run_lock import FAILED, RunLock, run_locked
from ingest.settings import Settings


def main(arguments: Sequence[str]) -> NoReturn:
    """Replaces this process by dbt, which then holds the run lock; refused while a run is at work on the warehouse."""
    raise SystemExit(run_locked(lambda settings: _become_dbt(settings, arguments)))


def _become_dbt(settings: Settings, arguments: Sequence[str]) -> int:
    # Imported late: a refused lock does not wait for DuckDB.
    from dagster_project.dbt_run import DBT_DIR, run_environment  # noqa: PLC0415
    from ingest.loading.dates import refusals  # noqa: PLC0415
    from ingest.loading.landed_files import check_all  # noqa: PLC0415

    check_all(settings)
    if refused := refusals(settings):
        say(refused)
        return FAILED
    RunLock(settings.warehouse_dir).keep_over_exec()
    os.environ.update(run_environment(settings))
    os.chdir(DBT_DIR)
    executable = str(Path(sys.executable).with_name("dbt"))
    return os.execv(executable, [executable, *arguments])  # noqa: S606
