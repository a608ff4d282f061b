"""Gate 2: may the built marts be published? Control totals across layers, promised columns, no mart emptied."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import duckdb
import pandas as pd

from expectations import gx
from expectations.control_totals import CONTROLS, Control
from expectations.promises import MAY_BECOME_EMPTY, PROMISED
from ingest.contracts import Failure, Verdict
from ingest.settings import Settings

IS_THERE = gx.Rule(
    "ExpectColumnValuesToBeBetween",
    {"column": "found", "min_value": 1},
    "found",
    "to be there, as promised to readers",
    "Build the model again; a promised column is renamed only with its readers.",
)
IS_EQUAL = gx.Rule(
    "ExpectColumnPairValuesToBeEqual",
    {"column_A": "expected_hundredths", "column_B": "actual_hundredths"},
    "actual_hundredths",
    "the same in both layers",
    "Rows were lost or counted twice between the two layers: compare their keys.",
)
KEEPS_ROWS = gx.Rule(
    "ExpectColumnValuesToBeBetween",
    {"column": "rows_where_some_were_published", "min_value": 1},
    "rows_where_some_were_published",
    "rows, as in the published generation",
    "The mart became empty overnight: look at its inputs, then at its joins.",
)


def judge(build_file: Path, settings: Settings) -> Verdict:
    """Judges a built warehouse file, opened read-only.

    The totals are only worked out when everything that they read is there.

    Raises:
        GateError: Great Expectations or a query failed. Never a pass.
    """
    try:
        with duckdb.connect(str(build_file), read_only=True) as connection:
            missing = tuple(_judge_promises(connection))
            if missing:
                return Verdict(missing)
            return Verdict((*_judge_controls(connection, settings), *_judge_rows(connection, settings)))
    except duckdb.Error as error:
        raise gx.GateError(f"gate 2 could not read the warehouse: {error}") from error


def _judge_promises(connection: duckdb.DuckDBPyConnection) -> Iterator[Failure]:
    needed = [("marts", mart, column) for mart, columns in PROMISED.items() for column in ("", *columns)]
    needed += [(*control.relation.split("."), control.column) for control in CONTROLS]
    query = "select table_schema, table_name, column_name from information_schema.columns"
    there = set(connection.execute(query).fetchall())
    there |= {(schema, table, "") for schema, table, _ in there}
    frame = pd.DataFrame({"found": [int(one in there) for one in needed]})
    for position in _failing(frame, IS_THERE):
        schema, table, column = needed[position]
        yield Failure(schema, table, column or "(table)", IS_THERE.expected, "nothing", IS_THERE.remedy)


def _judge_controls(connection: duckdb.DuckDBPyConnection, settings: Settings) -> Iterator[Failure]:
    rows = [row for control in CONTROLS for row in _totals(connection, control, settings)]
    hundredths = {
        f"{side}_hundredths": [int(row[side] * 100) for row in rows] for side in ("expected", "actual")
    }  # whole numbers: floats compare exactly below 90 thousand billion
    for position in _failing(pd.DataFrame(hundredths), IS_EQUAL):
        row = rows[position]
        schema, table = row["control"].relation.split(".")
        yield Failure(
            schema,
            table,
            row["control"].column,
            f"{row['control'].what}: {row['expected']:,}{row['unit']}",
            f"{row['actual']:,}{row['unit']}",
            IS_EQUAL.remedy,
        )


def _totals(connection: duckdb.DuckDBPyConnection, control: Control, settings: Settings) -> Iterator[dict[str, Any]]:
    """One row per currency (one in all where there is none) with what one layer says and what the other says."""
    sides = [_by_unit(connection, query, settings) for query in (control.expected, control.actual)]
    for unit in sorted(set().union(*sides)):
        expected, actual = (side.get(unit, Decimal(0)) for side in sides)
        yield {"control": control, "unit": unit, "expected": expected, "actual": actual}


def _by_unit(connection: duckdb.DuckDBPyConnection, query: str, settings: Settings) -> dict[str, Decimal]:
    end_of_day = datetime.combine(settings.as_of + timedelta(days=1), time(), ZoneInfo(settings.company.time_zone))
    values = {
        "as_of": settings.as_of,
        "created_before": end_of_day.astimezone(UTC).replace(tzinfo=None),
        "reporting_currency": settings.company.reporting_currency,
    }
    used = {name: value for name, value in values.items() if f"${name}" in query}
    found = connection.execute(query, used).fetchall()
    return {f" {row[0]}" if len(row) > 1 else "": Decimal(row[-1] or 0) for row in found}


def _judge_rows(connection: duckdb.DuckDBPyConnection, settings: Settings) -> Iterator[Failure]:
    published = _published_rows(settings)
    marts = [mart for mart in PROMISED if published.get(mart) and mart not in MAY_BECOME_EMPTY]
    counts = [connection.execute(f"select count(*) from marts.{mart}").fetchall()[0][0] for mart in marts]
    for position in _failing(pd.DataFrame({KEEPS_ROWS.column: counts}), KEEPS_ROWS):
        mart = marts[position]
        observed = f"none where {published[mart]:,} were published"
        yield Failure("marts", mart, "(rows)", KEEPS_ROWS.expected, observed, KEEPS_ROWS.remedy)


def _published_rows(settings: Settings) -> Mapping[str, int]:
    """Rows of each mart in the published generation; none when nothing is, or when a date before it is built."""
    path = settings.published_dir / "current" / "run.json"
    if not path.is_file():
        return {}
    run = json.loads(path.read_text(encoding="utf-8"))
    return run["row_counts"] if run["as_of"] <= settings.as_of.isoformat() else {}


def _failing(frame: pd.DataFrame, rule: gx.Rule) -> Sequence[int]:
    return gx.judge(frame, (rule,))[0].positions if len(frame) else ()
