"""What a run said is recorded once and stays as it was said."""

from __future__ import annotations

from datetime import date

import pyarrow as pa
import pytest

from ingest.loading.load import Status
from ingest.plumbline import record, recorded_days

RUN = {"run_id": "r1", "code_version": "v", "configuration_hash": "c"}
GATE = {"as_of": "2025-06-30", "gate": "2", "check_name": "totals", "is_passed": True, "detail": None}


def gate_results(*rows):
    return {"gate_result": pa.Table.from_pylist([GATE | RUN | row for row in rows])}


def test_a_second_run_of_the_same_date_changes_nothing(settings, salesforce):
    assert record(settings, gate_results({})).rows["gate_result"] == 1
    assert record(settings, gate_results({"run_id": "r2", "is_passed": False})).status is Status.UNCHANGED
    # The other tables stay away on some nights; that is no missing file.
    assert record(settings, {}).status is Status.ACCEPTED
    assert record(settings, gate_results({"as_of": "2025-07-01"})).rows["gate_result"] == 1
    landed = salesforce.query("select as_of::varchar, run_id, is_passed from landing.plumbline__gate_result order by 1")
    assert landed == [("2025-06-30", "r1", True), ("2025-07-01", "r1", True)]
    assert recorded_days(settings) == {date(2025, 6, 30), date(2025, 7, 1)}


def test_our_own_faults_are_refused(settings):
    twice = record(settings, gate_results({}, {"is_passed": False}))
    assert twice.status is Status.REJECTED
    assert "expected one row per key, found 1 of 2" in twice.problems[0]
    assert "is_passed" in record(settings, gate_results({"is_passed": None})).problems[0]
    with pytest.raises(ValueError, match="no such table to record: forecast"):
        record(settings, {"forecast": pa.table({})})
