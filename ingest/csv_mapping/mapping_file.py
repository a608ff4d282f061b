"""Reads a mapping file and reports all its errors with their lines."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, fields, replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from ingest.configuration.source_blocks import is_time_zone
from ingest.configuration.yaml_file import read_yaml_lines
from ingest.contracts import Table
from ingest.csv_mapping import plain_values as plain
from ingest.csv_mapping.block_parts import READERS
from ingest.csv_mapping.mapping import Block, CsvMapping, Entity, Form, MappingPlaces, shown
from ingest.csv_mapping.tables import TABLES
from ingest.reading.delivery import SourceError

FORM = tuple(field.name for field in fields(Form))
PARTS = ("file", "resource", "incremental", "header", "other_columns", *READERS)
# What says how files are written; the rows of a resource are no file.
OF_FILES = ("header", "encoding", "delimiter", "skip", "footer")
UNWRITTEN = {name: getattr(Form(), name) for name in OF_FILES if name in FORM}


def read_mapping(path: Path) -> CsvMapping:
    """The mapping, checked against the contract.

    Raises:
        SourceError: the file cannot be read or does not fit; its one line names every place that is wrong.
    """
    try:
        content, lines = read_yaml_lines(path)
    except ValueError as error:
        raise SourceError("csv_mapping", str(error), "Correct the mapping file") from error
    reader = _Reader(content, MappingPlaces(shown(path), lines))
    mapping = reader.mapping()
    if reader.problems:
        raise SourceError("csv_mapping", "; ".join(reader.problems), "Correct the mapping file")
    return mapping


class _Reader:
    """Reads the blocks of one mapping file and collects what is wrong with them. Keys lead to a value in the file."""

    def __init__(self, content: Mapping[str, Any], places: MappingPlaces) -> None:
        self.content, self.places = content, places
        self.problems: list[str] = []

    def mapping(self) -> CsvMapping:
        content = self.content
        self._known((), content, ("as_of", *FORM, "entities"))
        if type(content.get("as_of", date.min)) is not date:
            self._wrong(("as_of",), "must be a date such as 2025-06-30")
        form = self._form((), content, Form())
        blocks = self._block(("entities",), content.get("entities"))
        self._known(("entities",), blocks, [table.name for table in TABLES])
        for table in TABLES:
            if table.required and table.name not in blocks:
                self._wrong(("entities", table.name), "is required")
        return CsvMapping(
            tuple(self._entity(table, blocks[table.name], form) for table in TABLES if table.name in blocks)
        )

    def _wrong(self, keys: tuple[str, ...], what: str) -> None:
        self.problems.append(f"{self.places.of(*keys)}: {'.'.join(keys)}: {what}")

    def _known(self, keys: tuple[str, ...], block: Mapping[Any, Any], known: Iterable[str]) -> None:
        for name in map(str, block):
            if name not in known:
                self._wrong((*keys, name), f"is not known (known: {', '.join(dict.fromkeys(known))})")

    def _block(self, keys: tuple[str, ...], value: object) -> Mapping[Any, Any]:
        if isinstance(value, dict):
            return value
        self._wrong(keys, "must be a block of names and values")
        return {}

    def _form(self, keys: tuple[str, ...], block: Mapping[str, Any], default: Form) -> Form:
        """How files are written, as a block says it; what it does not say is as by default."""
        given = {name: block[name] for name in FORM if name in block}
        if keys and isinstance(given.get("dates"), dict):
            del given["dates"]  # by column
        if "decimal" in given:
            given = {"thousands": "." if given["decimal"] == "," else ""} | given
        result = asdict(default) | given
        result |= {name: plain.texts(given[name]) for name in ("empty", "dates") if name in given}
        checks = {
            "encoding": ("must be the name of one, such as utf-8 or cp1252", plain.is_encoding(result["encoding"])),
            "delimiter": ('must be one character, such as ";" or "\\t"', plain.is_delimiter(result["delimiter"])),
            "decimal": ("must be '.' or ','", result["decimal"] in (".", ",")),
            "thousands": (
                "must be . , ' or a space, and not the decimal",
                result["thousands"] in ("", *".,' ") and result["thousands"] != result["decimal"],
            ),
            "empty": ("must be a text or a list of texts, in quotes", result["empty"] is not None),
            "skip": ("must be a number of lines", plain.is_line_count(result["skip"])),
            "footer": ("must be a number of lines", plain.is_line_count(result["footer"])),
            "dates": (
                "must be a format such as %d/%m/%Y, iso or excel, or a list of them",
                all(map(plain.is_date_format, result["dates"] or [""])),
            ),
            "time_zone": ("must be a name such as Europe/Madrid", is_time_zone(result["time_zone"])),
        }
        wrong = {name: what for name, (what, is_right) in checks.items() if name in given and not is_right}
        for name, what in wrong.items():
            self._wrong((*keys, name), what)
        return Form(**{name: value for name, value in result.items() if name not in wrong})

    def _entity(self, table: Table, value: object, form: Form) -> Entity:
        keys = ("entities", table.name)
        if not isinstance(value, list):
            return Entity(table, (self._file_block(table, keys, value, form),))
        if not value:
            self._wrong(keys, "must be a block of names and values, or a list of such blocks")
        blocks = [self._file_block(table, (*keys, str(place)), block, form) for place, block in enumerate(value)]
        if len(blocks) > 1 and any(block.incremental for block in blocks):
            self._wrong(keys, "`incremental` is for an entity of one resource")
        return Entity(table, tuple(blocks))

    def _file_block(self, table: Table, keys: tuple[str, ...], value: object, form: Form) -> Block:
        block = self._block(keys, value)
        self._known(keys, block, (*PARTS, *FORM))
        files, header = self._files(table, keys, block), plain.texts(block.get("header", ["any"]))
        if header is None or len(set(map(str.lower, header))) < len(header):
            self._wrong((*keys, "header"), "must be a list of the names of all columns, each once")
        if type(block.get("other_columns", True)) is not bool:
            self._wrong((*keys, "other_columns"), "must be true or false")
        parts = {part: self._part(table, (*keys, part), block.get(part, {})) for part in READERS}
        for column in table.columns:
            if column.required and not {column.name} & {*parts["columns"], *parts["defaults"]}:
                self._wrong((*keys, "columns", column.name), "is required")
        columns = parts.pop("columns")
        return Block(
            table=table,
            files=files,
            form=self._form(keys, block, replace(form, **UNWRITTEN) if "resource" in block else form),
            places=MappingPlaces(self.places.file, self.places.lines, keys),
            header=header if header and "header" in block else (),
            keeps_others=block.get("other_columns", True) is True,
            columns={name: headers for name, (headers, _) in columns.items()},
            separators={name: separator for name, (_, separator) in columns.items() if separator is not None},
            is_resource="resource" in block,
            incremental=block.get("incremental"),
            **parts,
        )

    def _files(self, table: Table, keys: tuple[str, ...], block: Mapping[str, Any]) -> tuple[str, ...]:
        """The files of a block, or the one resource of a dlt source, whose rows are read like a file of that name."""
        if "resource" not in block:
            files = plain.texts(block.get("file"))
            if not files or not all(map(plain.is_file_name, files)):
                what = "must be the name of a file in the folder of the source, or a list of names"
                self._wrong((*keys, "file"), what)
            if "incremental" in block:
                self._wrong((*keys, "incremental"), "is for a resource of a dlt source; files are read completely")
            return files or ()
        for name in ("file", *OF_FILES):
            if name in block:
                self._wrong((*keys, name), "is for files; this block has a resource")
        if "incremental" in block and table.required:
            self._wrong((*keys, "incremental"), f"{table.name} is always read completely")
        name, cursor = block["resource"], block.get("incremental", "any")
        if not isinstance(name, str) or not plain.is_file_name(name):
            self._wrong((*keys, "resource"), "must be the name of a resource of the dlt source")
        if not isinstance(cursor, str) or not cursor:
            self._wrong((*keys, "incremental"), "must be the name of a column of times")
        return (str(name),)

    def _part(self, table: Table, keys: tuple[str, ...], value: object) -> dict[str, Any]:
        """A block by conformed columns."""
        if keys[-1] == "dates" and not isinstance(value, dict):
            return {}  # of all columns
        block = self._block(keys, value)
        columns = {column.name: column for column in table.columns}
        self._known(keys, block, list(columns))
        read = READERS[keys[-1]]
        return {
            name: read(columns[name], each, partial(self._wrong, (*keys, name)))
            for name, each in block.items()
            if name in columns
        }
