"""`make bench-night`: compares the CPU time of a second night with that of `dbt build` alone on the same landing."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

from benchmarks.nights import NIGHT, PROJECT_DIR
from benchmarks.processes import watch
from dagster_project.dbt_run import exclusions, run_environment
from ingest.settings import load_settings


def main() -> None:
    """Measures the second night of the fictional company, and the second build: the first one parses the project."""
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "PLUMBLINE_DATA_DIR": str(Path(folder) / "data")}
        watch(NIGHT, environment, PROJECT_DIR)
        build = (*NIGHT[:-1], "dbt", "build", "--quiet", *exclusions(run_environment(load_settings(environment))))
        watch(build, environment, PROJECT_DIR)
        night, alone = watch(NIGHT, environment, PROJECT_DIR), watch(build, environment, PROJECT_DIR)
    for name, watched in (("second night", night), ("dbt build alone", alone)):
        sys.stdout.write(f"{name}: {watched.cpu_seconds():.1f} CPU s, {watched.wall_seconds:.1f} s\n")
    sys.stdout.write(f"ratio of CPU: {night.cpu_seconds() / alone.cpu_seconds():.2f}\n")


if __name__ == "__main__":
    main()
