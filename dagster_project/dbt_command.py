"""`make dbt ARGS="build --select my_model"`: dbt on the warehouse of the last night, with the run's variables."""

import os
import sys

from dagster_project.dbt_project import DBT_DIR, dbt_client, run_environment
from ingest.loading.run_lock import LockHeldError, RunLock
from ingest.settings import load_settings


def main() -> None:
    """Replaces this process by dbt, which then holds the run lock; refused while a run is at work on the warehouse."""
    settings = load_settings()
    lock = RunLock(settings.warehouse_dir)
    try:
        lock.acquire()
    except LockHeldError as error:
        raise SystemExit(str(error)) from None
    lock.keep_over_exec()
    os.environ.update(run_environment(settings))
    os.chdir(DBT_DIR)
    executable = str(dbt_client().dbt_executable)
    os.execv(executable, [executable, *sys.argv[1:]])  # noqa: S606


if __name__ == "__main__":
    main()
