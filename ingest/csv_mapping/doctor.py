"""Checks a mapping against the files, or drafts one: `plumbline mapping check` and `plumbline mapping draft`.

Nothing is loaded. Without a mapping but with a folder a draft is written to the standard output; without either, the
mapping of the configured source is checked. Exit code 0: every row can be read; 1: something must be corrected.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from pathlib import Path

import duckdb

from ingest.configuration.printable import listed, printable, say
from ingest.contracts import Type
from ingest.csv_mapping.draft import draft
from ingest.csv_mapping.files import find
from ingest.csv_mapping.looks import look
from ingest.csv_mapping.mapping import DATE_TYPES, Block, Entity, shown
from ingest.csv_mapping.mapping_file import read_mapping
from ingest.csv_mapping.source import read_entity
from ingest.reading.delivery import Delivered, SourceError, key_text, quoted
from ingest.reading.export_folder import ExportFolder, open_folder
from ingest.reading.judging import work_dir, workspace
from ingest.settings import ConfigurationError, load_settings

SHOWN_ROWS, SHOWN_REASONS, SHOWN_IDS, SHOWN_LETTERS, WIDTH = 10, 5, 3, 60, 24
# A file in plain letters is in all of these.
SAME = {"utf-8", "utf-8-sig"}
# What looks like an e-mail address, in whatever column, is not shown.
ADDRESS = re.compile(r"[^\s@<>,;|]+@[^\s@<>,;|]+")
NAMES = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}


class Doctor:
    """Checks the entities of a mapping one by one; `problems` counts what is to be put right."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, folder: ExportFolder) -> None:
        self.connection, self.folder, self.problems = connection, folder, 0
        self.delivered: dict[str, Delivered] = {}
        self.private: dict[str, set[str]] = {}

    def check(self, entity: Entity) -> Iterator[str]:
        """The lines that are said of one entity."""
        yield from ("", entity.table.name)
        try:
            for block in entity.blocks:
                for path in find(self.folder, block):
                    yield from self._form(path, block)
            delivered = read_entity(self.connection, self.folder, entity)
        except SourceError as error:
            yield self._wrong(str(error))
            return
        yield (
            f"  {delivered.delivered_rows} rows read, {delivered.quarantined_rows} would be quarantined, "
            f"{delivered.duplicate_rows} exact copies left out"
        )
        bad = f"select file_name, line_number, reason from {delivered.quarantined} limit {SHOWN_REASONS}"
        for file, line, reason in self.connection.sql(bad).fetchall():
            yield self._wrong(f"{file} line {line}: {reason}")
        if delivered.unknown_columns:
            yield f"  not named in the mapping, land as text: {listed(delivered.unknown_columns)}"
        self.delivered[entity.table.name], self.private[entity.table.name] = delivered, _private(entity)
        yield from self._keys(delivered)
        yield from self._table(entity, delivered)

    def _form(self, path: Path, block: Block) -> Iterator[str]:
        """What a file looks like, beside what the mapping says of it."""
        try:
            found = look(path)
        except ValueError as error:
            yield self._wrong(str(error))
            return
        header = "a header" if found.has_header else "no header"
        has_delimiter = len(found.names) > 1
        parted = NAMES[found.delimiter] if has_delimiter else "one column"
        yield f"  {path.name}: looks like {found.encoding}, {parted}, {header}"
        encodings = {codecs.lookup(encoding).name for encoding in (found.encoding, block.form.encoding)}
        if len(encodings) > 1 and not encodings <= SAME and not found.has_mark:
            place = block.places.of_setting("encoding")
            yield f"  ? the mapping says that it is {block.form.encoding}: {place}"
        if has_delimiter and found.delimiter != block.form.delimiter:
            place = block.places.of_setting("delimiter")
            yield f"  ? the mapping says that the delimiter is {block.form.delimiter!r}: {place}"
        if found.has_header == bool(block.header):
            says = "no header" if block.header else "a header"
            yield f"  ? the mapping says that it has {says}: {block.places.of('header')}"

    def _keys(self, delivered: Delivered) -> Iterator[str]:
        """Repeated keys, and references without a target."""
        table = delivered.table
        repeated = self.connection.sql(
            f"select {key_text(table)} from {delivered.rows} group by all having count(*) > 1 order by 1"
        ).fetchall()
        if repeated:
            such = self._such_as(", ".join(key for (key,) in repeated[:SHOWN_IDS]), (table.name, "id"))
            yield self._wrong(f"{len(repeated)} ids occur in several different rows{such}")
        for column in table.columns:
            if (target := self.delivered.get(column.references or "")) is None:
                continue
            rows, examples = self.connection.sql(f"""
                select count(*), string_agg(distinct {quoted(column.name)}, ', ' order by {quoted(column.name)})
                from {delivered.rows}
                where {quoted(column.name)} not in (select {key_text(target.table)} from {target.rows})
            """).fetchall()[0]
            if rows:
                such = self._such_as(examples, (table.name, column.name), (target.table.name, "id"))
                yield f"  ? {column.name}: {rows} rows lead to no {column.references}{such}"

    def _table(self, entity: Entity, delivered: Delivered) -> Iterator[str]:
        """The first rows as they would land, without personal columns."""
        filled = {column.name for block in entity.blocks for column in block.filled} - self.private[entity.table.name]
        names = [column.name for column in entity.table.landed_columns if column.name in filled]
        chosen = f"select {', '.join(map(quoted, names))} from {delivered.rows} limit {SHOWN_ROWS}"
        cells = [names, *([_cell(value) for value in row] for row in self.connection.sql(chosen).fetchall())]
        widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
        for row in cells:
            yield "  | " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |"
        yield from (f"  = {line}" for line in self._sums(delivered, names))

    def _sums(self, delivered: Delivered, names: list[str]) -> Iterator[str]:
        """Figures of all rows, to be compared with the source's: counts, money by currency, first and last day."""
        columns = [delivered.table.column(name) for name in names]
        currency = quoted("currency") if "currency" in names else "null"
        told = [f"{delivered.good_rows:,} rows"]
        for column in columns:
            name = quoted(column.name)
            if column.type is Type.BOOLEAN:
                (count,) = self.connection.sql(f"select count(*) from {delivered.rows} where {name}").fetchall()[0]
                told.append(f"{column.name}: {count:,}")
            elif column.type is Type.MONEY:
                query = f"select {currency} as unit, sum({name}), count({name}) from {delivered.rows}"
                sums = self.connection.sql(f"{query} group by unit order by unit").fetchall()
                filled = [f"{total:,.2f} {unit or ''}".strip() for unit, total, count in sums if count]
                told.append(f"{column.name}: {' + '.join(filled) or 'none'}")
            elif column.type in DATE_TYPES:
                query = f"select min({name})::date, max({name})::date, count({name}) from {delivered.rows}"
                first, last, count = self.connection.sql(query).fetchall()[0]
                told.append(f"{column.name}: {f'{first} to {last} in {count:,} rows' if count else 'none'}")
        yield from told

    def _such_as(self, examples: str, *columns: tuple[str, str]) -> str:
        """Examples for the end of a line, none where one of these columns, each of an entity, is private."""
        is_private = any(name in self.private[entity] for entity, name in columns)
        return "" if is_private else f", such as {_open(examples)[:SHOWN_LETTERS]}"

    def _wrong(self, line: str) -> str:
        self.problems += 1
        return f"  ! {line}"


