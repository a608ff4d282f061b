"""Reads a mapping file: which column of a CSV export is which conformed column, and how its values are written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from ingest.contracts import Column, Table, Type
from ingest.csv_mapping.plain_values import is_date_format, is_delimiter, is_encoding, is_file_name, text
from ingest.csv_mapping.tables import TABLES
from ingest.delivery import SourceError
from ingest.yaml_file import read_yaml

DEFAULTS = {"encoding": "utf-8", "delimiter": ",", "decimal": "."}
SETTINGS = ("as_of", *DEFAULTS, "entities")
PARTS = ("file", "columns", "defaults", "values", "dates")


@dataclass(frozen=True, slots=True)
class Entity:
    """One conformed entity: its file, and by conformed column the headers, default, value map and date format."""

    table: Table
    file: str
    columns: Mapping[str, tuple[str, ...]]
    defaults: Mapping[str, str]
    values: Mapping[str, Mapping[str, str | None]]
    dates: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class CsvMapping:
    """A whole mapping file; the entities in the order of the contract."""

    entities: tuple[Entity, ...]
    encoding: str
    delimiter: str
    decimal: str


def read_mapping(path: Path) -> CsvMapping:
    """The mapping, checked against the contract.

    Raises:
        SourceError: the file cannot be read or does not fit; its one line names every place that is wrong.
    """
    try:
        reader = _Reader(read_yaml(path))
    except ValueError as error:
        raise SourceError("csv_mapping", str(error), "Correct the mapping file") from error
    mapping = reader.mapping()
    if reader.problems:
        raise SourceError(f"csv_mapping: {path.name}", "; ".join(reader.problems), "Correct the mapping file")
    return mapping


class _Reader:
    """Reads the blocks of one mapping file and collects what is wrong with them."""

    def __init__(self, content: Mapping[str, Any]) -> None:
        self.content = content
        self.problems: list[str] = []

    def mapping(self) -> CsvMapping:
        content = self.content
        self._known(content, SETTINGS, "the file")
        result = {name: content.get(name, default) for name, default in DEFAULTS.items()}
        checks = {
            "as_of: must be a date such as 2025-06-30": type(content.get("as_of", date.min)) is date,
            "encoding: must be the name of one, such as utf-8 or cp1252": is_encoding(result["encoding"]),
            "delimiter: must be one character": is_delimiter(result["delimiter"]),
            "decimal: must be '.' or ','": result["decimal"] in (".", ","),
        }
        self.problems += [what for what, is_right in checks.items() if not is_right]
        blocks = self._block(content, "entities", "")
        self._known(blocks, [table.name for table in TABLES], "entities")
        missing = [table.name for table in TABLES if table.required and table.name not in blocks]
        self.problems += [f"entities.{name}: is required" for name in missing]
        entities = [self._entity(table, blocks) for table in TABLES if table.name in blocks]
        return CsvMapping(tuple(entities), **{name: str(value) for name, value in result.items()})

    def _entity(self, table: Table, blocks: Mapping[str, Any]) -> Entity:
        where = f"entities.{table.name}"
        block = self._block(blocks, table.name, "entities.")
        self._known(block, PARTS, where)
        if not is_file_name(file := block.get("file")):
            self.problems.append(f"{where}.file: must be the name of a file in the folder of the source")
        columns, defaults, values, dates = (self._part(table, block, part, where) for part in PARTS[1:])
        without = [
            column.name for column in table.columns if column.required and column.name not in {*columns, *defaults}
        ]
        self.problems += [f"{where}.columns.{name}: is required" for name in without]
        return Entity(
            table=table,
            file=str(file),
            columns={name: self._headers(value, f"{where}.columns.{name}") for name, value in columns.items()},
            defaults={name: text(value) or "" for name, value in defaults.items()},
            values={name: self._values(value, f"{where}.values.{name}") for name, value in values.items()},
            dates={name: self._date(table.column(name), value, where) for name, value in dates.items()},
        )

    def _known(self, block: Mapping[Any, Any], known: Sequence[str], where: str) -> None:
        if unknown := [str(name) for name in block if name not in known]:
            self.problems.append(f"{where}: unknown {', '.join(unknown)} (known: {', '.join(known)})")

    def _block(self, content: Mapping[str, Any], name: str, where: str) -> Mapping[Any, Any]:
        block = content.get(name, {})
        if isinstance(block, dict):
            return block
        self.problems.append(f"{where}{name}: must be a block of names and values")
        return {}

    def _part(self, table: Table, block: Mapping[str, Any], name: str, where: str) -> dict[str, Any]:
        """A block by conformed columns."""
        part = self._block(block, name, f"{where}.")
        names = [column.name for column in table.columns]
        self._known(part, names, f"{where}.{name}")
        return {column: value for column, value in part.items() if column in names}

    def _headers(self, value: object, where: str) -> tuple[str, ...]:
        headers = value if isinstance(value, list) else [value]
        if headers and all(isinstance(header, str) and header for header in headers):
            return tuple(headers)
        self.problems.append(f"{where}: must be a header of the file, or a list of headers")
        return ()

    def _values(self, value: object, where: str) -> dict[str, str | None]:
        if not isinstance(value, dict):
            self.problems.append(f"{where}: must be a block of values as they stand in the file and what they mean")
            return {}
        # YAML reads an unquoted Yes, No, On or 1.50 as something else than the text in the file.
        if wrong := [str(key) for key in value if type(key) not in (str, int)]:
            self.problems.append(f"{where}: put {', '.join(wrong)} in quotes")
        return {str(key): text(meaning) for key, meaning in value.items()}

    def _date(self, column: Column, value: object, where: str) -> str:
        if column.type in (Type.DATE, Type.TIMESTAMP) and isinstance(value, str) and is_date_format(value):
            return value
        self.problems.append(f"{where}.dates.{column.name}: must be a format such as %d/%m/%Y, of a date column")
        return "%Y"
