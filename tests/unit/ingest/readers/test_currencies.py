"""Amounts and their currencies as exports have them: thousands separators, amounts without a currency, rates."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from ingest.reading.delivery import SourceError
from ingest.reading.judging import workspace
from ingest.salesforce.source import read
from ingest.settings import Source
from tests.unit.ingest.readers.conftest import USER, Drop, Read, values

HEADER = "Id,OwnerId,StageName,Amount,CurrencyIsoCode,CloseDate,CreatedDate"
QUOTA_HEADER = "id,rep_email,measure,amount,currency,period_end,period_start"
MAPPING = """entities:
  rep: {file: deals.csv, other_columns: false, columns: {id: OwnerId}}
  opportunity: {file: deals.csv, values: {is_closed: {Won: true}, is_won: {Won: true}}, columns: {id: Id, \
owner_id: OwnerId, stage_name: StageName, is_closed: StageName, is_won: StageName, amount: Amount, \
currency: CurrencyIsoCode}}
"""


def rows(*amounts: str, currency: str = "EUR") -> list[str]:
    return [f"O{number},U1,Won,{amount},{currency},2024-03-01,2024-01-01" for number, amount in enumerate(amounts)]


@pytest.mark.parametrize(
    "amounts", [("3.975", "12.500"), ("3.975",), ("3.975", "500", "12.500", "", "120.000"), ("-3.975", "1.250.000")]
)
@pytest.mark.parametrize(
    ("system", "file", "header", "remedy"),
    [
        ("salesforce", "Opportunity.csv", HEADER, "Export amounts without a thousands separator"),
        ("csv_mapping", "deals.csv", HEADER, "Set `thousands` in mapping.yml line 3"),
        ("finance", "quotas.csv", QUOTA_HEADER, "Export amounts without a thousands separator"),
    ],
)
def test_a_point_before_thousands_is_refused(
    tmp_path: Path, amounts: tuple[str, ...], system: str, file: str, header: str, remedy: str
) -> None:
    drop = Drop(tmp_path, system).write("mapping.yml", MAPPING).write("User.csv", USER)
    drop.write(file, "".join(f"{line}\n" for line in (header, *rows(*amounts))))
    with pytest.raises(SourceError, match=rf"{file}, column [Aa]mount: .* exactly three digits .* {remedy}"):
        drop.read(tmp_path / "mapping.yml" if system == "csv_mapping" else None)


@pytest.mark.parametrize(
    "amounts",
    [
        ("3.975", "12.5", "14.250"),  # decimals
        ("3.975", "500"),  # one amount may be an odd one
        ("1234.500", "3.975"),  # a separator would stand before 234
        ("0.125", "3.975"),
        ("500", "1200"),
    ],
)
def test_amounts_with_decimals_are_read(drop: Drop, amounts: tuple[str, ...]) -> None:
    read = drop.opportunities(*rows(*amounts), header=HEADER)
    assert values(read, "amount") == [Decimal(amount) for amount in amounts]


def test_some_currencies_have_three_decimals(drop: Drop) -> None:
    read = drop.opportunities(*rows("3.975", "12.500", currency="KWD"), header=HEADER)
    assert values(read, "amount") == [Decimal("3.975"), Decimal("12.5")]


def test_the_sources_file_names_the_currency_of_amounts_without_one(drop: Drop) -> None:
    """Also where the reporting currency has three decimals; the column then is not missing."""
    lines = [HEADER.replace("CurrencyIsoCode,", ""), *(row.replace("EUR,", "") for row in rows("3.975", "12.500"))]
    drop.write("User.csv", USER).write("Opportunity.csv", "".join(f"{line}\n" for line in lines))
    source = Source("salesforce", drop.folder, reporting_currency="KWD")

    def opportunities(source: Source) -> Read:
        with workspace() as connection:
            return Read.of(connection, next(iter(read(source, connection, only="opportunity"))))

    assumed = opportunities(source)
    assert values(assumed, "currency_iso_code") == [None, None]
    assert "currency_iso_code" in assumed.missing_columns
    named = opportunities(replace(source, currency="KWD", reporting_currency="EUR"))
    assert values(named, "currency_iso_code") == ["KWD", "KWD"]
    assert "currency_iso_code" not in named.missing_columns
    with pytest.raises(SourceError, match="three digits"):
        opportunities(replace(source, currency="USD"))


def test_rates_of_salesforce(drop: Drop) -> None:
    """The first rate of a currency begins in the year 1, the last one ends in the year 9999."""
    drop.opportunities(*rows("1"), header=HEADER)
    drop.write("CurrencyType.csv", "Id,IsoCode,ConversionRate,IsCorporate\n1,EUR,1,true\n2,USD,1.2,false\n")
    drop.write(
        "DatedConversionRate.csv",
        "Id,IsoCode,StartDate,NextStartDate,ConversionRate\n"
        "1,USD,0001-01-01,2026-05-01,1.1\n2,USD,2026-05-01,9999-12-31,1.2\n3,USD,2026-06-01,,0\n",
    )
    tables = drop.read()
    assert values(tables["currency_type"], "conversion_rate") == [Decimal(1), Decimal("1.2")]
    dated = tables["dated_conversion_rate"]
    assert values(dated, "start_date") == [date(1900, 1, 1), date(2026, 5, 1)]
    assert values(dated, "conversion_rate") == [Decimal("1.1"), Decimal("1.2")]
    assert dated.quarantined.num_rows == 1
