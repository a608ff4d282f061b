"""Reads the resources that a mapping names, each into a file: all rows, or those changed since the last load."""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import dlt
import duckdb
from dlt.common import logger

from ingest.contracts import Table
from ingest.csv_mapping.mapping import Block, Entity
from ingest.csv_mapping.source import read_entity
from ingest.dlt_source.declaration import Declaration
from ingest.dlt_source.errors import refusal
from ingest.dlt_source.sources import resource
from ingest.dlt_source.spool import Spool
from ingest.dlt_source.watermark import Watermark, made, parsed
from ingest.loading.batch_log import contract
from ingest.loading.landing import accepted_loads, files_of, latest
from ingest.loading.package import quiet
from ingest.reading.delivery import Delivered, key_text, label, literal, quoted
from ingest.reading.export_folder import ExportFolder


@dataclass(frozen=True, slots=True)
class _Read:
    """A resource that was read into a file: up to where, and from where; None where it was read whole."""

    watermark: Watermark | None
    since: Watermark | None


def read_resources(
    declaration: Declaration, mapping: Path, entities: Sequence[Entity], connection: duckdb.DuckDBPyConnection
) -> Iterator[Delivered]:
    """Each of the entities. All resources are read before the first is delivered, so that they describe the same time.

    Raises:
        SourceError: a resource cannot be read, or lacks a column that the mapping names.
    """
    reading = _Reading(declaration, mapping.read_bytes(), connection)
    with TemporaryDirectory() as temporary:
        folders = {entity.table.name: Path(temporary) / _part(entity) for entity in entities}
        reads: dict[Path, _Read] = {}
        for entity in entities:
            folders[entity.table.name].mkdir(exist_ok=True)
            for block in entity.blocks:
                path = folders[entity.table.name] / block.files[0]
                if path not in reads:
                    reads[path] = reading.read(block, path, _nested(entities, block))
        for entity in entities:
            folder = folders[entity.table.name]
            delivered = read_entity(connection, ExportFolder(entity.table.system, folder, {}), entity)
            yield reading.completed(delivered, reads[folder / entity.blocks[0].files[0]])


def _part(entity: Entity) -> str:
    """The folder of an entity's files. Those that are read whole are shared."""
    return entity.table.name if entity.blocks[0].incremental else "whole"


def _nested(entities: Sequence[Entity], block: Block) -> frozenset[str]:
    """The paths into nested objects that any block of the same resource names."""
    blocks = [each for entity in entities for each in entity.blocks if each.files == block.files]
    headers = {header for each in blocks for parts in each.columns.values() for header in parts}
    return frozenset(name for name in headers | {str(each.incremental) for each in blocks} if "." in name)


class _Reading:
    """One reading of a dlt source, by the mapping of these bytes."""

    def __init__(self, declaration: Declaration, mapping: bytes, connection: duckdb.DuckDBPyConnection) -> None:
        self._declaration, self._duckdb = declaration, connection
        self._loads = accepted_loads(declaration.landed)
        declared = json.dumps(declaration.declared, sort_keys=True).encode()
        self._reading = hashlib.sha256(mapping + declared).hexdigest()[:16]

    def read(self, block: Block, path: Path, nested: frozenset[str]) -> _Read:
        """Reads the resource of a block into a file.

        Raises:
            SourceError: it cannot be read. Nothing of it counts then.
        """
        (name,), table = block.files, block.table
        since = self._landed_watermark(table) if block.incremental else None
        where, place = f"{label(table)}: resource {name}", block.places.of("resource")
        spool = Spool(where, block.places.of("incremental"), nested, block.incremental)
        try:
            with quiet(), _silent():
                found = resource(self._declaration, name, where, place)
                if self._declaration.kind == "sql_database":
                    spool.columns.update(dict.fromkeys(found.columns or {}))
                elif since:
                    spool.columns.update(dict.fromkeys(since.columns))
                if since and block.incremental:
                    # The start is included and rows without a value come always: the diff finds what has landed.
                    found.apply_hints(
                        incremental=dlt.sources.incremental(
                            block.incremental, initial_value=since.start, on_cursor_value_missing="include"
                        )
                    )
                spool.write(found, path)
        except Exception as error:  # of a library, a driver, a server or somebody's function
            raise refusal(error, where, place, self._declaration) from None
        return _Read(self._watermark(spool, since), since)

    def _watermark(self, spool: Spool, since: Watermark | None) -> Watermark | None:
        columns = tuple(spool.columns)
        if spool.newest is None:
            return since and replace(since, columns=columns)
        return made(spool.newest, columns, self._reading)

    def _landed_watermark(self, table: Table) -> Watermark | None:
        """Up to where the table was read; None where rows of it are quarantined: they may have been corrected since."""
        name = literal(table.name)
        delivery, quarantine = (self._live(contract(table.system, each)) for each in ("delivery", "quarantine"))
        found = self._duckdb.sql(f"""
            select watermark from {delivery} where table_name = {name}
            and not exists (from {quarantine} where table_name = {name})
        """).fetchall()
        return parsed(found[0][0], self._reading) if found else None

    def _live(self, table: Table) -> str:
        files = files_of(self._declaration.landed, table.name, self._loads)
        return f"(select * from ({latest(table, files)}) where not _is_deleted)"

    def completed(self, delivered: Delivered, read: _Read) -> Delivered:
        """The delivery of a table, with what it did not need to deliver again, and up to where it was read."""
        if read.since is None:
            return replace(delivered, watermark=str(read.watermark) if read.watermark else None)
        table = delivered.table
        present, unread = quoted(f"present_{table.name}"), quoted(f"unread_{table.name}")
        changed = f"""
            select {key_text(table)} as _row_key from {delivered.rows}
            union all select row_key from {delivered.quarantined} where row_key is not null
        """
        self._duckdb.execute(f"""
            create or replace temp table {unread} as
            select _row_key from {self._live(table)} anti join ({changed}) using (_row_key);
            create or replace temp view {present} as
            select _row_key from {unread} union all select {key_text(table)} from {delivered.rows};
        """)
        (rows,) = self._duckdb.sql(f"select count(*) from {unread}").fetchall()[0]
        return replace(delivered, present=present, unread_rows=rows, watermark=str(read.watermark))


@contextmanager
def _silent() -> Iterator[None]:
    """dlt logs nothing: what it warns of may hold an address with a key in it."""
    level: Any = getattr(logger.LOGGER, "level", None)
    if level is None:
        yield
        return
    logger.LOGGER.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        logger.LOGGER.setLevel(level)
