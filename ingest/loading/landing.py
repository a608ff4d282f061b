"""Reads the landing: accepted loads, their files, and one typed view per landed table."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb

from ingest.contracts import Table, Type, tables
from ingest.reading.delivery import key_text, literal, quoted
from ingest.settings import Settings
from ingest.systems import SYSTEMS

LOADS_TABLE = "_dlt_loads"
# One note per load, beside its files: see landed_files.
NOTES = "_files"
META_TYPES: dict[str, str] = {"_row_hash": Type.TEXT, "_is_deleted": Type.BOOLEAN, "_dlt_load_id": Type.TEXT}
LOAD_ORDER = "cast(_dlt_load_id as decimal(24, 10))"
LOADED_AT = "make_timestamp(cast(cast(_dlt_load_id as decimal(24, 6)) * 1000000 as bigint)) as _loaded_at"
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Load:
    """One accepted load of a system; its id is the time at which it began, in seconds since 1970."""

    id: str

    @property
    def loaded_at(self) -> datetime:
        """When the load began, with zone UTC."""
        return EPOCH + timedelta(microseconds=int(Decimal(self.id) * 1_000_000))


def accepted_loads(folder: Path, known_at: datetime | None = None) -> tuple[Load, ...]:
    """Loads below a system's landing folder that were completed and begun no later than `known_at`, oldest first."""
    completed = (_completed_load(path) for path in (folder / LOADS_TABLE).glob("*.jsonl"))
    loads = [load for load in completed if load and (known_at is None or load.loaded_at <= known_at)]
    return tuple(sorted(loads, key=lambda load: Decimal(load.id)))


def _completed_load(path: Path) -> Load | None:
    """The load that a completion record describes; None when the record was cut off or marks the load as failed."""
    try:
        record = json.loads(path.read_text(encoding="utf-8"))
        return Load(record["load_id"]) if record["status"] == 0 else None
    except (ValueError, KeyError, TypeError):
        return None


def note_of(folder: Path, load_id: str) -> dict[str, Any]:
    """What was noted of a load below a system's landing folder; empty when an older version landed it."""
    path = folder / NOTES / f"{load_id}.json"
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}


def loads_to_read(settings: Settings) -> dict[str, tuple[Load, ...]]:
    """The accepted loads of each system that a run reads, oldest first: begun no later than `settings.known_at`, and in
    a rebuild of the past those that had landed when a night first described AS_OF or a later day.

    A load lands only what differs from the loads before it, so all before the last one that counts count as well. Of a
    system that was connected later, the first load counts. A load of which no day is noted counts on every day.
    """
    loads = {system: accepted_loads(settings.landing_dir / system, settings.known_at) for system in SYSTEMS}
    days = {
        system: [note_of(settings.landing_dir / system, load.id).get("as_of", "") for load in found]
        for system, found in loads.items()
    }
    as_of = settings.as_of.isoformat()
    night = min((day for noted in days.values() for day in noted if day >= as_of), default=as_of)
    counted = {
        system: max((number for number, day in enumerate(noted, start=1) if day <= night), default=1)
        for system, noted in days.items()
    }
    return {system: found[: counted[system]] for system, found in loads.items()}


def files_of(folder: Path, table_name: str, loads: Sequence[Load]) -> tuple[Path, ...]:
    """The Parquet files that `loads` wrote for one landed table, in load order. Files of no such load are ignored."""
    position = {load.id: number for number, load in enumerate(loads)}
    found = ((position.get(path.name.rsplit(".", 2)[0]), path) for path in (folder / table_name).glob("*.parquet"))
    return tuple(path for _, path in sorted((number, path) for number, path in found if number is not None))


def columns_by_load(connection: duckdb.DuckDBPyConnection, files: Sequence[Path]) -> dict[str, set[str]]:
    """The names of the columns in the files, by the id of the load that wrote them."""
    found: dict[str, set[str]] = {}
    if files:
        paths = ", ".join(literal(str(path)) for path in files)
        query = f"select distinct file_name, name from parquet_schema([{paths}])"
        for file, name in connection.sql(query).fetchall():
            found.setdefault(Path(file).name.rsplit(".", 2)[0], set()).add(name)
    return found


def landed_types(table: Table, is_person: bool) -> dict[str, str]:
    """Names and DuckDB types of landed columns; a personal-data table has the key and the personal columns."""
    columns = table.landed_columns
    if is_person:
        columns = tuple(column for column in table.columns if column.personal or column.name in table.key)
    return {column.name: column.type.value for column in columns} | META_TYPES


def relation(table: Table, is_person: bool, files: Sequence[Path]) -> str:
    """SQL of all columns of `files`. The contract's are there in its types, even when no file has them."""
    types = landed_types(table, is_person).items()
    empty = ", ".join(f"cast(null as {type_}) as {quoted(name)}" for name, type_ in types)
    # A column that the contract did not know before has landed as text, which need not be a value.
    casts = ", ".join(f"try_cast({quoted(name)} as {type_}) as {quoted(name)}" for name, type_ in types)
    parts = [f"select {empty} where false"]
    if files:
        paths = ", ".join(literal(str(path)) for path in files)
        parts.append(f"select * from read_parquet([{paths}], union_by_name = true, hive_partitioning = false)")
    return f"select * replace ({casts}) from ({' union all by name '.join(parts)}) as landed"


def latest(table: Table, files: Sequence[Path]) -> str:
    """SQL of the last landed row of each key of a table, with its `_row_key` as text; tombstones are among them."""
    return f"""
        select *, {key_text(table)} as _row_key from ({relation(table, False, files)}) as landed
        qualify row_number() over (partition by {key_text(table)} order by {LOAD_ORDER} desc) = 1
    """


def attach(build_file: Path, settings: Settings) -> None:
    """Creates in a DuckDB build file one view `landing.<system>__<table>` per landed table and personal-data table.

    A view has the contract's columns in the contract's types, the three meta columns and `_loaded_at` (UTC). It reads
    an explicit list of files: those of the loads that the run reads.
    """
    build_file.parent.mkdir(parents=True, exist_ok=True)
    with duckdb.connect(str(build_file)) as connection:
        connection.execute("create schema if not exists landing")
        for system, loads in loads_to_read(settings).items():
            connection.execute(";\n".join(_views(system, settings.landing_dir / system, loads)))


def _views(system: str, folder: Path, loads: Sequence[Load]) -> Iterator[str]:
    for table in tables(system):
        for name, is_person in ((table.name, False), (table.person_name, True)):
            if name is None:
                continue
            columns = ", ".join(map(quoted, landed_types(table, is_person)))
            rows = relation(table, is_person, files_of(folder, name, loads))
            yield (
                f"create or replace view landing.{quoted(f'{system}__{name}')} as "
                f"select {columns}, {LOADED_AT} from ({rows}) as landed"
            )


def systems_in_use(settings: Settings) -> tuple[str, ...]:
    """The systems that are configured or have landed, by precedence, and the system of published results."""
    configured = {source.system for source in settings.sources} | {"plumbline"}
    landed = {system for system in SYSTEMS if accepted_loads(settings.landing_dir / system, settings.known_at)}
    return tuple(system for system in SYSTEMS if system in configured | landed)


def freshness(settings: Settings) -> dict[str, Load | None]:
    """The last load of each system that a run reads, None where there is none."""
    return {system: found[-1] if found else None for system, found in loads_to_read(settings).items()}
