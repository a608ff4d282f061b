"""Casts text to values: one strict SQL expression per landed type, NULL when the text is not a value of the type.

Numbers are decimals with a dot; nothing goes through floating point. Money has four decimals: a longer one is refused,
unless the rest is the noise of a float (49.999999999999996). Other numbers are measures, rounded to the last decimal
that the type holds. Dates and times are ISO 8601; a time without a zone is UTC.
"""

from __future__ import annotations

from collections.abc import Callable

from ingest.configuration.currencies import CURRENCIES, CURRENCY_COLUMNS
from ingest.contracts import Column, Type
from ingest.reading.delivery import literal

NUMBER_PATTERN = r"[+-]?(\d+(\.\d+)?|\.\d+)([eE][+-]?\d{1,2})?"
# What nearly all numbers look like; it fits every decimal type as it stands (1 M values: 0.04 s, else 0.5 s).
SHORT_PATTERN = r"-?\d{1,8}(\.\d{1,4})?"
WHOLE_PATTERN = r"-?\d{1,18}"
DATE_PATTERN = r"\d{4}-\d\d-\d\d"
ZONE_PATTERN = r"(Z|[+-]\d\d(:?\d\d)?)"
CLOCK_PATTERN = rf"[T ]\d\d:\d\d(:\d\d(\.\d+)?)?{ZONE_PATTERN}?"
# Salesforce's short form of an id, as reports and formulas show it: the key prefixes of the objects that are read.
SHORT_ID_PATTERN = r"(0[0-9A-Za-z]{2}|701)[0-9A-Za-z]{12}"
SUFFIX_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"
FLOAT_NOISE = "0.0000001"
FIRST_DAY, DAY_AFTER_LAST = "1900-01-01", "2201-01-01"

EXPECTED = {
    Type.INTEGER: "not a whole number",
    Type.MONEY: "not a plain decimal of at most 14 digits and 4 decimals",
    Type.NUMBER: "not a plain decimal",
    Type.RATE: "not a plain decimal",
    Type.BOOLEAN: "neither true nor false",
    Type.DATE: "not an ISO 8601 date (YYYY-MM-DD) of the years 1900 to 2200",
    Type.TIMESTAMP: "not an ISO 8601 time of the years 1900 to 2200",
}


def is_currency(column: Column) -> bool:
    """Whether the column holds currency codes; they land trimmed and in capitals."""
    return column.name in CURRENCY_COLUMNS


def can_fail(column: Column) -> bool:
    """Whether a text may be invalid for the column."""
    return column.type is not Type.TEXT or is_currency(column)


def is_closed(column: Column) -> bool:
    """Whether a valid text becomes invalid when more characters follow."""
    return is_currency(column) or column.type in (Type.BOOLEAN, Type.DATE)


def cast(column: Column, text: str) -> str:
    """SQL that turns the text expression into the column's type, NULL where it cannot be."""
    if is_currency(column):
        codes = ", ".join(literal(code) for code in sorted(CURRENCIES))
        return f"case when upper(trim({text})) in ({codes}) then upper(trim({text})) end"
    if column.type is Type.TEXT:
        return text
    return _CASTS[column.type](f"trim({text})")


def reason(column: Column) -> str:
    """The reason for quarantining a row whose text could not be cast."""
    return "not a currency code of ISO 4217" if is_currency(column) else EXPECTED[column.type]


def long_id(text: str) -> str:
    """SQL that gives a Salesforce id of 15 characters in its 18-character form, and any other text unchanged.

    Each of the three last characters says which of five others are upper case. dbt/macros/keys.sql does the same.
    """
    bits = [f"case when substr({text}, {place}, 1) between 'A' and 'Z' then 1 else 0 end" for place in range(1, 16)]
    sums = [" + ".join(f"{1 << place} * {bit}" for place, bit in enumerate(bits[i : i + 5])) for i in (0, 5, 10)]
    suffix = " || ".join(f"substr({literal(SUFFIX_LETTERS)}, 1 + {total}, 1)" for total in sums)
    is_short = f"length({text}) = 15 and {_matches(text, SHORT_ID_PATTERN)}"
    return f"case when {is_short} then {text} || {suffix} else {text} end"


def _matches(text: str, pattern: str) -> str:
    return f"regexp_full_match({text}, {literal(pattern)})"


def _decimal(type_: Type, accepted: str = "true") -> Callable[[str], str]:
    """A cast to a decimal type; `accepted` compares `{exact}` with `{rounded}`."""

    def expression(text: str) -> str:
        exact = f"try_cast({text} as decimal(38, 18))"
        rounded = f"try_cast({exact} as {type_})"
        condition = accepted.format(exact=exact, rounded=rounded)
        return (
            f"case when {_matches(text, SHORT_PATTERN)} then try_cast({text} as {type_}) "
            f"when {_matches(text, NUMBER_PATTERN)} and {condition} then {rounded} end"
        )

    return expression


def _integer(text: str) -> str:
    exact = f"try_cast({text} as decimal(38, 18))"
    return (
        f"case when {_matches(text, WHOLE_PATTERN)} then try_cast({text} as bigint) "
        f"when {_matches(text, NUMBER_PATTERN)} and {exact} = trunc({exact}) then try_cast({exact} as bigint) end"
    )


def _boolean(text: str) -> str:
    return f"case when lower({text}) in ('true', '1') then true when lower({text}) in ('false', '0') then false end"


def _between(value: str) -> str:
    """The value if it is in a plausible year, else NULL: 0203-05-01 is a typing error."""
    return f"case when {value} >= {literal(FIRST_DAY)} and {value} < {literal(DAY_AFTER_LAST)} then {value} end"


def _date(text: str) -> str:
    day = f"try_cast(left({text}, 10) as date)"
    return f"case when {_matches(text, f'{DATE_PATTERN}({CLOCK_PATTERN})?')} then {_between(day)} end"


def _timestamp(text: str) -> str:
    # A cast to a time with a zone reads every form of offset; without one the session's zone counts, which is UTC.
    instant = f"make_timestamp(epoch_us(try_cast({text} as timestamptz)))"
    return f"case when {_matches(text, f'{DATE_PATTERN}({CLOCK_PATTERN})?')} then {_between(instant)} end"


_CASTS: dict[Type, Callable[[str], str]] = {
    Type.INTEGER: _integer,
    Type.MONEY: _decimal(Type.MONEY, f"abs({{exact}} - {{rounded}}) < {FLOAT_NOISE}"),
    Type.NUMBER: _decimal(Type.NUMBER),
    Type.RATE: _decimal(Type.RATE),
    Type.BOOLEAN: _boolean,
    Type.DATE: _date,
    Type.TIMESTAMP: _timestamp,
}
