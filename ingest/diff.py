"""Compares a delivery with the landed state: only new, changed and vanished rows land."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import duckdb
import pyarrow as pa

from ingest import profile
from ingest.contracts import Delivery, Table
from ingest.delivery import Delivered, key_text, quoted
from ingest.landing import accepted_loads, files_of, latest

# The source of a column that holds the key of the object in which the row was nested.
PARENT_KEY = "^"


@dataclass(frozen=True, slots=True)
class Change:
    """What would land of one table: rows of it and of its `__person` twin, and the profile of the whole delivery."""

    table: Table
    rows: pa.Table
    persons: pa.Table | None
    profile: dict[str, int]


class Differ:
    """Compares the tables of one system's delivery, parents before children, with what its accepted loads landed.

    The work is done in DuckDB over whole columns. Of each table the keys are held until the end, not the rows.
    """

    def __init__(self, connection: duckdb.DuckDBPyConnection, folder: Path) -> None:
        self._duckdb, self._folder = connection, folder
        self._compared: dict[str, Table] = {}
        self.loads = accepted_loads(folder)

    def live_keys(self, table: Table) -> frozenset[str]:
        """Keys, as text, of the rows that have landed and not vanished since."""
        query = f"select _row_key from ({self._latest(table)}) where not _is_deleted"
        return frozenset(key for (key,) in self._duckdb.sql(query).fetchall())

    def compare(self, delivered: Delivered) -> Change:
        """What differs in one delivered table."""
        table = delivered.table
        self._prepare(delivered)
        self._compared[table.name] = table
        changed, vanished = self._changed(table), self._vanished(table)
        counts = profile.own(delivered)
        counts["distinct_keys"] = self._count(table, "delivered", "count(distinct _row_key)")
        counts["previous_rows"] = self._count(table, "previous", "count(*) filter (not _is_deleted)")
        counts["vanished_rows"] = vanished
        if len(changed):
            counts |= self._previously_filled(table, [name for name in counts if counts[name] == 0])
        rows = self._landing(table, delivered.rows, changed, vanished)
        persons = delivered.persons
        if persons is not None:
            persons = self._landing(table, persons, changed, vanished, is_person=True)
        return Change(table, rows, persons, counts)

    def orphans(self) -> dict[str, dict[str, int]]:
        """Per compared table, `orphans:<column>`: its rows whose reference leads nowhere."""
        return profile.orphans(self._duckdb, self._compared, _relation)

    def _latest(self, table: Table, is_person: bool = False) -> str:
        name = table.person_name if is_person else table.name
        return latest(table, is_person, files_of(self._folder, str(name), self.loads))

    def _prepare(self, delivered: Delivered) -> None:
        """Makes the working relations of a table: its `delivered`, `quarantined` and `previous` keys."""
        table = delivered.table
        referring = list(dict.fromkeys(column.name for column in table.columns if column.references))
        kept = delivered.rows.select(list(dict.fromkeys([*table.key, *referring, "_row_hash"])))
        rows = kept.append_column("_position", pa.arange(0, kept.num_rows))
        columns = ", ".join(map(quoted, [*referring, "_row_hash", "_position"]))
        self._make(table, "delivered", f"select {key_text(table)} as _row_key, {columns} from arrow_rows", rows)
        quarantined = "select distinct row_key as _row_key from arrow_rows where row_key is not null"
        self._make(table, "quarantined", quarantined, delivered.quarantined)
        parent_key = next((quoted(column.name) for column in table.columns if column.source == PARENT_KEY), "null")
        previous = (
            f"select _row_key, {parent_key}::varchar as parent_key, _row_hash, _is_deleted from ({self._latest(table)})"
        )
        self._make(table, "previous", previous)

    def _make(self, table: Table, kind: str, query: str, rows: pa.Table | None = None) -> None:
        if rows is not None:
            self._duckdb.register("arrow_rows", rows)
        self._duckdb.execute(f"create or replace temp table {_relation(table, kind)} as {query}")
        if rows is not None:
            self._duckdb.unregister("arrow_rows")

    def _count(self, table: Table, kind: str, what: str = "count(*)") -> int:
        return self._duckdb.sql(f"select {what} from {_relation(table, kind)}").fetchall()[0][0]

    def _changed(self, table: Table) -> pa.ChunkedArray:
        """Positions of the delivered rows that are new, differ from their last version, or have come back."""
        is_changed = "previous._row_key is null"
        if table.delivery is Delivery.FULL:
            is_changed += " or previous._is_deleted or previous._row_hash is distinct from delivered._row_hash"
        query = f"""
            select _position from {_relation(table, "delivered")} as delivered
            left join {_relation(table, "previous")} as previous on previous._row_key = delivered._row_key
            where {is_changed} order by _position
        """
        return self._duckdb.sql(query).to_arrow_table().column(0)

    def _vanished(self, table: Table) -> int:
        """Finds the landed keys that a full delivery lacks, but not those that were set aside or whose parent was."""
        is_gone = "not _is_deleted" if table.delivery is Delivery.FULL else "false"
        for kind in ("delivered", "quarantined"):
            is_gone += f" and _row_key not in (select _row_key from {_relation(table, kind)})"
        if parent := self._compared.get(table.parent or ""):
            is_gone += f" and parent_key not in (select _row_key from {_relation(parent, 'quarantined')})"
        self._make(table, "vanished", f"select _row_key from {_relation(table, 'previous')} where {is_gone}")
        return self._count(table, "vanished")

    def _landing(
        self, table: Table, rows: pa.Table, changed: pa.ChunkedArray, vanished: int, is_person: bool = False
    ) -> pa.Table:
        """The changed rows, then the last version of each vanished one as its tombstone."""
        landing = rows if len(changed) == rows.num_rows else rows.take(changed)
        landing = landing.append_column("_is_deleted", pa.repeat(False, landing.num_rows))
        if not vanished:
            return landing
        tombstones = self._duckdb.sql(f"""
            select * exclude (_row_key, _dlt_load_id) replace (true as _is_deleted)
            from ({self._latest(table, is_person)})
            where _row_key in (select _row_key from {_relation(table, "vanished")}) order by _row_key
        """)
        return pa.concat_tables([landing, tombstones.to_arrow_table()], promote_options="permissive")

    def _previously_filled(self, table: Table, empty: list[str]) -> dict[str, int]:
        """For the columns without a value now: how many of the rows that are delivered again had one."""
        names = {name.removeprefix("filled:") for name in empty if name.startswith("filled:")}
        counts: dict[str, int] = {}
        for is_person in (False, True):
            columns = [column.name for column in table.columns if column.name in names and column.personal is is_person]
            if columns:
                filled = ", ".join(f"count({quoted(name)})" for name in columns)
                numbers = self._duckdb.sql(f"""
                    select {filled} from ({self._latest(table, is_person)}) where not _is_deleted
                    and _row_key in (select _row_key from {_relation(table, "delivered")})
                """).fetchall()[0]
                counts |= {f"previously_filled:{name}": number for name, number in zip(columns, numbers, strict=True)}
        return counts


def _relation(table: Table, kind: str) -> str:
    """The working relation of a table: `delivered`, `quarantined`, `previous` or `vanished`."""
    return quoted(f"{table.name}:{kind}")
