"""The parts of a block about single columns: the values that each part allows, and their meaning.

Each function gets the column, the value in the mapping file, and a callback that reports an invalid value.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from ingest.contracts import Column
from ingest.csv_mapping import plain_values as plain
from ingest.csv_mapping.mapping import DATE_TYPES, NUMBER_TYPES

Wrong = Callable[[str], None]


def _headers(_: Column, value: object, wrong: Wrong) -> tuple[tuple[str, ...], str | None]:
    """The headers, and the separator by which their texts are joined."""
    separator = None
    if isinstance(value, dict) and set(value) == {"join", "with"} and isinstance(value["with"], str):
        value, separator = value["join"], value["with"]
    headers = plain.texts(value)
    if headers is None:
        wrong("must be a header of the file, a list of headers, or {join: [headers], with: a text}")
    return headers or (), separator


def _default(_: Column, value: object, wrong: Wrong) -> str:
    default = None if isinstance(value, dict | list) else plain.text(value)
    if default is None:
        wrong("must be a text, a number, a date, true or false")
    return default or ""


def _values(_: Column, value: object, wrong: Wrong) -> dict[str, str | None]:
    if not isinstance(value, dict):
        wrong("must be a block of values in the file and their meanings")
        return {}
    # YAML reads an unquoted true, 1.50 or 2024-01-31 as something else than the text in the file.
    if unclear := [str(key) for key in value if type(key) not in (str, int)]:
        wrong(f"put {', '.join(unclear)} in quotes")
    return {str(key): plain.text(meaning) for key, meaning in value.items()}


def _signs(column: Column, value: object, wrong: Wrong) -> tuple[str, ...]:
    signs = plain.texts(value)
    if column.type not in NUMBER_TYPES or not signs or not all(map(plain.is_sign, signs)):
        wrong("must be a sign such as €, or a list of signs, of a column of numbers")
    return signs or ()


def _unit(column: Column, value: object, wrong: Wrong) -> str:
    factor = plain.factor(value)
    if column.type not in NUMBER_TYPES or factor is None:
        wrong("must be thousands, millions or a number of at most 10 digits, of a column of numbers")
    return factor or "1"


def _dates(column: Column, value: object, wrong: Wrong) -> tuple[str, ...]:
    formats = plain.texts(value)
    if column.type not in DATE_TYPES or not formats or not all(map(plain.is_date_format, formats)):
        wrong("must be a format such as %d/%m/%Y, iso or excel, or a list of them, of a date column")
    return formats or ()


READERS: Mapping[str, Callable[[Column, Any, Wrong], Any]] = MappingProxyType(
    {
        "columns": _headers,
        "defaults": _default,
        "values": _values,
        "signs": _signs,
        "units": _unit,
        "dates": _dates,
    }
)
