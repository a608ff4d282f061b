"""Compares a batch with the landed state: only new, changed and vanished rows land."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pyarrow as pa

from ingest.contracts import PARENT_KEY, Delivery, Table
from ingest.loading import profile
from ingest.loading.landing import accepted_loads, files_of, latest, relation
from ingest.reading.delivery import Delivered, key_text, quoted

MAX_REPEATED_KEYS = 20
# Rows that are held at once on their way out; also the size of a row group of a landed file.
PIECE_ROWS = 100_000


@dataclass(frozen=True, slots=True)
class Change:
    """The rows of one table that would land, and the profile of the complete batch.

    `landing` is the SQL of the rows that land, by landed name, of the table and its personal-data table, each with
    `rows` rows; empty without differences.
    """

    rows: int
    landing: dict[str, str]
    profile: dict[str, int]
    repeated_keys: tuple[tuple[str, ...], ...]


class Differ:
    """Compares the tables of a system's batch, parents before children, with its accepted loads.

    The work is done in DuckDB over whole columns. Of each table the keys are kept until the end, not the rows.
    """

    def __init__(self, connection: duckdb.DuckDBPyConnection, folder: Path) -> None:
        self.connection, self._folder = connection, folder
        self._compared: dict[str, Table] = {}
        self._keeps_all: set[str] = set()
        self.loads = accepted_loads(folder)

    def live_keys(self, table: Table) -> frozenset[str]:
        """Keys, as text, of the rows that have landed and not vanished since."""
        query = f"select _row_key from ({latest(table, self._files(table, is_person=False))}) where not _is_deleted"
        return frozenset(key for (key,) in self.connection.sql(query).fetchall())

    def compare(self, delivered: Delivered) -> Change:
        """The differences of one delivered table."""
        table = delivered.table
        self._prepare(delivered)
        self._compared[table.name] = table
        changed, vanished = self._changed(table), self._vanished(delivered)
        counts = profile.own(self.connection, delivered)
        counts["distinct_keys"] = self._count(table, "delivered", "count(distinct _row_key)") + delivered.unread_rows
        counts["previous_rows"] = self._count(table, "previous", "count(*) filter (not _is_deleted)")
        counts["vanished_rows"] = vanished
        counts |= self._changes(delivered)
        # A batch of changes only does not show whether a column is empty now.
        if changed and not delivered.unread_rows:
            counts |= profile.previously_filled(self.connection, table, counts, self._delivered_again)
        landing = {}
        if changed or vanished:
            landing[table.name] = self._landing(delivered, changed, vanished, is_person=False)
        if table.person_name and landing:
            landing[table.person_name] = self._landing(delivered, changed, vanished, is_person=True)
        has_repeated = counts["distinct_keys"] < delivered.good_rows + delivered.unread_rows
        return Change(changed + vanished, landing, counts, self._repeated_keys(delivered) if has_repeated else ())

    def pieces(self, rows: str) -> Iterator[pa.Table]:
        """The rows of a query, in pieces of bounded size."""
        for batch in self.connection.sql(rows).to_arrow_reader(PIECE_ROWS):
            yield pa.Table.from_batches([batch])

    def forget(self, delivered: Delivered) -> None:
        """Drops the rows of a table that was compared and read."""
        for table in delivered.tables:
            self.connection.execute(f"drop table {table}")

    def references(self) -> dict[str, dict[str, int]]:
        """Per table, the counts that need all tables: rows without their parent, and rows that vanished with it."""
        found = profile.references(self.connection, self._compared, _working)
        for table in self._compared.values():
            if parents := profile.parents(table, self._compared):
                versions = self._versions(table, False, f"from {_working(table, 'vanished')}")
                gone = profile.vanished_with_parent(self.connection, versions, parents, _working)
                found.setdefault(table.name, {})["vanished_with_parent"] = gone
        return found

    def _repeated_keys(self, delivered: Delivered) -> tuple[tuple[str, ...], ...]:
        """The parts of the first keys that more than one delivered row has, whether or not the rows are new."""
        table = delivered.table
        first = f"""
            select min(_position) from {_working(table, "delivered")}
            group by _row_key having count(*) > 1 order by 1 limit {MAX_REPEATED_KEYS}
        """
        keys = ", ".join(map(quoted, table.key))
        rows = f"from {delivered.rows} where _position in ({first}) order by _position"
        return tuple(tuple(map(str, key)) for key in self.connection.sql(f"select {keys} {rows}").fetchall())

    def _prepare(self, delivered: Delivered) -> None:
        """Makes the working relations of a table: its `delivered`, `quarantined` and `previous` keys."""
        table = delivered.table
        referring = list(dict.fromkeys(column.name for column in table.columns if column.references))
        cursor = quoted(table.cursor) if table.cursor else "null::timestamp"
        columns = ", ".join([*map(quoted, referring), "_row_hash", "_position", f"{cursor} as _cursor"])
        self._make(table, "delivered", f"select {key_text(table)} as _row_key, {columns} from {delivered.rows}")
        quarantined = f"select distinct row_key as _row_key from {delivered.quarantined}"
        self._make(table, "quarantined", f"{quarantined} where row_key is not null")
        keyless = self.connection.sql(f"select 1 from {delivered.quarantined} where row_key is null limit 1").fetchall()
        if keyless and not table.is_keyed_by_content:
            self._keeps_all.add(table.name)
        parent_key = next((quoted(column.name) for column in table.columns if column.source == PARENT_KEY), "null")
        kept_columns = (
            f"_row_key, _dlt_load_id, {parent_key}::varchar as parent_key, {cursor} as _cursor, _row_hash, _is_deleted"
        )
        self._make(
            table, "previous", f"select {kept_columns} from ({latest(table, self._files(table, is_person=False))})"
        )

    def _make(self, table: Table, kind: str, query: str) -> None:
        self.connection.execute(f"create or replace temp table {_working(table, kind)} as {query}")

    def _count(self, table: Table, kind: str, what: str = "count(*)") -> int:
        return self.connection.sql(f"select {what} from {_working(table, kind)}").fetchall()[0][0]

    def _changed(self, table: Table) -> int:
        """Finds the delivered rows that are new, differ from their last version, or have come back."""
        is_changed = "previous._row_key is null"
        if table.delivery is Delivery.FULL:
            is_changed += " or previous._is_deleted or previous._row_hash is distinct from delivered._row_hash"
            for is_person in (False, True) if table.person_name else ():
                is_changed += self._is_misplaced(table, is_person)
        query = f"""
            select _position from {_working(table, "delivered")} as delivered
            left join {_working(table, "previous")} as previous on previous._row_key = delivered._row_key
            where {is_changed}
        """
        self._make(table, "changed", query)
        return self._count(table, "changed")

    def _is_misplaced(self, table: Table, is_person: bool) -> str:
        """SQL of a condition on rows whose last version holds values on the other side of the personal data.

        Columns that no contract named land beside the personal ones; those that one names since must move.
        """
        rows = relation(table, is_person, self._files(table, is_person))
        other = table.landed_columns if is_person else table.personal_columns
        names = {column.name for column in other} - set(table.key)
        found = ", ".join(f"{quoted(name)}::varchar" for name in self.connection.sql(rows).columns if name in names)
        if not found:
            return ""
        versions = f"select {key_text(table)}, _dlt_load_id from ({rows}) where coalesce({found}) is not null"
        return f" or (previous._row_key, previous._dlt_load_id) in ({versions})"

    def _changes(self, delivered: Delivered) -> dict[str, int]:
        """Of the rows delivered again: how many changed, how many are older, how many exchanged two values."""
        table = delivered.table
        if table.delivery is not Delivery.FULL:
            return {}
        again = f"""
            from {_working(table, "delivered")} as delivered
            join {_working(table, "previous")} as previous on previous._row_key = delivered._row_key
            where not previous._is_deleted and previous._row_hash is distinct from delivered._row_hash
        """
        older = "count(*) filter (delivered._cursor < previous._cursor)"
        changed, older = self.connection.sql(f"select count(*), {older} {again}").fetchall()[0]
        counts = {"changed_rows": changed, "older_rows": older}
        if changed and not delivered.present:
            counts |= self._swapped(delivered, f"select delivered._row_key, previous._dlt_load_id {again}", changed)
        return counts

    def _swapped(self, delivered: Delivered, keys: str, changed: int) -> dict[str, int]:
        """Columns of one type that may have been swapped, of the table and of its personal-data table."""
        table, counts = delivered.table, {}
        on = f"{key_text(table, 'new')} = {key_text(table, 'old')}"
        for columns, is_person in ((table.landed_columns, False), (table.personal_columns, True)):
            free = [column for column in columns if column.name not in table.key]
            both = f"({self._versions(table, is_person, keys)}) as old join {delivered.rows} as new on {on}"
            counts |= profile.swapped(self.connection, free, delivered.rows, both, changed)
        return counts

    def _vanished(self, delivered: Delivered) -> int:
        """Finds the landed keys that the source no longer has, except quarantined rows and their children."""
        table = delivered.table
        # When the key of a quarantined row could not be read, no row of the table can be declared vanished.
        can_vanish = table.delivery is Delivery.FULL and table.name not in self._keeps_all
        gone = f"select previous._row_key, _dlt_load_id from {_working(table, 'previous')} as previous"
        there = (delivered.present or _working(table, "delivered"), _working(table, "quarantined"))
        for number, keys in enumerate(there):
            gone += f" anti join {keys} as keys_{number} on keys_{number}._row_key = previous._row_key"
        if parent := self._compared.get(table.parent or ""):
            gone += f" anti join {_working(parent, 'quarantined')} as parent on parent._row_key = parent_key"
        self._make(table, "vanished", f"{gone} where {'not _is_deleted' if can_vanish else 'false'}")
        return self._count(table, "vanished")

    def _landing(self, delivered: Delivered, changed: int, vanished: int, is_person: bool) -> str:
        """SQL of the changed rows, then of the last version of each vanished one as its tombstone."""
        table = delivered.table
        columns = ", ".join(map(quoted, [*delivered.columns(is_person), "_row_hash"]))
        landing = f"select {columns}, false as _is_deleted from {delivered.rows}"
        if changed < delivered.good_rows:
            landing += f" where _position in (select _position from {_working(table, 'changed')}) order by _position"
        if not vanished:
            return landing
        versions = self._versions(table, is_person, f"from {_working(table, 'vanished')}")
        tombstones = f"select * exclude (_dlt_load_id) replace (true as _is_deleted) from ({versions})"
        return f"({landing}) union all by name ({tombstones} order by {key_text(table)})"

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
    """The working relation of a table: `delivered`, `quarantined`, `previous`, `changed` or `vanished`."""
    return quoted(f"{table.name}:{kind}")
