"""Times the slowest marts beside one hand-written DuckDB query on the same core tables, after holding the two equal.

A hand-written query (`queries/<mart>.sql`) is what an analyst who knows the made-up company would write for this one
answer: no views, no notes, no names that only explain, thresholds as plain numbers. It reads the facts and dimensions
of the core with DuckDB's own functions and takes the run's variables from getvariable('as_of') and the like. Its
columns are compared with those of the mart, row for row. A line `-- part: <name>` in a query stands for the common
table expressions of `queries/parts/<name>.sql`, which several queries share; a part may name others.

Models that only prepare marts are not read by hand-written queries. `-- prepared by: <models>` at the head of a query
names those that its mart rests on: their seconds are added to the mart's, in full for each mart that shares them.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import duckdb

from ingest.settings import Settings

QUERIES = Path(__file__).parent / "queries"
PARTS = QUERIES / "parts"
REPETITIONS = 3


@dataclass(frozen=True, slots=True)
class Comparison:
    """Seconds of a mart, of what prepares it and of the hand-written query: the best of three runs each."""

    mart: str
    rows: int
    mart_seconds: float
    preparing_seconds: float
    query_seconds: float

    @property
    def ratio(self) -> float:
        """What the mart costs, in hand-written queries."""
        return (self.mart_seconds + self.preparing_seconds) / self.query_seconds


def hand_written(mart: str) -> str:
    """The hand-written query of a mart, its parts put in."""
    return _whole(QUERIES / f"{mart}.sql")


def _whole(path: Path) -> str:
    """A query or a part of one, the parts that it names put in."""
    text = path.read_text(encoding="utf-8").rstrip()
    return re.sub(r"^-- part: (\w+)", lambda name: _whole(PARTS / f"{name[1]}.sql"), text, flags=re.MULTILINE)


def prepared_by(query: str) -> list[str]:
    """The models that a hand-written query names as those that only prepare its mart."""
    return [name for line in re.findall(r"^-- prepared by: (.+)$", query, re.MULTILINE) for name in line.split(", ")]


def compare_marts(build_file: Path, compiled_sql: Path, settings: Settings) -> Iterator[Comparison]:
    """Every mart that has a hand-written query, by name; `settings` are those that the build file was built with.

    Raises:
        ValueError: the two results differ.
    """
    compiled = {path.stem: path.read_text(encoding="utf-8") for path in compiled_sql.rglob("*.sql")}
    preparing: dict[str, float] = {}
    with duckdb.connect(str(build_file), read_only=True) as connection:
        connection.execute("set threads = 2; set TimeZone = 'UTC'")
        for name, value in (("as_of", settings.as_of), *asdict(settings.company).items()):
            connection.execute(f"set variable {name} = ?", [value])
        for mart in sorted(path.stem for path in QUERIES.glob("*.sql")):
            query = hand_written(mart)
            for name in set(prepared_by(query)) - set(preparing):
                preparing[name] = min(_seconds(connection, "preparing", compiled[name]) for _ in range(REPETITIONS))
            runs = [
                (_seconds(connection, "mart", compiled[mart]), _seconds(connection, "query", query))
                for _ in range(REPETITIONS)
            ]
            mart_seconds, query_seconds = map(min, zip(*runs, strict=True))
            rows = _hold_equal(connection, mart)
            prepared = sum(preparing[name] for name in prepared_by(query))
            yield Comparison(mart, rows, mart_seconds, prepared, query_seconds)


def _seconds(connection: duckdb.DuckDBPyConnection, name: str, sql: str) -> float:
    begun = time.perf_counter()
    connection.execute(f"create or replace temp table timed_{name} as {sql}")
    return time.perf_counter() - begun


def _hold_equal(connection: duckdb.DuckDBPyConnection, mart: str) -> int:
    columns = ", ".join(f'"{name}"' for (name, *_) in connection.execute("describe timed_query").fetchall())
    sides = [f"select {columns} from timed_{name}" for name in ("mart", "query")]
    for first, second in (sides, sides[::-1]):
        differing = connection.execute(f"{first} except all {second} limit 1").fetchall()
        if differing:
            raise ValueError(f"{mart}: {first} has a row that the other has not: {differing[0]}")
    return connection.execute("select count(*) from timed_mart").fetchall()[0][0]
