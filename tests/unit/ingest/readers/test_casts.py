"""Which texts are values of which type, and exactly which; all others are NULL and their row is quarantined."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import duckdb
import pytest

from ingest.contracts import Column, Type
from ingest.reading.casts import cast
from ingest.reading.judging import workspace

NO_VALUE = [
    "NaN", "nan", "inf", "-Infinity", "1e400", "1E99", "1,234.50", "1.234,50", "12,5", "0x1F", "1_000", "1 000", "ten",
    "--1",
    "1-", "1.", "1.2.3", "€5", "5 EUR", "(5)", "٣", "12345678901234567890123", "-", "+", ".", "e5", "true", "null",
]  # fmt: skip


@pytest.fixture(scope="module")
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with workspace() as connection:
        yield connection


def read(connection: duckdb.DuckDBPyConnection, type_: Type, text: str, name: str = "any") -> Any:
    query = f"select {cast(Column(name, type_, name), 'text')} from (select ?::varchar as text)"
    (value,) = connection.execute(query, [text]).fetchall()[0]
    return value


@pytest.mark.parametrize("type_", [Type.INTEGER, Type.MONEY, Type.NUMBER, Type.RATE])
@pytest.mark.parametrize("text", NO_VALUE)
def test_no_number(connection: duckdb.DuckDBPyConnection, type_: Type, text: str) -> None:
    assert read(connection, type_, text) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("0", "0"), ("-0", "0"), ("+5", "5"), (".5", "0.5"), ("007", "7"), ("1.005", "1.005"), ("0.1", "0.1"),
        (" 12.5 ", "12.5"),
        ("1234567.8900000000", "1234567.89"), ("1E3", "1000"), ("1.0E7", "10000000"), ("2.5e-3", "0.0025"),
        ("99999999999999.9999", "99999999999999.9999"), ("-99999999999999.9999", "-99999999999999.9999"),
        ("49.999999999999996", "50"), ("1049.9999999999998", "1050"), ("0.30000000000000004", "0.3"),
        ("100000000000000", None), ("99999999999999.99999", None), ("0.12345", None), ("33.333333333333336", None),
        ("1e15", None),
    ],
)  # fmt: skip
def test_money(connection: duckdb.DuckDBPyConnection, text: str, expected: str | None) -> None:
    assert read(connection, Type.MONEY, text) == (None if expected is None else Decimal(expected))


@pytest.mark.parametrize(
    ("type_", "text", "expected"),
    [
        (Type.NUMBER, "33.333333333333336", "33.33333333"),
        (Type.NUMBER, "0.000000005", "0.00000001"),
        (Type.NUMBER, "99999999999", None),
        (Type.RATE, "0.0000571234", "0.0000571234"),
        (Type.RATE, "0.9210647508519847", "0.921064750852"),
        (Type.RATE, "100000000", None),
    ],
)
def test_measures_are_rounded(
    connection: duckdb.DuckDBPyConnection, type_: Type, text: str, expected: str | None
) -> None:
    assert read(connection, type_, text) == (None if expected is None else Decimal(expected))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("9223372036854775807", 9223372036854775807),
        ("-9223372036854775808", -9223372036854775808),
        ("9223372036854775808", None),
        ("250.0", 250),
        ("1E3", 1000),
        ("2.5", None),
    ],
)
def test_whole_numbers(connection: duckdb.DuckDBPyConnection, text: str, expected: int | None) -> None:
    assert read(connection, Type.INTEGER, text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("true", True),
        ("TRUE", True),
        ("1", True),
        ("False", False),
        ("0", False),
        ("yes", None),
        ("2", None),
        ("t", None),
    ],
)
def test_booleans(connection: duckdb.DuckDBPyConnection, text: str, expected: bool | None) -> None:
    assert read(connection, Type.BOOLEAN, text) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2024-02-29", date(2024, 2, 29)),
        ("2024-02-28T23:30:00-05:00", date(2024, 2, 28)),
        ("2024-02-28 00:00:00", date(2024, 2, 28)),
        ("1900-01-01", date(1900, 1, 1)),
        ("2200-12-31", date(2200, 12, 31)),
        *((text, None) for text in ("2023-02-29", "28/02/2024", "02-28-2024", "2024-2-8", "20240228", "1899-12-31")),
        *((text, None) for text in ("2201-01-01", "0203-05-01", "2024-02-28x", "2024-02-28T", "today", "45350")),
    ],
)
def test_dates(connection: duckdb.DuckDBPyConnection, text: str, expected: date | None) -> None:
    assert read(connection, Type.DATE, text) == expected


TEN = datetime(2024, 3, 31, 10)  # noqa: DTZ001


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        *(
            (f"2024-03-31T{clock}", TEN)
            for clock in ("10:00:00Z", "10:00:00.000Z", "10:00:00.000+0000", "10:00:00", "10:00")
        ),
        *(
            (f"2024-03-31T{clock}", TEN)
            for clock in ("12:00:00+02:00", "12:00:00+0200", "12:00+02", "04:30:00.000-0530")
        ),
        ("2024-03-31 10:00:00", TEN),
        ("2024-03-31", TEN.replace(hour=0)),
        ("2024-03-31T10:00:00.1234567Z", TEN.replace(microsecond=123456)),
        *(
            (text, None)
            for text in ("2024-03-31T25:00:00Z", "2024-03-32T10:00:00Z", "2024-03-31T10:00:00 CET", "1711879200")
        ),
        *(
            (text, None)
            for text in ("31.03.2024 10:00", "2024-03-31T10", "2024-03-31T10:00:00Z+1", "1850-01-01T00:00:00Z")
        ),
    ],
)
def test_times(connection: duckdb.DuckDBPyConnection, text: str, expected: datetime | None) -> None:
    assert read(connection, Type.TIMESTAMP, text) == expected


@pytest.mark.parametrize(
    ("text", "expected"), [("EUR", "EUR"), (" eur ", "EUR"), ("DEM", "DEM"), ("EURO", None), ("XXX", None), ("€", None)]
)
def test_currencies(connection: duckdb.DuckDBPyConnection, text: str, expected: str | None) -> None:
    assert read(connection, Type.TEXT, text, name="currency_code") == expected
    assert read(connection, Type.TEXT, text, name="name") == text
