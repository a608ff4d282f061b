"""The files are there, in the systems' shapes, and the same for the same parameters."""

from __future__ import annotations

import csv
import hashlib
import json
import re
from pathlib import Path

import duckdb
import pytest

import simulator
from ingest.contracts import Delivery
from tests.unit.simulator.conftest import PARAMETERS, used_tables

SMALL = PARAMETERS.replace(opportunities=40, reps=3)
INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.000Z")


def _digests(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*.*"))
    }


def test_same_parameters_write_the_same_bytes_and_another_seed_others(tmp_path: Path) -> None:
    for name, parameters in (("one", SMALL), ("again", SMALL), ("other", SMALL.replace(seed=14))):
        simulator.write(tmp_path / name, parameters)
    here, there = _digests(tmp_path / "one"), _digests(tmp_path / "other")
    assert _digests(tmp_path / "again") == here
    for name in ("crm/Opportunity.csv", "accounting/Invoices.jsonl", "finance/quotas.csv", "truth/revenue.csv"):
        assert here[name] != there[name]


def test_a_shorter_company_leaves_nothing_of_the_longer_one(tmp_path: Path) -> None:
    simulator.write(tmp_path, SMALL)
    simulator.write(tmp_path, SMALL.replace(first_day=SMALL.first_day.replace(year=2026)))
    assert min(path.name for path in (tmp_path / "email").iterdir()) >= "events-2025-09.jsonl"


@pytest.mark.parametrize("reps", [1, 2, 40])
def test_any_size_is_written(tmp_path: Path, reps: int) -> None:
    simulator.write(tmp_path, PARAMETERS.replace(opportunities=30, reps=reps))
    with (tmp_path / "truth" / "rep.csv").open(encoding="utf-8") as file:
        assert len({row["email"] for row in csv.DictReader(file)}) == reps


@pytest.mark.parametrize("system", ["salesforce", "xero", "sendgrid"])
def test_no_key_is_given_twice(made: Path, system: str) -> None:
    """Over all parts, each of which numbers its own rows."""
    folder = {"salesforce": "crm", "xero": "accounting", "sendgrid": "email"}[system]
    for table in used_tables(system):
        if not table.source or table.parent:
            continue
        reader = "read_csv" if system == "salesforce" else "read_json"
        source = "*.jsonl" if system == "sendgrid" else table.source
        key = ", ".join(column.source for column in table.columns if column.name in table.key)
        query = f"select count(*), count(distinct ({key})) from {reader}('{made}/{folder}/{source}', sample_size = -1)"
        (rows, keys) = duckdb.execute(query).fetchone()
        assert rows == keys > 0, table.name


def test_one_part_is_another_company_than_many(tmp_path: Path) -> None:
    """Not the same rows, but as many of them, give or take, and reps that work in all parts."""
    found = []
    for size in (50, 200):
        simulator.write(tmp_path, PARAMETERS.replace(opportunities=200, part_size=size))
        query = f"select count(*), count(distinct OwnerId) from '{tmp_path}/crm/%s.csv'"
        found.append([duckdb.execute(query % name).fetchone() for name in ("Opportunity", "Task", "Quote")])
    (many, one) = found
    assert many[0] == one[0] == (200, 9)
    for (rows, reps), (other_rows, _) in zip(many[1:], one[1:], strict=True):
        assert reps >= 8
        assert 0.6 < rows / other_rows < 1.6


@pytest.mark.parametrize(
    "wrong", [{"reps": 0}, {"opportunities": 0}, {"part_size": 0}, {"first_day": PARAMETERS.last_day}]
)
def test_impossible_parameters_are_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="must"):
        PARAMETERS.replace(**wrong)


@pytest.mark.parametrize("system", ["salesforce", "finance"])
def test_csv_headers_hold_every_column_of_the_contract(made: Path, system: str) -> None:
    folder = made / ("crm" if system == "salesforce" else "finance")
    delivered = [table for table in used_tables(system) if table.source]
    assert {path.name for path in folder.iterdir()} == {table.source for table in delivered}
    for table in delivered:
        with (folder / table.source).open(encoding="utf-8") as file:
            header = next(csv.reader(file))
        wanted = {column.source for column in table.columns if column.source != "="}
        assert wanted <= set(header), table.name


@pytest.mark.parametrize("system", ["salesforce", "finance"])
def test_no_column_of_the_contract_is_always_empty(made: Path, system: str) -> None:
    folder = made / ("crm" if system == "salesforce" else "finance")
    empty = set()
    for table in (table for table in used_tables(system) if table.source):
        names = [column.source for column in table.columns if column.source != "="]
        counts = ", ".join(f'count("{name}")' for name in names)
        found = duckdb.execute(
            f"select {counts} from read_csv('{folder / table.source}', all_varchar = true)"
        ).fetchone()
        empty |= {(table.source, name) for name, count in zip(names, found, strict=True) if not count}
    assert empty <= {("plan.csv", "account_id"), ("plan.csv", "rep_email")}  # the plan is made by product


def test_accounting_objects_hold_the_paths_of_the_contract(made: Path) -> None:
    for table in used_tables("xero"):
        if not table.source or table.parent:
            continue
        seen: set[str] = set()
        for line in (made / "accounting" / table.source).read_text("utf-8").splitlines():
            document = json.loads(line)
            seen |= set(document) | {f"{key}.{inner}" for key in document for inner in _keys(document[key])}
        wanted = {column.source for column in table.columns}
        # Optional fields that these books never use.
        assert wanted - seen <= {"TaxNumber", "MergedToContactID", "DefaultCurrency", "AmountPaid", "AmountDue"} | {
            "DueDate",
            "AmountCredited",
        }, table.name


def _keys(value: object) -> set[str]:
    return set(value) if isinstance(value, dict) else set()


def test_email_events_hold_the_columns_of_the_contract(made: Path) -> None:
    (table,) = (table for table in used_tables("sendgrid") if table.delivery is Delivery.EVENTS)
    seen: set[str] = set()
    for path in (made / "email").iterdir():
        for line in path.read_text("utf-8").splitlines():
            event = json.loads(line)
            assert None not in event.values()
            seen |= set(event)
    assert {column.source for column in table.columns} <= seen


def test_times_are_iso_utc_and_ids_carry_their_check_letters(made: Path) -> None:
    with (made / "crm" / "Opportunity.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        assert INSTANT.fullmatch(row["CreatedDate"])
        assert row["Id"][15:] == _check_letters(row["Id"][:15])
    there = len({row["Id"] for row in rows})
    assert 0.97 * PARAMETERS.opportunities < there <= PARAMETERS.opportunities  # one or the other is purged


def _check_letters(id15: str) -> str:
    """Salesforce's rule, letter by letter: which of each five are capitals, lowest first."""
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"
    chunks = (id15[start : start + 5] for start in (0, 5, 10))
    return "".join(
        letters[sum(1 << place for place, letter in enumerate(chunk) if letter.isupper())] for chunk in chunks
    )
