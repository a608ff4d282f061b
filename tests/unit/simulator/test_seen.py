"""One company exported on two days: what was recorded by the first is the same in both, unless it says otherwise."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date
from pathlib import Path

import duckdb
import pytest

import simulator
from tests.sharing import shared
from tests.unit.simulator.conftest import PARAMETERS, used_tables

EARLIER, LATER = date(2025, 11, 12), date(2026, 4, 30)
FIRST_NIGHT = "timestamptz '2025-11-12 22:59:59Z'"  # the end of that day in Madrid
MODIFIED = {"salesforce": "SystemModstamp", "xero": "UpdatedDateUTC"}
FOLDERS = {"salesforce": "crm", "xero": "accounting", "finance": "finance", "sendgrid": "email"}
MOVES = "UserTerritory2Association.csv"  # of which Salesforce keeps no history
GOES = (MOVES, "Task.csv")
FILES = [
    (system, table.source or "*.jsonl")
    for system in FOLDERS
    for table in used_tables(system)
    if not table.parent and (table.source or system == "sendgrid")
]


@pytest.fixture(scope="module")
def nights(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folders `earlier` and `later`."""

    def make(folder: Path) -> Path:
        for name, day in (("earlier", EARLIER), ("later", LATER)):
            simulator.write(folder / name, PARAMETERS.replace(seen_on=day, deleted_share=0.05))
        return folder

    return shared(tmp_path_factory, "seen", make)


def _rows(night: Path, system: str, source: str) -> str:
    """Every row as JSON text, in the column `row`."""
    path = night / FOLDERS[system] / source
    if path.suffix == ".csv":
        return f"(select to_json(rows) as row from read_csv('{path}', all_varchar = true) as rows)"
    return f"(select json as row from read_ndjson_objects('{path}'))"


@pytest.mark.parametrize(("system", "source"), FILES)
def test_what_was_recorded_stays_as_it_was(nights: Path, system: str, source: str) -> None:
    earlier, later = (_rows(nights / name, system, source) for name in ("earlier", "later"))
    counts = [duckdb.execute(f"select count(*) from {rows}").fetchone() for rows in (earlier, later)]
    assert min(counts) > (0,)
    gone = f"(select row from {earlier} except select row from {later})"
    key = {"salesforce": "Id", "xero": source.removesuffix("s.jsonl") + "ID"}.get(system)
    modified = f"new.row ->> '{MODIFIED.get(system)}'"
    if system == "xero":
        modified = f"make_timestamp(regexp_extract({modified}, '\\d+')::bigint * 1000)"
    found = duckdb.execute("set TimeZone = 'UTC'").execute(f"""
        select gone.row, new.row from {gone} as gone
        left join {later} as new on new.row ->> '{key}' = gone.row ->> '{key}'
        where new.row is null or ({modified})::timestamptz <= {FIRST_NIGHT}""")
    rows = found.fetchall()
    if source == MOVES:
        assert rows
    if system == "salesforce":
        purged = _purged(nights)
        rows = [row for row in rows if row[1] is not None or not (source in GOES or purged & set(_texts(row[0])))]
    assert rows[:3] == []


def _texts(row: str) -> Iterable[str]:
    return (value for value in json.loads(row).values() if value)


def _purged(nights: Path) -> set[str]:
    """Opportunities that were gone for good by the second day."""
    return {key for (key,) in duckdb.execute(f"select purged_id from '{nights}/later/truth/purged.csv'").fetchall()}


def test_rows_are_gone_for_good(nights: Path) -> None:
    """Some of the deals that are deleted, with their history; and of tasks about one in a hundred."""
    for source, most in (("Opportunity", 0.02), ("OpportunityHistory", 0.03), ("Task", 0.03)):
        earlier, later = (f"(select Id from '{nights}/{name}/crm/{source}.csv')" for name in ("earlier", "later"))
        query = f"select count(*), count(*) filter (Id not in {later}) from {earlier}"
        (rows, gone) = duckdb.execute(query).fetchone()
        assert 0 < gone <= most * rows, source


@pytest.mark.parametrize("source", ["Opportunity", "Lead", "Account", "Task", "Event", "Quote", "OpportunityHistory"])
def test_what_is_new_was_recorded_since(nights: Path, source: str) -> None:
    new = f"""
        (select Id, CreatedDate from '{nights}/later/crm/{source}.csv'
         where Id not in (select Id from '{nights}/earlier/crm/{source}.csv'))"""
    assert duckdb.execute(f"select count(*) from {new}").fetchone() > (0,)
    assert duckdb.execute(f"from {new} where CreatedDate <= {FIRST_NIGHT} limit 3").fetchall() == []


def test_the_last_day_is_what_is_seen_by_default(made: Path, tmp_path: Path) -> None:
    simulator.write(tmp_path, PARAMETERS.replace(seen_on=PARAMETERS.last_day))
    for path in made.glob("*/*.*"):
        assert (tmp_path / path.relative_to(made)).read_bytes() == path.read_bytes(), path


@pytest.mark.parametrize("day", [date(2023, 12, 31), date(2026, 7, 1)])
def test_a_day_outside_its_life_is_refused(day: date) -> None:
    with pytest.raises(ValueError, match="seen_on"):
        PARAMETERS.replace(seen_on=day)
