"""Reads any CSV export, or any dlt source, through its mapping file into the conformed entities."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb

from ingest.csv_mapping.files import find, readable
from ingest.csv_mapping.mapping import Block, CsvMapping, Entity
from ingest.csv_mapping.mapping_file import read_mapping
from ingest.csv_mapping.texts import rewrites
from ingest.reading.csv_files import MissingColumnError
from ingest.reading.csv_tables import Layout, Part, open_part, read_parts
from ingest.reading.delivery import Delivered, Note, SourceError, label
from ingest.reading.export_folder import ExportFolder, open_folder
from ingest.reading.judging import work_dir
from ingest.settings import Source


def read(source: Source, connection: duckdb.DuckDBPyConnection, only: str | None = None) -> Iterator[Delivered | Note]:
    """Each entity of the mapping, or the one `only`.

    Raises:
        SourceError: the mapping does not fit, a file is not there, or a file cannot be used or lacks a column
            that the mapping names.
    """
    if source.mapping is None:
        raise SourceError(source.system, "no mapping file is configured", "Set `mapping` in the sources file")
    mapping = read_mapping(source.mapping)
    entities = [entity for entity in mapping.entities if only in (None, entity.table.name)]
    _check_kind(source, mapping)
    if source.dlt:
        # dlt takes two seconds to import.
        from ingest.dlt_source.reading import read_resources  # noqa: PLC0415

        yield from read_resources(source.dlt, source.mapping, entities, connection)
        return
    folder = open_folder(source.system, source.folder, work_dir(connection))
    yield from folder.notes(*(name for entity in mapping.entities for block in entity.blocks for name in block.files))
    for entity in entities:
        yield read_entity(connection, folder, entity, source.reporting_currency)


def _check_kind(source: Source, mapping: CsvMapping) -> None:
    """Refuses a mapping of files where the source has resources, and the other way round."""
    for block in (block for entity in mapping.entities for block in entity.blocks):
        if block.is_resource is not bool(source.dlt):
            has, wanted = ("a folder", "file") if block.is_resource else ("dlt", "resource")
            what = f"the source has {has}, and its mapping names no {wanted}"
            raise SourceError(label(block.table), what, f"Name a {wanted} in {block.places.of()}")


def read_entity(
    connection: duckdb.DuckDBPyConnection, folder: ExportFolder, entity: Entity, reporting_currency: str = ""
) -> Delivered:
    """One entity from all its files.

    Raises:
        SourceError: a file is not there, cannot be used or lacks a column that the mapping names.
    """
    with TemporaryDirectory() as temporary:
        parts = [
            _part(path, block, Path(temporary) / str(number), reporting_currency)
            for number, block in enumerate(entity.blocks)
            for path in find(folder, block)
        ]
        return read_parts(connection, folder, entity.table, parts)


def _part(path: Path, block: Block, work_dir: Path, reporting_currency: str) -> Part:
    """A file of a block. A refusal says which line of the mapping to change, if it is not the file's fault."""
    layout = Layout(
        headers=block.columns,
        required=frozenset(block.columns),
        rewrites=rewrites(block),
        delimiter=block.form.delimiter,
        empty=block.form.empty,
        separators=block.separators,
        names=block.header,
        keeps_others=block.keeps_others,
        hints={column.name: block.places.of_column(column.name) for column in block.filled},
        reporting_currency=reporting_currency,
    )
    file = readable(path, block, work_dir)
    try:
        return open_part(file, block.table, layout)
    except MissingColumnError as error:
        column = next(name for name, headers in block.columns.items() if set(headers) & set(error.headers))
        raise _refusal(error, block, "columns", column) from error
    except SourceError as error:
        raise _refusal(error, block, "header" if block.header else "file") from error


def _refusal(error: SourceError, block: Block, *keys: str) -> SourceError:
    place = f"correct {block.places.of(*keys)}"
    if block.is_resource:
        return SourceError(
            f"{label(block.table)}: resource {block.files[0]}", error.what, f"Correct it there, or {place}"
        )
    return SourceError(error.where, error.what, f"{error.remedy}, or {place}")
