"""Macros that give a value: money, ratios, ids, dates, zones, thresholds."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

import pytest

from .conftest import Rows, Run

TABLES = """
create table seeds.thresholds (threshold_id varchar, segment varchar, value double, valid_from date);
insert into seeds.thresholds values
    ('T', 'all', 1, '1900-01-01'),
    ('T', 'all', 2, '2024-03-30'),
    ('T', 'all', 3, '2024-03-31'),
    ('T', 'smb', 4, '2024-01-01');
"""

SCALARS: tuple[tuple[str, object], ...] = (
    ("money('2.345')", Decimal("2.35")),
    ("money('-2.345')", Decimal("-2.35")),
    ("money('cast(null as decimal(18, 4))')", None),
    ("money('2.3455', \"'KWD'\")", Decimal("2.346")),
    ("money('2.3455', \"'USD'\")", Decimal("2.35")),
    ("money('2.3455', 'cast(null as varchar)')", Decimal("2.35")),
    ("convert_money('cast(100000 as decimal(18, 4))', 'cast(1000 as decimal(18, 8))')", Decimal("100000000.00")),
    ("convert_money('0.01', '0.5')", Decimal("0.01")),
    ("convert_money('-0.01', '0.5')", Decimal("-0.01")),
    ("convert_money('1000000', '0.0000571234')", Decimal("57.12")),
    ("convert_money('99999999999999', '99999999')", None),
    ("convert_money('1', '1e9')", None),
    ("convert_money('1', 'null')", None),
    ("ratio('1', '4')", 0.25),
    ("ratio('1', '0')", None),
    ("prefixed_id('salesforce', \"'005'\")", "salesforce:005"),
    ("prefixed_id('salesforce', 'cast(null as varchar)')", None),
    ("composed_id('finance', [\"'a'\", 'null', 'cast(1 as integer)'])", "finance:a||1"),
    ("long_id(\"'0067Q0000000001'\")", "0067Q0000000001QAA"),
    ("long_id(\"' 0055g000000000d '\")", "0055g000000000dAAA"),
    ("long_id(\"'salesforce:0055g000000000D'\")", "salesforce:0055g000000000DAAQ"),
    ("long_id(\"'701ABCDEFGHIJKL'\")", "701ABCDEFGHIJKLY55"),
    ("long_id(\"'0067Q0000000001QAA'\")", "0067Q0000000001QAA"),
    ("long_id(\"'Internationales'\")", "Internationales"),
    ("long_id('cast(null as varchar)')", None),
    ("email_key(\"'  Ann@X.test '\")", "ann@x.test"),
    ("email_key(\"' '\")", None),
    ("code_key(\"' eur'\")", "EUR"),
    ("as_of()", date(2024, 3, 30)),
    ("week_start(\"date '2024-03-31'\")", date(2024, 3, 25)),
    ("month_start(\"date '2024-02-29'\")", date(2024, 2, 1)),
    ("month_end(\"date '2024-02-05'\")", date(2024, 2, 29)),
    ("quarter_start(\"date '2024-03-31'\")", date(2024, 1, 1)),
    ("quarter_end(\"date '2024-03-31'\")", date(2024, 3, 31)),
    ("quarter_start(\"date '2024-03-31'\", 2)", date(2024, 2, 1)),
    ("quarter_start(\"date '2024-01-31'\", 12)", date(2023, 12, 1)),
    ("fiscal_year_start(\"date '2024-03-31'\")", date(2023, 4, 1)),
    ("fiscal_year_start(\"date '2024-03-31'\", 1)", date(2024, 1, 1)),
    ("add_days(\"date '2024-02-28'\", 2)", date(2024, 3, 1)),
    ("add_months(\"date '2024-01-31'\", 1)", date(2024, 2, 29)),
    ("add_months(\"date '2024-03-31'\", -13)", date(2023, 2, 28)),
    ("days_between(\"date '2024-02-28'\", \"date '2024-03-01'\")", 2),
    ("days_between(\"date '2024-03-01'\", \"date '2024-02-28'\")", -2),
    # The roots of (3/10 - p)^2 = z^2 p (1 - p) / 10.
    ("wilson_bound('low', '3', '10', '1.6448536269514722')", pytest.approx(0.12687658, abs=1e-8)),
    ("wilson_bound('high', '3', '10', '1.6448536269514722')", pytest.approx(0.5583002, abs=1e-7)),
    ("wilson_bound('low', '0', '4', '2')", 0.0),
    ("wilson_bound('high', '4', '4', '2')", 1.0),
    ("wilson_bound('high', '0', '0', '2')", None),
    ("spread_money('100', 0, 31, 91)", Decimal("34.07")),
    ("spread_money('100', 31, 60, 91)", Decimal("31.86")),
    ("spread_money('100', 60, 91, 91)", Decimal("34.07")),
    ("threshold('T')", 2.0),
    ("threshold('T', 'smb')", 4.0),
    ("threshold('unknown')", None),
)

# Zone, first UTC time of a date, that date: around clock changes, where the offset is no whole hour, where a date has
# no midnight (clocks go from 24:00 to 01:00) and where it has two (from 01:00 to 00:00).
DAY_STARTS: tuple[tuple[str, str, str], ...] = (
    ("Europe/Berlin", "2024-03-30 23:00:00", "2024-03-31"),
    ("Europe/Berlin", "2024-03-31 22:00:00", "2024-04-01"),
    ("Europe/Berlin", "2024-10-26 22:00:00", "2024-10-27"),
    ("Europe/Berlin", "2024-10-27 23:00:00", "2024-10-28"),
    ("America/New_York", "2024-03-10 05:00:00", "2024-03-10"),
    ("America/New_York", "2024-03-11 04:00:00", "2024-03-11"),
    ("America/New_York", "2024-11-04 05:00:00", "2024-11-04"),
    ("Asia/Kathmandu", "2024-06-29 18:15:00", "2024-06-30"),
    ("America/Sao_Paulo", "2018-11-04 03:00:00", "2018-11-04"),
    ("Atlantic/Azores", "2024-10-27 00:00:00", "2024-10-27"),
    ("UTC", "2024-06-30 00:00:00", "2024-06-30"),
)


@pytest.fixture(scope="module")
def answers(run_statements: Run) -> Sequence[Rows]:
    """The rows of each case: the scalars, the day starts, the end of AS_OF."""
    scalars = [f"select {{{{ {call} }}}}" for call, _ in SCALARS]
    zones = [_zone_statement(*case) for case in DAY_STARTS]
    return run_statements([*scalars, *zones, "select {{ as_of_end() }}"], TABLES)


def _zone_statement(zone: str, start: str, day: str) -> str:
    """When the date begins; the date then; the date a microsecond before."""
    return f"""
        select
            {{{{ day_start("date '{day}'", '{zone}') }}}},
            {{{{ business_date("timestamp '{start}'", '{zone}') }}}},
            {{{{ business_date("timestamp '{start}' - interval 1 microsecond", '{zone}') }}}}
    """


@pytest.mark.parametrize(("number", "call", "expected"), [(n, *case) for n, case in enumerate(SCALARS)])
def test_scalar(answers: Sequence[Rows], number: int, call: str, expected: object) -> None:
    assert answers[number] == [(expected,)], call


@pytest.mark.parametrize(("number", "start", "day"), [(n, *case[1:]) for n, case in enumerate(DAY_STARTS)])
def test_day_starts_at_the_first_instant(answers: Sequence[Rows], number: int, start: str, day: str) -> None:
    found_start, date_at_start, date_before = answers[len(SCALARS) + number][0]
    assert (str(found_start), str(date_at_start)) == (start, day)
    assert str(date_before) < day


def test_as_of_ends_where_its_day_does_in_the_zone(answers: Sequence[Rows]) -> None:
    assert str(answers[-1][0][0]) == "2024-03-30 23:00:00"