def _private(entity: Entity) -> set[str]:
    """The columns that are made of what a personal column is made of, such as an id that is an address."""
    personal = {column.name for column in entity.table.personal_columns}
    found: set[str] = set()
    for block in entity.blocks:
        headers = {header for name in personal for header in block.columns.get(name, ())}
        found.update(name for name, parts in block.columns.items() if headers & set(parts))
    return found


def _open(text: str) -> str:
    """What may be shown of a text: no address, no letter that cannot be printed."""
    return printable(ADDRESS.sub("<e-mail>", text))


def _cell(value: object) -> str:
    text = "" if value is None else _open(str(value))
    return text if len(text) <= WIDTH else text[: WIDTH - 1] + "…"


def check(mapping: Path, folder: Path) -> tuple[list[str], int]:
    """What is said of a mapping and the files of a folder, a line each, and the number of things to put right."""
    lines = [f"{shown(mapping)}, checked against {folder}"]
    try:
        with workspace() as connection:
            doctor = Doctor(connection, open_folder("csv_mapping", folder, work_dir(connection)))
            for entity in read_mapping(mapping).entities:
                lines.extend(doctor.check(entity))
    except SourceError as error:
        return [*lines, *str(error).split("; ")], 1
    count = doctor.problems
    return [*lines, "", f"{count} to put right" if count else "Every row can be read. Nothing was loaded."], count


def main(mapping: Path | None, folder: Path | None) -> int:
    """Checks the mapping against the folder, drafts one where there is none; gives the exit code."""
    if folder is None:
        try:
            source = next((each for each in load_settings().sources if each.mapping and not each.dlt), None)
        except ConfigurationError as error:
            say(str(error).splitlines())
            return 1
        if source is None:
            say(["No CSV export is configured: name a mapping file and --folder"])
            return 1
        mapping, folder = mapping or source.mapping, source.folder
    if mapping is None:
        try:
            say(draft(folder).rstrip("\n").split("\n"))
        except SourceError as error:
            say([str(error)])
            return 1
        return 0
    lines, problems = check(mapping, folder)
    say(lines)
    return 1 if problems else 0
