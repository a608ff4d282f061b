"""Times each mart beside one hand-written DuckDB query on the same core tables, after holding the two results equal.

A hand-written query (`queries/<mart>.sql`) is what an analyst would write for this one answer: no views, no notes, no
names that only explain. It reads the core with DuckDB's own functions and takes the run's variables from
getvariable('as_of') and the like. Its columns are compared with those of the mart, row for row.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

QUERIES = Path(__file__).parent / "queries"
REPETITIONS = 3


@dataclass(frozen=True, slots=True)
class Comparison:
    """Seconds of a mart and of the hand-written query: the best of three runs each, taken in turns."""

    mart: str
    rows: int
    mart_seconds: float
    query_seconds: float

    @property
    def ratio(self) -> float:
        """What the mart costs, in hand-written queries."""
        return self.mart_seconds / self.query_seconds


def compare_marts(build_file: Path, manifest: Path, variables: Mapping[str, str | int]) -> Iterator[Comparison]:
    """Every mart of the build file, by name; `variables` are those that the dbt project was built with.

    Raises:
        ValueError: a mart has no hand-written query, or the two results differ.
    """
    content = json.loads(manifest.read_text(encoding="utf-8"))
    with duckdb.connect(str(build_file), read_only=True) as connection:
        connection.execute("set threads = 2; set TimeZone = 'UTC'")
        for name, value in variables.items():
            connection.execute(f"set variable {name} = ?", [value])
        for node in sorted(_marts(content), key=lambda node: node["name"]):
            path = QUERIES / f"{node['name']}.sql"
            if not path.is_file():
                raise ValueError(f"{node['name']} has no hand-written query: write {path.name}")
            yield _compare(connection, node, path.read_text(encoding="utf-8"))


def _marts(manifest: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for node in manifest["nodes"].values():
        if node["resource_type"] == "model" and node["schema"] == "marts":
            yield node


def _compare(connection: duckdb.DuckDBPyConnection, node: Mapping[str, Any], query: str) -> Comparison:
    seconds: dict[str, list[float]] = {"mart": [], "query": []}
    for _ in range(REPETITIONS):
        for name, sql in (("mart", node["compiled_code"]), ("query", query)):
            begun = time.perf_counter()
            connection.execute(f"create or replace temp table timed_{name} as {sql}")
            seconds[name].append(time.perf_counter() - begun)
    rows = _hold_equal(connection, node["name"])
    return Comparison(node["name"], rows, min(seconds["mart"]), min(seconds["query"]))


def _hold_equal(connection: duckdb.DuckDBPyConnection, mart: str) -> int:
    columns = ", ".join(f'"{name}"' for (name, *_) in connection.execute("describe timed_query").fetchall())
    sides = [f"select {columns} from timed_{name}" for name in ("mart", "query")]
    for first, second in (sides, sides[::-1]):
        differing = connection.execute(f"{first} except all {second} limit 1").fetchall()
        if differing:
            raise ValueError(f"{mart}: {first} has a row that the other has not: {differing[0]}")
    return connection.execute("select count(*) from timed_mart").fetchall()[0][0]
