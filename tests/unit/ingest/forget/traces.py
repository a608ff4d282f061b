"""Looks for planted texts in everything below a folder: in the bytes of each file and in the values of each table."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import duckdb


def traces(folder: Path, planted: Iterable[str]) -> set[tuple[str, str]]:
    """Each file that holds one of the texts, whatever its case, with the text."""
    wanted = [text.lower() for text in planted]
    return {
        (str(path.relative_to(folder)), text)
        for path in folder.rglob("*")
        if path.is_file()
        for content in contents(path)
        for text in wanted
        if text in content
    }


def contents(path: Path) -> Iterator[str]:
    """The bytes of a file as text, and what a reader of its format sees."""
    yield path.read_bytes().decode("utf-8", "replace").lower()
    if path.suffix == ".parquet":
        yield str(duckdb.sql(f"from read_parquet('{str(path).replace(chr(39), chr(39) * 2)}')").fetchall()).lower()
    if path.suffix == ".duckdb":
        with duckdb.connect(str(path), read_only=True) as connection:
            names = connection.sql("select schema_name || '.' || table_name from duckdb_tables()").fetchall()
            for (name,) in names:
                yield str(connection.sql(f"from {name}").fetchall()).lower()
