"""Two nights of a made-up company, step by step: the first, and one with a few changed rows."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from benchmarks.changes import change_rows
from benchmarks.processes import Watched, watch
from simulator import Parameters

PROJECT_DIR = Path(__file__).parents[1]
NIGHT = (sys.executable, "-m", "dagster_project", "nightly")
CHANGED_SHARE = 0.001


@dataclass(frozen=True, slots=True)
class Step:
    """What one step cost: seconds on the clock and of the processor, bytes of the largest process."""

    name: str
    wall_seconds: float
    cpu_seconds: float
    peak_bytes: int


@dataclass(frozen=True, slots=True)
class Night:
    """One night: the whole, its steps in the order of the flow, and the rows that landed."""

    whole: Step
    steps: tuple[Step, ...]
    rows_landed: int


@dataclass(frozen=True, slots=True)
class Company:
    """All that was measured of a company; `megabytes` of what lies on disk after the last night."""

    opportunities: int
    simulated: Step
    nights: Mapping[str, Night]
    changed_rows: int
    megabytes: Mapping[str, float]
    build_file: Path
    compiled: Path


def measure(opportunities: int, folder: Path) -> Company:
    """Simulates a company in `folder` and runs two nights on it."""
    drop, data_dir = folder / "drop", folder / "data"
    surroundings = environment(data_dir, drop)
    simulate = (sys.executable, "-m", "simulator", "--out", str(drop), "--opportunities", str(opportunities))
    simulated = _step("simulating the exports", watch(simulate, surroundings, PROJECT_DIR))
    nights = {"first night": night("first night", surroundings, data_dir)}
    changed = change_rows(drop / "crm", CHANGED_SHARE)
    name = f"{CHANGED_SHARE:.1%} of rows changed"
    nights[name] = night(name, surroundings, data_dir)
    (run_folder,) = (data_dir / "warehouse" / "runs").iterdir()
    return Company(
        opportunities=opportunities,
        simulated=simulated,
        nights=nights,
        changed_rows=changed,
        megabytes={"exports": _size(drop)}
        | {name: _size(data_dir / name) for name in ("landing", "warehouse", "published")},
        build_file=next((data_dir / "warehouse").glob("*.duckdb")),
        compiled=run_folder / "dbt" / "compiled",
    )


def environment(data_dir: Path, drop: Path) -> dict[str, str]:
    """The environment of a measured night."""
    as_of = Parameters().last_day.isoformat()
    return {**os.environ, "PLUMBLINE_DATA_DIR": str(data_dir), "PLUMBLINE_DROP": str(drop), "AS_OF": as_of}


def night(name: str, surroundings: Mapping[str, str], data_dir: Path) -> Night:
    """Runs one night in the environment and measures it."""
    watched = watch(NIGHT, surroundings, PROJECT_DIR)
    run = json.loads((data_dir / "published" / "current" / "run.json").read_text(encoding="utf-8"))
    landed = sum(sum(load["rows"].values()) for load in run["loads"].values())
    return Night(_step(name, watched), tuple(_steps(watched, data_dir)), landed)


def _steps(night: Watched, data_dir: Path) -> Iterator[Step]:
    """From the files in which the run timed itself."""
    files = (data_dir / "warehouse" / "runs").glob("*/timing-*.json")
    for path in sorted(files, key=lambda path: path.stat().st_mtime):
        seconds, end = json.loads(path.read_text(encoding="utf-8"))["seconds"], path.stat().st_mtime
        begun = end - seconds
        name = path.stem.removeprefix("timing-")
        yield Step(name, seconds, night.cpu_seconds(begun, end), night.peak_bytes(begun, end))


def _step(name: str, watched: Watched) -> Step:
    return Step(name, watched.wall_seconds, watched.cpu_seconds(), watched.peak_bytes())


def _size(folder: Path) -> float:
    """Megabytes of the files below a folder, links not followed."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file() and not path.is_symlink()) / 1e6
