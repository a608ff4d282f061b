"""`plumbline dev`: the Dagster UI on loopback, with the daemon that runs schedules and ends hanging runs."""

import os
import sys
from pathlib import Path

from dagster_project.instance import use_instance
from dagster_project.outcome import ExitCode
from ingest.settings import PROJECT_DIR, ConfigurationError, load_settings


def main() -> None:
    """Replaces this process by `dagster dev`."""
    try:
        use_instance(load_settings().state_dir)
    except ConfigurationError as error:
        sys.stdout.write(f"{error}\n")
        raise SystemExit(ExitCode.FAILED) from None
    os.chdir(PROJECT_DIR)
    dagster = str(Path(sys.executable).with_name("dagster"))
    os.execv(dagster, [dagster, "dev", "--workspace", "workspace.yaml", "--host", "127.0.0.1", "--port", "3000"])  # noqa: S606
