"""Compares a delivery with the landed state: only new, changed and vanished rows land."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import duckdb
import pyarrow as pa

from ingest import profile
from ingest.contracts import Delivery, Table
from ingest.delivery import Delivered, key_text, quoted
from ingest.landing import accepted_loads, files_of, latest, relation

# The source of a column that holds the key of the object in which the row was nested.
PARENT_KEY = "^"
MAX_REPEATED_KEYS = 20


@dataclass(frozen=True, slots=True)
class Change:
    """What would land of one table: rows of it and of its `__person` twin, and the profile of the whole delivery."""

    table: Table
    rows: pa.Table
    persons: pa.Table | None
    profile: dict[str, int]
    repeated_keys: tuple[tuple[str, ...], ...]


class Differ:
    """Compares the tables of one system's delivery, parents before children, with what its accepted loads landed.

    The work is done in DuckDB over whole columns. Of each table the keys are held until the end, not the rows.
    """

    def __init__(self, connection: duckdb.DuckDBPyConnection, folder: Path) -> None:
        self._duckdb, self._folder = connection, folder
        self._compared: dict[str, Table] = {}
        self._keeps_all: set[str] = set()
        self.loads = accepted_loads(folder)

    def live_keys(self, table: Table) -> frozenset[str]:
        """Keys, as text, of the rows that have landed and not vanished since."""
        query = f"select _row_key from ({latest(table, self._files(table, is_person=False))}) where not _is_deleted"
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
        counts |= self._changes(delivered)
        if len(changed):
            counts |= profile.previously_filled(self._duckdb, table, counts, self._delivered_again)
        rows = self._landing(table, delivered.rows, changed, vanished)
        persons = delivered.persons
        if persons is not None:
            persons = self._landing(table, persons, changed, vanished, is_person=True)
        return Change(table, rows, persons, counts, self._repeated_keys(delivered))

    def references(self) -> dict[str, dict[str, int]]:
        """Per compared table, what is known once all tables are: rows without their parent, or vanished with it."""
        found = profile.references(self._duckdb, self._compared, _working)
        for table in self._compared.values():
            if parents := profile.parents(table, self._compared):
                versions = self._versions(table, False, f"from {_working(table, 'vanished')}")
                gone = profile.vanished_with_parent(self._duckdb, versions, parents, _working)
                found.setdefault(table.name, {})["vanished_with_parent"] = gone
        return found

    def _repeated_keys(self, delivered: Delivered) -> tuple[tuple[str, ...], ...]:
        """The parts of the first keys that more than one delivered row has, whether or not the rows are new."""
        repeated = f"""
            select min(_position) from {_working(delivered.table, "delivered")}
            group by _row_key having count(*) > 1 order by 1 limit {MAX_REPEATED_KEYS}
        """
        places = self._duckdb.sql(repeated).to_arrow_table().column(0)
        keys = delivered.rows.select(list(delivered.table.key)).take(places)
        return tuple(tuple(map(str, row.values())) for row in keys.to_pylist())

    def _prepare(self, delivered: Delivered) -> None:
        """Makes the working relations of a table: its `delivered`, `quarantined` and `previous` keys."""
        table = delivered.table
        referring = list(dict.fromkeys(column.name for column in table.columns if column.references))
        cursor = quoted(table.cursor) if table.cursor else "null::timestamp"
        used = filter(None, [*table.key, *referring, table.cursor, "_row_hash"])
        kept = delivered.rows.select(list(dict.fromkeys(used)))
        rows = kept.append_column("_position", pa.arange(0, kept.num_rows))
        columns = ", ".join([*map(quoted, [*referring, "_row_hash", "_position"]), f"{cursor} as _cursor"])
        self._make(table, "delivered", f"select {key_text(table)} as _row_key, {columns} from arrow_rows", rows)
        quarantined = "select distinct row_key as _row_key from arrow_rows where row_key is not null"
        self._make(table, "quarantined", quarantined, delivered.quarantined)
        if not table.is_keyed_by_content and delivered.quarantined["row_key"].null_count:
            self._keeps_all.add(table.name)
        parent_key = next((quoted(column.name) for column in table.columns if column.source == PARENT_KEY), "null")
        kept_columns = (
            f"_row_key, _dlt_load_id, {parent_key}::varchar as parent_key, {cursor} as _cursor, _row_hash, _is_deleted"
        )
        self._make(
            table, "previous", f"select {kept_columns} from ({latest(table, self._files(table, is_person=False))})"
        )

    def _make(self, table: Table, kind: str, query: str, rows: pa.Table | None = None) -> None:
        if rows is not None:
            self._duckdb.register("arrow_rows", rows)
        self._duckdb.execute(f"create or replace temp table {_working(table, kind)} as {query}")
        if rows is not None:
            self._duckdb.unregister("arrow_rows")

    def _count(self, table: Table, kind: str, what: str = "count(*)") -> int:
        return self._duckdb.sql(f"select {what} from {_working(table, kind)}").fetchall()[0][0]

    def _changed(self, table: Table) -> pa.ChunkedArray:
        """Positions of the delivered rows that are new, differ from their last version, or have come back."""
        is_changed = "previous._row_key is null"
        if table.delivery is Delivery.FULL:
            is_changed += " or previous._is_deleted or previous._row_hash is distinct from delivered._row_hash"
        query = f"""
            select _position from {_working(table, "delivered")} as delivered
            left join {_working(table, "previous")} as previous on previous._row_key = delivered._row_key
            where {is_changed} order by _position
        """
        return self._duckdb.sql(query).to_arrow_table().column(0)

    def _changes(self, delivered: Delivered) -> dict[str, int]:
        """Of the rows that are delivered again: how many changed, went back in time, exchanged two values."""
        table = delivered.table
        if table.delivery is not Delivery.FULL:
            return {}
        again = f"""
            from {_working(table, "delivered")} as delivered
            join {_working(table, "previous")} as previous on previous._row_key = delivered._row_key
            where not previous._is_deleted and previous._row_hash is distinct from delivered._row_hash
        """
        older = "count(*) filter (delivered._cursor < previous._cursor)"
        changed, older = self._duckdb.sql(f"select count(*), {older} {again}").fetchall()[0]
        counts = {"changed_rows": changed, "older_rows": older}
        if changed > profile.MIN_CHANGED_SHARE * delivered.rows.num_rows:
            chosen = f"select delivered._row_key, previous._dlt_load_id {again} limit {profile.MAX_COMPARED_ROWS}"
            for is_person, rows in ((False, delivered.rows), (True, delivered.persons)):
                if rows is not None:
                    versions = self._versions(table, is_person, chosen)
                    counts |= profile.swapped(self._duckdb, table, is_person, rows, versions)
        return counts

    def _vanished(self, table: Table) -> int:
        """Finds the landed keys that a full delivery lacks, but not those that were set aside or whose parent was."""
        # Whose key could not be read is not known, so that nothing of the table can be said to have vanished.
        can_vanish = table.delivery is Delivery.FULL and table.name not in self._keeps_all
        is_gone = "not _is_deleted" if can_vanish else "false"
        for kind in ("delivered", "quarantined"):
            is_gone += f" and _row_key not in (select _row_key from {_working(table, kind)})"
        if parent := self._compared.get(table.parent or ""):
            is_gone += f" and parent_key not in (select _row_key from {_working(parent, 'quarantined')})"
        chosen = f"select _row_key, _dlt_load_id from {_working(table, 'previous')} where {is_gone}"
        self._make(table, "vanished", chosen)
        return self._count(table, "vanished")

    def _landing(
        self, table: Table, rows: pa.Table, changed: pa.ChunkedArray, vanished: int, is_person: bool = False
    ) -> pa.Table:
        """The changed rows, then the last version of each vanished one as its tombstone."""
        landing = rows if len(changed) == rows.num_rows else rows.take(changed)
        landing = landing.append_column("_is_deleted", pa.repeat(False, landing.num_rows))
        if not vanished:
            return landing
        columns = "* exclude (_dlt_load_id) replace (true as _is_deleted)"
        versions = self._versions(table, is_person, f"from {_working(table, 'vanished')}")
        tombstones = self._duckdb.sql(f"select {columns} from ({versions}) order by {key_text(table)}")
        return pa.concat_tables([landing, tombstones.to_arrow_table()], promote_options="permissive")

    def _delivered_again(self, table: Table, is_person: bool) -> str:
        """SQL of the last landed version of the rows that are delivered again."""
        again = f"_row_key in (select _row_key from {_working(table, 'delivered')})"
        return self._versions(table, is_person, f"from {_working(table, 'previous')} where not _is_deleted and {again}")

    def _versions(self, table: Table, is_person: bool, keys: str) -> str:
        """SQL of the landed rows of `keys`, with `_row_key` and `_dlt_load_id`. Rows stream past; keys are held."""
        rows = relation(table, is_person, self._files(table, is_person))
        return f"""
            select * from ({rows}) as landed semi join ({keys}) as keys
            on {key_text(table, "landed")} = keys._row_key and landed._dlt_load_id = keys._dlt_load_id
        """

    def _files(self, table: Table, is_person: bool) -> tuple[Path, ...]:
        return files_of(self._folder, str(table.person_name if is_person else table.name), self.loads)


def _working(table: Table, kind: str) -> str:
    """The working relation of a table: `delivered`, `quarantined`, `previous` or `vanished`."""
    return quoted(f"{table.name}:{kind}")
