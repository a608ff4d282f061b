"""`make dev`: the Dagster UI on loopback, with the daemon that runs schedules and ends hanging runs."""

import os
import sys
from pathlib import Path

from dagster_project.instance import use_instance
from ingest.settings import PROJECT_DIR, load_settings


def main() -> None:
    """Replaces this process by `dagster dev`."""
    use_instance(load_settings().state_dir)
    os.chdir(PROJECT_DIR)
    dagster = str(Path(sys.executable).with_name("dagster"))
    os.execv(dagster, [dagster, "dev", "--workspace", "workspace.yaml", "--host", "127.0.0.1", "--port", "3000"])  # noqa: S606


if __name__ == "__main__":
    main()
