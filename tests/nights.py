"""Runs whole nights as a scheduler does, each in a process of its own, and reads what they published."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd

PROJECT_DIR = Path(__file__).parents[1]
COMMAND = (sys.executable, "-m", "dagster_project", "nightly")
# A network namespace that has not even a loopback interface.
ISOLATED = ("unshare", "--user", "--map-root-user", "--net")


@dataclass(frozen=True)
class Night:
    """One finished night: its exit code, what it printed and the data folder it wrote to."""

    code: int
    output: str
    data_dir: Path
    seconds: float = 0.0
    has_network: bool = True

    @property
    def published(self) -> Path:
        return self.data_dir / "published" / "current"

    @cached_property
    def run_json(self) -> dict[str, Any]:
        return json.loads((self.published / "run.json").read_text(encoding="utf-8"))

    def mart(self, name: str) -> pd.DataFrame:
        """A published mart as a frame, read as a BI tool would; money stays Decimal."""
        with duckdb.connect(str(self.published / "sales_marts.duckdb"), read_only=True) as connection:
            return connection.execute(f"select * from marts.{name}").to_arrow_table().to_pandas()

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """The rows of a query over all layers."""
        with self.warehouse() as connection:
            return connection.execute(sql).fetchall()

    def warehouse(self) -> duckdb.DuckDBPyConnection:
        """What the night built, with the layers that are not published; to be closed by who asked."""
        return duckdb.connect(str(self.data_dir / "warehouse" / "build.duckdb"), read_only=True)


def in_order(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows in an order of their own contents."""
    texts = [repr(row) for row in rows.itertuples(index=False)]
    return rows.iloc[sorted(range(len(rows)), key=texts.__getitem__)].reset_index(drop=True)


def environment(data_dir: Path, drop: Path | None = None, **variables: str) -> dict[str, str]:
    """The environment of a night: nothing of this process's own configuration is passed on."""
    own = {
        name: value for name, value in os.environ.items() if not name.startswith(("PLUMBLINE_", "AS_OF", "KNOWN_AT"))
    }
    given = {"PLUMBLINE_DATA_DIR": str(data_dir)} | ({"PLUMBLINE_DROP": str(drop)} if drop else {})
    return own | given | variables


def can_be_isolated() -> bool:
    """Whether this machine allows network namespaces."""
    return subprocess.run([*ISOLATED, "true"], capture_output=True, check=False).returncode == 0


def run_night(
    data_dir: Path,
    drop: Path | None = None,
    project_dir: Path = PROJECT_DIR,
    has_network: bool = True,
    **variables: str,
) -> Night:
    """Runs one night and waits for it."""
    begun = time.perf_counter()
    done = subprocess.run(
        COMMAND if has_network else (*ISOLATED, *COMMAND),
        cwd=project_dir,
        env=environment(data_dir, drop, **variables),
        capture_output=True,
        text=True,
        timeout=900,
        check=False,
    )
    return Night(done.returncode, done.stdout + done.stderr, data_dir, time.perf_counter() - begun, has_network)


def published_night(folder: Path, sources: str, **variables: str) -> Night:
    """A night on a configuration of its own, below `folder`, that was published."""
    folder.mkdir(exist_ok=True)
    (folder / "sources.yml").write_text(sources, encoding="utf-8")
    night = run_night(folder / "data", PLUMBLINE_SOURCES=str(folder / "sources.yml"), **variables)
    assert night.code == 0, night.output
    return night


def start_night(data_dir: Path, drop: Path | None = None, **variables: str) -> subprocess.Popen[str]:
    """Starts a night as the leader of a process group of its own, so that a test can kill all of it."""
    return subprocess.Popen(
        COMMAND,
        cwd=PROJECT_DIR,
        env=environment(data_dir, drop, **variables),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )


def assert_published_whole(data_dir: Path, allowed: set[str]) -> None:
    """What is published is one of the allowed results, complete, and a reader sees just what its run.json says."""
    night = Night(0, "", data_dir)
    assert night.run_json["digest"] in allowed
    with duckdb.connect(str(night.published / "sales_marts.duckdb"), read_only=True) as connection:
        for mart, rows in night.run_json["row_counts"].items():
            assert connection.execute(f"select count(*) from marts.{mart}").fetchall() == [(rows,)]
            assert (night.published / "parquet" / f"{mart}.parquet").exists()
    assert (night.published / "scorecard" / "index.html").read_text(encoding="utf-8").rstrip().endswith("</html>")


def copy_project(folder: Path) -> Path:
    """A copy of the project's own files, so that a test can break a model without touching the checkout."""
    ignored = shutil.ignore_patterns(
        ".git", ".venv*", ".odoo", "/data", "target", "logs", "__pycache__", "*.egg-info", ".pytest_cache"
    )
    shutil.copytree(
        PROJECT_DIR, folder, ignore=lambda where, names: ignored(where, names) | _top_level_data(where, names)
    )
    return folder


def _top_level_data(where: str, names: list[str]) -> set[str]:
    return {"data"} & set(names) if Path(where) == PROJECT_DIR else set()
