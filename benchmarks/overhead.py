"""`make bench-night`: what a night costs beside `dbt build` alone on the same landing, its parsed project kept."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

from benchmarks.nights import NIGHT, PROJECT_DIR
from benchmarks.processes import watch
from dagster_project.assets.models import left_out
from ingest.settings import load_settings


def main() -> None:
    """Runs two nights of the fictional company, then the second night's models and tests by dbt."""
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "PLUMBLINE_DATA_DIR": str(Path(folder) / "data")}
        watch(NIGHT, environment, PROJECT_DIR)
        dbt = (*NIGHT[:-1], "dbt", "build", "--quiet", "--exclude-resource-type", "unit_test", "--exclude")
        build = (*dbt, *left_out(load_settings(environment)))
        watch(build, environment, PROJECT_DIR)
        night, alone = watch(NIGHT, environment, PROJECT_DIR), watch(build, environment, PROJECT_DIR)
    for name, watched in (("second night", night), ("dbt build alone", alone)):
        sys.stdout.write(f"{name}: {watched.cpu_seconds():.1f} CPU s, {watched.wall_seconds:.1f} s\n")
    sys.stdout.write(f"ratio of CPU: {night.cpu_seconds() / alone.cpu_seconds():.2f}\n")


if __name__ == "__main__":
    main()
