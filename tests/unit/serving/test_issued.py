"""What a run said is recorded in the contract's columns, once, and never for a date that was built again."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import duckdb
import pytest

from ingest.contracts import tables
from serving import issued
from serving.publish import publish


@pytest.fixture(autouse=True)
def _without_page(monkeypatch):
    monkeypatch.setattr("serving.publish.render", lambda _database, folder, *_: folder.mkdir())


def test_forecasts_changes_and_verdicts_of_the_run(settings, run):
    publish(settings, run)
    found = issued.tables(settings, run.run_id)
    for contract in tables("plumbline"):
        if contract.name in found:
            assert found[contract.name].column_names == [column.name for column in contract.columns]
    forecasts = found["issued_forecast"].to_pylist()
    assert {(row["as_of"], row["level"], row["run_id"]) for row in forecasts} == {
        (date(2025, 5, 20), level, "run-1") for level in ("L0", "L1")
    }
    changes = {(row["object_id"], row["status"]) for row in found["finding_change"].to_pylist()}
    assert changes == {("salesforce:006A", "open"), ("salesforce:006C", "fixed")}
    verdicts = {(row["gate"], row["check_name"], row["is_passed"]) for row in found["gate_result"].to_pylist()}
    assert verdicts == {("gate1", "xero", True), ("gate2", "published", True)}


def test_a_total_larger_than_any_delivered_amount_is_recorded(settings, run):
    with duckdb.connect(str(settings.build_file)) as connection:
        connection.execute("""
            alter table marts.forecast_by_period alter expected_amount type decimal(18, 3);
            update marts.forecast_by_period set expected_amount = 500000000000000
        """)
    publish(settings, run)
    forecasts = issued.tables(settings, run.run_id)["issued_forecast"].to_pylist()
    assert {row["expected_amount"] for row in forecasts} == {Decimal(500_000_000_000_000)}


def test_a_skipped_source_did_not_pass_its_gate(settings, degraded_run):
    publish(settings, degraded_run)
    rows = issued.tables(settings, degraded_run.run_id)["gate_result"].to_pylist()
    assert ("xero", False, "failed") in {(row["check_name"], row["is_passed"], row["detail"]) for row in rows}


def test_a_date_before_the_newest_says_nothing_new(settings, run, next_run):
    publish(settings, run)
    earlier = replace(settings, as_of=date(2025, 5, 19))
    publish(earlier, next_run("run-2"))
    assert {table.num_rows for table in issued.tables(earlier, "run-2").values()} == {0}
    publish(settings, next_run("run-3"))
    assert issued.tables(settings, "run-3")["issued_forecast"].num_rows == 2


def test_what_was_not_recorded_of_what_readers_see_is_due(settings, run, next_run):
    assert issued.unrecorded(settings, set()) is None
    publish(settings, run)
    assert issued.unrecorded(settings, set()) == "run-1"
    assert issued.unrecorded(settings, {settings.as_of}) is None
    publish(replace(settings, as_of=date(2025, 5, 19)), next_run("run-2"))
    assert issued.unrecorded(settings, {settings.as_of}) is None, "nothing is said of a rebuild"
    later = replace(settings, as_of=date(2025, 5, 21))
    assert {row["as_of"] for row in issued.tables(later, "run-1")["gate_result"].to_pylist()} == {settings.as_of}
