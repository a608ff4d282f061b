"""Rebuilds of past dates from what landed later, compared with what the nights of these dates said, mart by mart."""

from __future__ import annotations

import csv
import shutil
from datetime import date
from pathlib import Path

import duckdb
import pytest

import simulator
from dagster_project.dbt_run import exclusions, run_environment
from ingest.loading.landing import attach
from ingest.settings import Settings, load_settings
from tests.conftest import SMALL
from tests.sharing import shared
from tests.unchanged import differences
from tests.warehouse import dbt, land, wrong

# Rebuilds are made in one folder, one after the other.
pytestmark = [pytest.mark.long, pytest.mark.xdist_group("past")]

LAST = simulator.Parameters().last_day
PAST = (date(2025, 11, 12), date(2026, 3, 17))
DAYS = (*PAST, LAST)
# Fields of which Salesforce keeps no history: file, column and value. They are changed after the first night.
CHANGED = (("Account", "Name", "Renamed S.L."), ("Opportunity", "Type", "Renewal"), ("Lead", "Industry", "Shipping"))
# What happens between two nights, by file.
HAPPENED = (
    ("Opportunity", "later.IsDeleted and not earlier.IsDeleted"),
    ("Opportunity", "later.NextStep is distinct from earlier.NextStep"),
    ("Opportunity", "later.StageName <> earlier.StageName"),
    ("Opportunity", "later.Amount is distinct from earlier.Amount"),
    ("Opportunity", "later.OwnerId <> earlier.OwnerId"),
    ("Lead", "later.IsConverted and not earlier.IsConverted"),
    ("Task", "later.Id is null"),
)


@pytest.fixture(scope="module")
def nights(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the exports of each day, the landing of three nights, and what the first two of them said."""

    def make(folder: Path) -> Path:
        for day in DAYS:
            parameters = simulator.Parameters().replace(**SMALL, seen_on=day, deleted_share=0.06)
            simulator.write(drop(folder, day), parameters)
            if day != DAYS[0]:
                change(drop(folder, day) / "crm")
            settings = land(folder, drop(folder, day), AS_OF=day.isoformat())
            if day in PAST:
                built(folder, settings, f"night-{day}")
        return folder

    return shared(tmp_path_factory, "past", make)


def drop(folder: Path, day: date) -> Path:
    return folder / f"drop-{day}"


def change(crm: Path) -> None:
    """Changes the first record of each file of CHANGED and deletes the second, after the first night."""
    for name, column, value in CHANGED:
        path = crm / f"{name}.csv"
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        for row, changed in zip(rows, ({column: value}, {"IsDeleted": "true"}), strict=False):
            row.update(changed, SystemModstamp=max(row["SystemModstamp"], f"{PAST[0]}T23:30:00.000Z"))
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)


def built(folder: Path, settings: Settings, name: str) -> Path:
    """Builds every mart of what is attached; the folder in which they are kept."""
    run = run_environment(settings)
    assert not wrong(dbt(folder, "build", *exclusions(run), "--exclude-resource-type", "test", run=run))
    kept = folder / name / "sales_marts.duckdb"
    kept.parent.mkdir()
    shutil.move(folder / "build.duckdb", kept)
    return kept.parent


@pytest.mark.parametrize(("name", "condition"), HAPPENED)
def test_between_the_nights_records_are_edited_converted_and_deleted(nights: Path, name: str, condition: str) -> None:
    """Or the comparison would show nothing."""
    earlier, later = (f"'{drop(nights, day)}/crm/{name}.csv'" for day in (PAST[0], LAST))
    query = f"select 1 from {earlier} as earlier left join {later} as later using (Id) where {condition} limit 1"
    assert duckdb.sql(query).fetchall()


@pytest.mark.parametrize("day", PAST)
def test_a_rebuild_says_what_the_night_of_that_date_said(nights: Path, day: date) -> None:
    """Cell by cell in every mart, from the landing of the last night and without KNOWN_AT."""
    given = {"PLUMBLINE_DATA_DIR": str(nights), "PLUMBLINE_DROP": str(drop(nights, LAST)), "AS_OF": day.isoformat()}
    settings = load_settings(given)
    attach(nights / "build.duckdb", settings)
    compared = dict(differences(nights / f"night-{day}", built(nights, settings, f"rebuilt-{day}")))
    assert len(compared) > 15
    assert {mart: what for mart, what in compared.items() if what} == {}
