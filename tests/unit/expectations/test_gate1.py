"""Gate 1 passes good deliveries and names the column, the figure and the remedy of each kind of bad one."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from expectations import gate1, gx, rows
from ingest.contracts import Batch, Column, Pair, Table, Type, all_tables

ROWS = 40
FEW = {"distinct_keys": 2, "delivered_rows": 2}


def some(bad, count, good="new"):
    return [bad] * count + [good] * (ROWS - count)


def test_a_good_delivery_passes(deals):
    assert gate1.judge(deals()).passed


@pytest.mark.parametrize(
    ("profile", "column", "observed"),
    [
        ({"distinct_keys": 39}, "id", "40 rows with 39 keys"),
        ({"delivered_rows": 0, "distinct_keys": 0, "previous_rows": 9}, "(rows)", "0 rows where 9 had landed"),
        ({"previous_rows": 80, "vanished_rows": 5}, "(rows)", "5 of 80 gone"),
        ({"previous_rows": 80, "vanished_rows": 41, "is_promised": 1}, "(rows)", "41 of 80 gone"),
        ({"previous_rows": 80, "vanished_rows": 9, "vanished_with_parent": 4}, "(rows)", "9 of 80 gone"),
        ({"different_rows": 20, "repeated_rows": 11}, "(rows)", "11 of 20 there more than once"),
        ({"changed_rows": 30, "older_rows": 4}, "(rows)", "4 of 30 changed rows that are older"),
        ({"left_behind:owner_id": 5}, "owner_id", "5 rows that refer to rows now missing from owner"),
        ({"differing:stage/kind": 30, "swapped:stage/kind": 16}, "stage", "the values of kind"),
        ({"quarantined_rows": 5, "distinct_keys": 35}, "(rows)", "5 of 40 rows unreadable"),
        (FEW | {"quarantined_rows": 2, "distinct_keys": 0}, "(rows)", "2 of 2 rows unreadable"),
        ({"orphans:owner_id": 21}, "owner_id", "21 rows whose id is not in owner"),
        ({"orphans:owner_id": 8, "filled:owner_id": 12}, "owner_id", "8 rows whose id is not in owner"),
        (FEW | {"orphans:owner_id": 2}, "owner_id", "2 rows whose id is not in owner"),
        ({"distinct:stage": 6}, "stage", "6 different values where at most 5 are plausible"),
        ({"filled:kind": 0, "previously_filled:kind": 4}, "kind", "no value at all"),
        (FEW | {"filled:kind": 0, "previously_filled:kind": 2}, "kind", "no value at all"),
    ],
)  # fmt: skip
def test_a_delivery_that_is_bad_as_a_whole_is_refused(deals, profile, column, observed):
    [failure] = gate1.judge(deals(profile=profile)).failures
    assert (failure.system, failure.table, failure.column) == ("shop", "deal", column)
    assert failure.observed == observed
    assert failure.remedy.endswith(".")


@pytest.mark.parametrize(
    "profile",
    [
        {"delivered_rows": 42, "duplicate_rows": 2},
        {"previous_rows": 80, "vanished_rows": 4},
        {"previous_rows": 80, "vanished_rows": 40, "is_promised": 1},
        {"previous_rows": 80, "vanished_rows": 9, "vanished_with_parent": 5},
        {"previous_rows": 4, "vanished_rows": 3},
        {"previous_rows": 9, "vanished_rows": 9, "is_promised": 1, "promised_rows": 0, "distinct_keys": 0}
        | {"delivered_rows": 0},
        {"different_rows": 20, "repeated_rows": 10},
        {"changed_rows": 30, "older_rows": 3},
        {"left_behind:owner_id": 4},
        {"differing:stage/kind": 30, "swapped:stage/kind": 15},
        {"quarantined_rows": 4, "distinct_keys": 36},
        {"quarantined_rows": 3, "distinct_keys": 0, "delivered_rows": 4, "duplicate_rows": 1},
        {"orphans:owner_id": 20},
        {"orphans:owner_id": 3, "filled:owner_id": 3},
        {"distinct:stage": 5},
        {"filled:kind": 0, "previously_filled:kind": 3},
        {"filled:kind": 1, "previously_filled:kind": 40},
    ],
)
def test_a_delivery_just_within_the_rules_passes(deals, profile):
    assert gate1.judge(deals(profile=profile)).passed


@pytest.mark.parametrize(
    ("profile", "references", "is_usable"),
    [
        ({"orphans:owner_id": ROWS - 1}, "owner", True),
        (FEW | {"orphans:owner_id": 2}, "owner", True),
        # As an export of the sales users has it, whose managers are not in it.
        ({"orphans:owner_id": ROWS}, "deal", True),
        # As an export whose columns were swapped has it.
        ({"orphans:owner_id": ROWS}, "owner", False),
    ],
)
def test_an_optional_reference_that_is_missing_is_a_warning_unless_none_is_found(deals, profile, references, is_usable):
    owners, batch = deals(profile=profile)
    reference = replace(batch.table.columns[1], required=False, references=references)
    columns = (batch.table.columns[0], reference, *batch.table.columns[2:])
    verdict = gate1.judge([owners, replace(batch, table=replace(batch.table, columns=columns))])
    assert verdict.passed is is_usable
    [line] = verdict.warnings if is_usable else map(str, verdict.failures)
    assert line.startswith("shop.deal.owner_id: expected most ids to be found")


@pytest.mark.parametrize(
    ("profile", "is_usable"),
    [
        ({"orphans:owner_id": ROWS - 1}, True),
        ({"left_behind:owner_id": ROWS - 1}, True),
        ({"orphans:owner_id": ROWS}, False),
        ({"orphans:owner_id": 30, "left_behind:owner_id": 10}, False),
        (FEW | {"orphans:owner_id": 2}, True),
    ],
)
def test_a_missing_owner_is_a_warning_unless_no_owner_at_all_is_found(deals, profile, is_usable):
    """As an export without a user who left has it. Not one owner is found where the column was swapped."""
    owners, batch = deals(profile=profile)
    verdict = gate1.judge([replace(owners, table=replace(owners.table, is_rep=True)), batch])
    assert verdict.passed is is_usable
    lines = verdict.warnings if is_usable else [str(failure) for failure in verdict.failures]
    assert lines
    assert all("deal.owner_id" in line for line in lines)


def test_a_reference_to_a_table_that_is_not_delivered_is_no_fault(deals):
    assert gate1.judge(deals(profile={"orphans:owner_id": ROWS}, owners=0)).passed


@pytest.mark.parametrize(
    ("column", "values"),
    [
        ("stage", some(None, 1, "Open")),
        ("probability", some(101, 1, 50)),
        ("probability", some(-1, 1, 50)),
        ("seconds", some(-1, 1, 1)),
        ("kind", some("other", 5)),
        ("kind", some("other", 4, None)),
    ],
)
def test_rows_that_break_a_rule_of_their_column_are_refused(deals, column, values):
    [failure] = gate1.judge(deals({column: values})).failures
    assert failure.column == column
    assert failure.keys[0] == "d0"
    assert len(failure.keys) <= 20


@pytest.mark.parametrize(
    ("column", "values"),
    [
        ("kind", some("other", 4)),
        ("kind", some("other", 3, None)),
        ("seconds", [None] * (ROWS - 1) + [0]),
    ],
)
def test_a_few_odd_values_are_a_persons_typing(deals, column, values):
    verdict = gate1.judge(deals({column: values}))
    assert verdict.passed
    # … but are not passed over in silence.
    assert [line.split(":")[0] for line in verdict.warnings] == ["shop.deal.kind"] * ("other" in values)


def test_a_whole_delivery_without_one_good_value_is_refused(deals):
    two = {"id": ["a", "b"], "owner_id": ["o", "o"], "stage": ["s", "s"], "probability": [20, 20]}
    rest = {"seconds": [1, 1], "kind": ["other", "other"], "_is_deleted": [False, False]}
    batches = deals(two | rest, {"delivered_rows": 2, "distinct_keys": 2})
    [failure] = gate1.judge(batches).failures
    assert failure.column == "kind"
    changed_rows_only = deals(two | rest, {"delivered_rows": 40, "distinct_keys": 40})
    assert gate1.judge(changed_rows_only).passed


def test_personal_columns_are_judged_in_their_own_file_and_their_values_stay_there(deals):
    [failure] = gate1.judge(deals(emails=["not an address"] * ROWS)).failures
    assert failure.column == "email"
    assert "not an address" not in str(failure)


def test_tombstones_are_not_judged(deals):
    assert gate1.judge(deals({"stage": some(None, 1, "Open"), "_is_deleted": some(True, 1, False)})).passed


def test_repeated_keys_are_named_without_addresses_or_control_characters(deals):
    batches = deals({}, {"distinct_keys": ROWS - 2})
    repeated = (("a@b.example", "2026-01-01"), ("x\n\x1b[31m",))
    [failure] = gate1.judge([replace(batch, repeated_keys=repeated) for batch in batches]).failures
    assert failure.keys == ("(e-mail)/2026-01-01", "x??[31m")


def test_counts_are_added_up_over_the_pieces_of_a_batch(deals, monkeypatch):
    monkeypatch.setattr(rows.pieces, "__defaults__", (16,))
    kinds = ["new"] * 34 + ["other"] * 6
    [failure] = gate1.judge(deals({"kind": kinds})).failures
    assert failure.observed.startswith("6 of 40")
    # The last piece alone holds 4 bad of 8: too many for a piece, few for the delivery.
    assert gate1.judge(deals({"kind": ["new"] * 36 + ["other"] * 4})).passed


def test_every_contract_makes_rules_that_great_expectations_knows():
    tables = all_tables()
    for table in tables:
        rules = gate1.row_rules(table, [column.name for column in table.columns])
        assert len(rules) >= 1, table.name
    assert gate1.judge([]).passed


def test_an_exception_inside_great_expectations_is_never_a_pass(deals, monkeypatch):
    broken = gx.Rule("ExpectColumnValuesToNotBeNull", {"column": "no such column"}, "x", "a value", "Look.")
    monkeypatch.setattr("expectations.gate1.row_rules", lambda *_: (broken,))
    with pytest.raises(gx.GateError, match="could not judge"):
        gate1.judge(deals())


def test_a_result_that_contradicts_itself_is_never_a_pass(deals, monkeypatch):
    class Silent:
        def __init__(self, result):
            self.expectation_config, self.exception_info = result.expectation_config, result.exception_info
            self.success, self.result = True, result.result

    original = gx._outcome
    monkeypatch.setattr(gx, "_outcome", lambda result, rules: original(Silent(result), rules))
    with pytest.raises(gx.GateError, match="contradicts itself"):
        gate1.judge(deals({"stage": some(None, 1, "Open")}))


def test_a_rule_that_does_not_exist_is_never_a_pass():
    with pytest.raises(gx.GateError):
        gx.judge(pd.DataFrame({"a": [1]}), [gx.Rule("ExpectNothing", {}, "a", "", "")])


HISTORY = {"previous_rows": 1000, "delivered_rows": 1000, "distinct_keys": 1000}


def test_rows_that_say_what_happened_hardly_ever_go(deals):
    def judged(vanished, is_history):
        batches = deals(profile=HISTORY | {"vanished_rows": vanished})
        tables = [replace(batch.table, is_history=is_history) for batch in batches]
        return gate1.judge([replace(batch, table=table) for batch, table in zip(batches, tables, strict=True)])

    assert judged(11, is_history=False).passed
    assert judged(10, is_history=True).passed
    assert not judged(11, is_history=True).passed


def test_what_happened_to_rows_that_nobody_knows_was_cut_off_elsewhere(deals):
    def judged(orphans, is_history):
        owners, batch = deals(profile={"orphans:owner_id": orphans})
        columns = (batch.table.columns[0], replace(batch.table.columns[1], required=True), *batch.table.columns[2:])
        return gate1.judge([owners, replace(batch, table=replace(batch.table, columns=columns, is_history=is_history))])

    assert judged(5, is_history=False).passed
    assert judged(4, is_history=True).passed
    assert [failure.column for failure in judged(5, is_history=True).failures] == ["owner_id"]


CLOSED = [date(2025, 3, 1)] * ROWS
PAIRS = {
    "won": pa.array([True] * ROWS),
    "closed": pa.array([True] * ROWS),
    "created": pa.array([datetime(2025, 3, 1, 18)] * ROWS),  # noqa: DTZ001
    "close_date": pa.array(CLOSED),
}


@pytest.mark.parametrize(
    ("column", "values", "is_refused"),
    [
        ("close_date", CLOSED, False),  # created on the day on which it closed
        ("closed", [None] * ROWS, False),
        ("closed", [False] * 4 + [True] * (ROWS - 4), True),
        ("closed", [False] * 3 + [True] * (ROWS - 3), False),
        ("close_date", [date(2025, 2, 1)] * 21 + CLOSED[21:], True),
        ("close_date", [date(2025, 2, 1)] * 20 + CLOSED[20:], False),
    ],
)
def test_two_columns_of_a_row_must_agree(tmp_path, column, values, is_refused):
    columns = (
        Column("id", Type.TEXT, "Id", required=True),
        Column("won", Type.BOOLEAN, "IsWon"),
        Column("closed", Type.BOOLEAN, "IsClosed"),
        Column("created", Type.TIMESTAMP, "CreatedDate"),
        Column("close_date", Type.DATE, "CloseDate"),
    )
    pairs = (Pair("won", "closed"), Pair("created", "close_date", is_entered=True))
    table = Table("shop", "deal", "Deal.csv", ("id",), columns, pairs=pairs)
    rows_ = {"id": [f"d{number}" for number in range(ROWS)], **PAIRS}
    pq.write_table(pa.table(rows_ | {column: pa.array(values, PAIRS[column].type)}), tmp_path / "deal.parquet")
    verdict = gate1.judge([Batch(table, (tmp_path / "deal.parquet",), HISTORY)])
    assert [failure.column for failure in verdict.failures] == [column] * is_refused
