"""`make bench`: a whole night and each of its steps on a made-up company, as a table in RESULTS.md."""

from __future__ import annotations

import json
import os
import platform
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks.processes import Watched, watch
from dagster_project.dbt_project import dbt_variables
from ingest.settings import load_settings
from simulator import Parameters

PROJECT_DIR = Path(__file__).parents[1]
RESULTS = Path(__file__).parent / "RESULTS.md"
OPPORTUNITIES = 5_000
NIGHT = (sys.executable, "-m", "dagster_project.nightly")


def environment(data_dir: Path, drop: Path) -> dict[str, str]:
    """The environment of a measured night."""
    as_of = Parameters().last_day.isoformat()
    return {**os.environ, "PLUMBLINE_DATA_DIR": str(data_dir), "PLUMBLINE_DROP": str(drop), "AS_OF": as_of}


def start_commands(surroundings: dict[str, str]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """What every night pays before it has done anything: the wiring's imports, and a dbt that finds nothing to do."""
    yield "start of the wiring (Python, Dagster)", (sys.executable, "-c", "import dagster_project.definitions")
    dbt = str(Path(sys.executable).with_name("dbt"))
    folders = ("--project-dir", "dbt", "--profiles-dir", "dbt")
    variables = ("--vars", dbt_variables(load_settings(surroundings)))
    yield "start of dbt (Python, dbt, parse)", (dbt, "ls", *folders, "--select", "fqn:none", *variables)


def checked(watched: Watched) -> Watched:
    """The same; RuntimeError with the output when the command failed."""
    if watched.code:
        raise RuntimeError(watched.output)
    return watched


def row(name: str, wall: float, cpu: float, peak: int) -> str:
    """One line of the table."""
    return f"| {name} | {wall:.1f} | {cpu:.1f} | {peak / 1e6:,.0f} |"


def steps(night: Watched, data_dir: Path) -> Iterator[str]:
    """A line per step, from the files in which the run timed itself."""
    for path in sorted(
        (data_dir / "warehouse" / "runs").glob("*/timing-*.json"), key=lambda path: path.stat().st_mtime
    ):
        seconds = json.loads(path.read_text(encoding="utf-8"))["seconds"]
        end = path.stat().st_mtime
        name = path.stem.removeprefix("timing-")
        yield row(
            f"&nbsp;&nbsp;{name}", seconds, night.cpu_seconds(end - seconds, end), night.peak_bytes(end - seconds, end)
        )


def whole(name: str, watched: Watched) -> str:
    """One line for a whole process tree."""
    return row(name, watched.wall_seconds, watched.cpu_seconds(), watched.peak_bytes())


def size(folder: Path) -> float:
    """Megabytes of the files below a folder, links not followed."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file() and not path.is_symlink()) / 1e6


def measure(folder: Path) -> str:
    """Runs everything in `folder` and returns the page."""
    drop, data_dir = folder / "drop", folder / "data"
    surroundings = environment(data_dir, drop)
    simulate = (sys.executable, "-m", "simulator", "--out", str(drop), "--opportunities", str(OPPORTUNITIES))
    simulated = checked(watch(simulate, surroundings, PROJECT_DIR))
    first = checked(watch(NIGHT, surroundings, PROJECT_DIR))
    lines = [whole("simulating the exports", simulated), whole("**first night**", first), *steps(first, data_dir)]
    second = checked(watch(NIGHT, surroundings, PROJECT_DIR))
    lines += [whole("**second night, nothing new**", second), *steps(second, data_dir)]
    starts = {
        name: checked(watch(command, surroundings, PROJECT_DIR)) for name, command in start_commands(surroundings)
    }
    lines += [whole(name, watched) for name, watched in starts.items()]
    share = sum(start.wall_seconds for start in starts.values()) / second.wall_seconds
    sizes = {name: size(data_dir / name) for name in ("landing", "warehouse", "published")}
    return "\n".join(
        [
            "# Results",
            "",
            f"Written by `make bench` on {os.cpu_count()} cores, Python {platform.python_version()}; one run each.",
            f"A made-up company of {OPPORTUNITIES:,} opportunities. Memory is the sum over the process tree.",
            "",
            "| step | wall s | CPU s | peak MB |",
            "|---|---|---|---|",
            *lines,
            "",
            f"Process start is {share:.0%} of a night with nothing new.",
            f"On disk after two nights: exports {size(drop):,.0f} MB, "
            + ", ".join(f"{name} {megabytes:,.0f} MB" for name, megabytes in sizes.items())
            + ".",
            "",
        ]
    )


def main() -> None:
    """Measures in a temporary folder and writes the table."""
    with tempfile.TemporaryDirectory() as folder:
        RESULTS.write_text(measure(Path(folder)), encoding="utf-8")
    print(RESULTS.read_text(encoding="utf-8"))


if __name__ == "__main__":
    main()
