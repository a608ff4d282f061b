"""What a value of a mapping file can be."""

from __future__ import annotations

import duckdb


def text(value: object) -> str | None:
    """A plain value of YAML as the text that the casts read."""
    if value is None or isinstance(value, str):
        return value
    return str(value).lower() if isinstance(value, bool) else str(value)


def is_file_name(value: object) -> bool:
    """Whether it is the name of a file, and no path."""
    return isinstance(value, str) and bool(value) and not set(value) & set("/\\\0") and value not in (".", "..")


def is_delimiter(value: object) -> bool:
    """Whether it is one ASCII character that can part fields."""
    return isinstance(value, str) and len(value.encode()) == 1 and value not in '"\r\n'


def is_encoding(value: object) -> bool:
    """Whether it names a text encoding."""
    try:
        return isinstance(value, str) and "".encode(value) is not None
    except (LookupError, ValueError):
        return False


def is_date_format(value: str) -> bool:
    """Whether it is a date format of DuckDB."""
    try:
        with duckdb.connect() as connection:
            connection.execute("select try_strptime('', ?)", [value])
    except duckdb.Error:
        return False
    return "%" in value
