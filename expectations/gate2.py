"""Gate 2: may the built marts be published? It checks that all landed records arrived and that no mart became empty.

dbt tests before what must hold for every row: keys, contracts, identities, money to the cent.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import duckdb

from expectations.control_totals import CONTROLS
from expectations.gx import GateError
from ingest.contracts import Failure, Verdict
from ingest.settings import Settings

RECOUNT = "Rows were lost or duplicated between the two layers: compare their keys."
REFILL = "The mart became empty overnight: look at its inputs, then at its joins."
# An issue that makes nearly all figures empty is said at the end of the night.
WARNINGS = """
select source_system || ': ' || detail || '. Remedy: ' || remedy from marts.data_quality
where issue = 'no_closed_opportunity' order by 1
"""
# These are empty when nothing is wrong, nothing leaks or every opportunity is closed.
MAY_BECOME_EMPTY = (
    *("crm_findings", "data_quality", "pipeline_inflation", "pipeline_by_deal", "pipeline_by_rep"),
    "funnel_leakage_reasons",
)


def judge(build_file: Path, settings: Settings) -> Verdict:
    """Judges a built warehouse file, opened read-only.

    Raises:
        GateError: a query failed. Never a pass.
    """
    try:
        with duckdb.connect(str(build_file), read_only=True) as connection:
            failures = (*_judge_controls(connection, settings), *_judge_rows(connection, settings))
            return Verdict(failures, tuple(line for (line,) in connection.execute(WARNINGS).fetchall()))
    except duckdb.Error as error:
        raise GateError(f"gate 2 could not read the warehouse: {error}") from error


def _judge_controls(connection: duckdb.DuckDBPyConnection, settings: Settings) -> Iterator[Failure]:
    end_of_day = datetime.combine(settings.as_of + timedelta(days=1), time(), ZoneInfo(settings.company.time_zone))
    values = {"as_of": settings.as_of, "created_before": end_of_day.astimezone(UTC).replace(tzinfo=None)}
    for control in CONTROLS:
        expected = connection.execute(control.expected, values).fetchall()[0][0]
        actual = connection.execute(f"select count(*) from {control.relation}").fetchall()[0][0]
        if expected != actual:
            schema, table = control.relation.split(".")
            yield Failure(schema, table, "(rows)", f"{control.what}: {expected:,}", f"{actual:,}", RECOUNT)


def _judge_rows(connection: duckdb.DuckDBPyConnection, settings: Settings) -> Iterator[Failure]:
    tables = connection.execute("select table_name from information_schema.tables where table_schema = 'marts'")
    published = _published_rows(settings)
    for mart in sorted(name for (name,) in tables.fetchall() if name not in MAY_BECOME_EMPTY):
        rows = published.get(mart)
        if rows and not connection.execute(f"select count(*) from marts.{mart}").fetchall()[0][0]:
            observed = f"none where {rows:,} were published"
            yield Failure("marts", mart, "(rows)", "rows, as in the published generation", observed, REFILL)


def _published_rows(settings: Settings) -> Mapping[str, int]:
    """Rows of each mart in the published generation; none when nothing is, or when the past is built again."""
    if settings.known_at:
        return {}
    generations = (settings.published_dir / "generations").glob("*/run.json")
    newest_first = sorted(generations, key=lambda path: path.stat().st_mtime, reverse=True)
    for path in (settings.published_dir / "current" / "run.json", *newest_first):
        try:
            run = json.loads(path.read_text(encoding="utf-8"))
            return run["row_counts"] if run["as_of"] <= settings.as_of.isoformat() else {}
        except (OSError, ValueError, TypeError, KeyError):
            continue  # cannot be read: the one before it says what there was
    return {}
