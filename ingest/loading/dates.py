"""The dates that the landed data covers: a run for any other date is refused before anything is built."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import duckdb

from ingest.contracts import Table, tables
from ingest.loading.landing import Load, accepted_loads, files_of, relation
from ingest.reading.delivery import quoted
from ingest.settings import Settings
from ingest.systems import PLACES, SYSTEMS

OWN = "plumbline"
# Beside the cursor: dates on which something came about. Those of plans lie in the future.
PAST = ("created_date", "create_date", "closed_date")
# Accounting may reach further back than the other systems; a typing error in it must not move the last day.
BOOKED = ("document_date", "invoice_date")
# Nothing has landed on the first night. A date so far ahead is a typing error, or the clock is wrong.
FIRST_NIGHT_DAYS = 3660


@dataclass(frozen=True, slots=True)
class Answerable:
    """The days of the first and the last landed record (None where nothing has landed), and today."""

    first: date | None
    newest: date | None
    today: date

    @property
    def last(self) -> date:
        """The last day that a run may describe: a load of today says what there is today, however old its records."""
        return max(self.newest or self.today, self.today)


def answerable(settings: Settings) -> Answerable:
    """The days that the landed data covers."""
    today = datetime.now(ZoneInfo(settings.company.time_zone)).date()
    queries = [query for system in SYSTEMS if system != OWN for query in _ranges(system, settings)]
    if not queries:
        return Answerable(None, None, today)
    with duckdb.connect() as connection:
        days = connection.execute(f"select min(first), max(last) from ({' union all '.join(queries)})").fetchall()[0]
    return Answerable(*days, today)


def refusals(settings: Settings) -> tuple[str, ...]:
    """Why a run of these dates is refused, one line per reason; empty for a date that the data can answer for."""
    days = answerable(settings)
    lines = []
    if days.first is None:
        if settings.as_of > days.today + timedelta(days=FIRST_NIGHT_DAYS):
            lines.append(
                f"as of {settings.as_of}: nothing has landed and today is {days.today}. Correct AS_OF, or the clock"
            )
    # The default is yesterday, also for a company whose first record is of today.
    elif not min(days.first, days.today - timedelta(days=1)) <= settings.as_of <= days.last:
        lines.append(
            f"as of {settings.as_of}: the data has records from {days.first} to {days.newest}, and today is "
            f"{days.today}. Set AS_OF to a date from {days.first} to {days.last}"
        )
    first_load = min((load.loaded_at for load in _first_loads(settings)), default=None)
    if settings.known_at and first_load and settings.known_at < first_load:
        lines.append(
            f"KNOWN_AT {settings.known_at.isoformat()}: nothing was known before the first load of a CRM at "
            f"{first_load.isoformat(timespec='seconds')}. Set KNOWN_AT to a later time"
        )
    return tuple(lines)


def described_day(settings: Settings) -> date:
    """The day whose end a load of now describes: that of the run, in a rebuild of the past the day that readers see."""
    today = datetime.now(ZoneInfo(settings.company.time_zone)).date()
    try:
        shown = json.loads((settings.published_dir / "current" / "run.json").read_text(encoding="utf-8"))
        seen = date.fromisoformat(shown["as_of"])
    except (OSError, ValueError, TypeError, KeyError):  # nothing is published, or it cannot be read
        return settings.as_of
    # A published day after today comes from a wrong clock or a typing error.
    return max(settings.as_of, seen) if seen <= today else settings.as_of


def _first_loads(settings: Settings) -> Iterator[Load]:
    for system in PLACES["crm"]:
        yield from accepted_loads(settings.landing_dir / system)[:1]


def _ranges(system: str, settings: Settings) -> Iterator[str]:
    """SQL of the first and the last day of each table that says when a record was created or changed."""
    folder = settings.landing_dir / system
    loads = accepted_loads(folder)
    for table in tables(system):
        times, files = _named(table, table.cursor, table.known_at, *PAST), files_of(folder, table.name, loads)
        if times and files:
            first = ", ".join(f"min({quoted(name)})" for name in (*times, *_named(table, *BOOKED)))
            last = ", ".join(f"max({quoted(name)})" for name in times)
            rows = relation(table, False, files)
            yield f"select least({first})::date as first, greatest({last})::date as last from ({rows})"


def _named(table: Table, *names: str | None) -> list[str]:
    return [column.name for column in table.landed_columns if column.name in names]
