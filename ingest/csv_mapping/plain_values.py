"""What a value of a mapping file can be."""

from __future__ import annotations

import re

import duckdb

DATE_WORDS = ("iso", "excel")
UNIT_WORDS = {"thousands": "1000", "millions": "1000000"}
MOST_LINES = 1000
# A product with a number of 28 digits is to be an exact decimal of at most 38.
FACTOR = re.compile(r"\d{1,10}|(?=.{1,11}$)\d+\.\d+")
# A sign that holds one of these could be taken for a part of the number.
PART_OF_NUMBER = re.compile(r"[\d+()\-\u2212]")


def text(value: object) -> str | None:
    """A plain value of YAML as the text that the casts read."""
    if value is None or isinstance(value, str):
        return value
    return str(value).lower() if isinstance(value, bool) else str(value)


def texts(value: object) -> tuple[str, ...] | None:
    """A text or a list of texts; None where it is neither."""
    found = value if isinstance(value, list | tuple) else [value]
    return tuple(found) if found and all(isinstance(each, str) and each for each in found) else None


def is_file_name(value: str) -> bool:
    """Whether it is the name of a file, and no path."""
    return bool(value) and not set(value) & set("/\\\0") and value not in (".", "..")


def is_delimiter(value: object) -> bool:
    """Whether it is one ASCII character that can part fields."""
    return isinstance(value, str) and len(value.encode()) == 1 and value not in '"\r\n'


def is_line_count(value: object) -> bool:
    """Whether it is a number of lines that a file may have above or below its table."""
    return type(value) is int and 0 <= value <= MOST_LINES


def is_encoding(value: object) -> bool:
    """Whether it names a text encoding."""
    try:
        return isinstance(value, str) and "".encode(value) is not None
    except (LookupError, ValueError):
        return False


def is_date_format(value: str) -> bool:
    """Whether it is a date format of DuckDB, or one of our words for a form of dates."""
    if value in DATE_WORDS:
        return True
    try:
        with duckdb.connect() as connection:
            connection.execute("select try_strptime('', ?)", [value])
    except duckdb.Error:
        return False
    return "%" in value


def factor(value: object) -> str | None:
    """The decimal by which a value in this unit is multiplied; None where it is no unit."""
    if isinstance(value, bool):
        return None
    number = UNIT_WORDS.get(str(value), str(value))
    return number if FACTOR.fullmatch(number) and float(number) > 0 else None


def is_sign(value: str) -> bool:
    """Whether it can stand beside a number without being taken for a part of it."""
    return value == value.strip() and not PART_OF_NUMBER.search(value)
