"""A row with a bad value is quarantined with the place and the reason; all others of its file land."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest

from tests.unit.ingest.readers.conftest import OPPORTUNITY_HEADER, OPPORTUNITY_ROW, Drop, reasons, values


def test_place_key_and_reason(drop: Drop) -> None:
    bad = OPPORTUNITY_ROW.replace("O1", "O2").replace("10.50", "1e400").replace("2024-03-01", "01/03/2024")
    delivered = drop.opportunities(OPPORTUNITY_ROW, bad)
    assert values(delivered, "id") == ["O1"]
    (row,) = delivered.quarantined.to_pylist()
    assert (row["table_name"], row["file_name"], row["line_number"]) == ("opportunity", "Opportunity.csv", 3)
    assert (row["row_key"], row["column_name"]) == ("O2", "amount")
    assert row["reason"].startswith("Amount: not a plain decimal")
    assert "; CloseDate: not an ISO 8601 date" in row["reason"]
    assert json.loads(row["raw"])["Amount"] == "1e400"


def test_a_row_with_several_reasons_is_one_row(drop: Drop) -> None:
    bad = OPPORTUNITY_ROW.replace("10.50", "x").replace("2024-03-01", "y").replace("true", "z").replace("EUR", "BTC")
    delivered = drop.opportunities(OPPORTUNITY_ROW, bad)
    (row,) = delivered.quarantined.to_pylist()
    assert row["reason"].count(";") == 3
    assert (delivered.delivered_rows, delivered.duplicate_rows) == (2, 0)


def test_as_many_as_are_bad(drop: Drop) -> None:
    rows = [
        OPPORTUNITY_ROW.replace("O1", f"O{n}").replace("10.50", amount) for n, amount in enumerate(["NaN", "1", "inf"])
    ]
    delivered = drop.opportunities(*rows)
    assert values(delivered, "amount") == [Decimal(1)]
    assert [key for key, _ in reasons(delivered)] == ["amount", "amount"]


def test_required_values_and_currencies(drop: Drop) -> None:
    delivered = drop.opportunities(
        OPPORTUNITY_ROW.replace("Won", ""),
        OPPORTUNITY_ROW.replace("O1", ""),
        OPPORTUNITY_ROW.replace("EUR", "BTC"),
        OPPORTUNITY_ROW.replace("EUR", ""),
    )
    assert reasons(delivered) == [
        ("stage_name", "StageName: required and empty"),
        ("id", "Id: required and empty"),
        ("currency_iso_code", "CurrencyIsoCode: not a currency code of ISO 4217"),
    ]
    assert delivered.quarantined["row_key"].to_pylist() == ["O1", None, "O1"]
    assert values(delivered, "currency_iso_code") == [None]


def test_what_may_be_personal_is_not_shown(drop: Drop) -> None:
    drop.opportunities(OPPORTUNITY_ROW)
    drop.write("Contact.csv", "Id,Email,Title,CreatedDate,Birthday\nC1,a@b.c,CEO,yesterday,1970-01-01\n")
    (row,) = drop.read()["contact"].quarantined.to_pylist()
    assert json.loads(row["raw"])["Title"] == "CEO"
    assert "a@b.c" not in str(row)
    assert "1970" not in str(row)


def test_copies_are_left_out_and_counted(drop: Drop) -> None:
    bad = OPPORTUNITY_ROW.replace("10.50", "x")
    delivered = drop.opportunities(OPPORTUNITY_ROW, bad, OPPORTUNITY_ROW.replace("O1", "O0"), OPPORTUNITY_ROW, bad)
    assert values(delivered, "id") == ["O1", "O0"]
    assert delivered.quarantined["line_number"].to_pylist() == [3]
    assert (delivered.delivered_rows, delivered.duplicate_rows) == (5, 2)
    assert any("2 exact copies" in line for line in delivered.warnings)


@pytest.mark.parametrize("header", ["ROWID", "rowid", "Rowid"])
def test_a_column_that_is_called_as_the_place_of_a_row(drop: Drop, finance: Drop, header: str) -> None:
    one, other = f"{OPPORTUNITY_ROW},x", f"{OPPORTUNITY_ROW.replace('O1', 'O2')},x"
    delivered = drop.opportunities(one, other, other, header=f"{OPPORTUNITY_HEADER},{header}")
    assert values(delivered, "id") == ["O1", "O2"]
    assert (delivered.delivered_rows, delivered.duplicate_rows) == (3, 1)
    assert values(delivered, "rowid_2") == ["x", "x"]
    sheet = f"date,category,amount,currency,{header}\n" + "2024-01-01,travel,5,EUR,x\n" * 2
    assert len(set(values(finance.write("costs.csv", sheet).read()["costs"], "row_id"))) == 2


def test_two_rows_of_one_key_both_stay(drop: Drop) -> None:
    """They are for the gate to refuse: nobody can say which of the two is right."""
    delivered = drop.opportunities(OPPORTUNITY_ROW, OPPORTUNITY_ROW.replace("10.50", "11"))
    assert values(delivered, "id") == ["O1", "O1"]


def test_equal_rows_of_a_sheet_are_both_meant(finance: Drop) -> None:
    rows = "2024-01-01,travel,5,EUR\n2024-01-01,hotel,5,EUR\n2024-01-01,travel,5.00,EUR\n2024-01-01,travel,x,EUR\n"
    costs = finance.write("costs.csv", f"date,category,amount,currency\n{rows}").read()["costs"]
    assert values(costs, "category") == ["travel", "hotel", "travel"]
    assert len(set(values(costs, "row_id"))) == 3
    assert costs.quarantined["row_key"].to_pylist() == [None]
    again = finance.write("costs.csv", "currency,date,category,amount\nEUR,2024-01-01,travel,5\n").read()["costs"]
    assert values(again, "row_id") == values(costs, "row_id")[:1]


def test_keys_with_empty_parts(finance: Drop) -> None:
    header = "rep_email,period_start,period_end,measure,amount,currency,valid_from"
    rows = "a@b,2024-01-01,2024-03-31,,x,EUR,\na|b,2024-01-01,2024-03-31,units,x,EUR,2024-01-01\n"
    quotas = finance.write("quotas.csv", f"{header}\n{rows}").read()["quotas"]
    assert quotas.quarantined["row_key"].to_pylist() == [
        "a@b|2024-01-01|2024-03-31||",
        "a\\|b|2024-01-01|2024-03-31|units|2024-01-01",
    ]
