"""The two tables on its batches that every system lands: row counts per table, and quarantined rows with the reason."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import duckdb
import pyarrow as pa

from ingest.configuration.printable import printable
from ingest.contracts import Table, tables
from ingest.reading.delivery import Delivered, Note, SourceError, label, quoted
from ingest.reading.judging import digest

# The relation of all quarantined rows of a batch.
QUARANTINED = "quarantined_rows"


class BatchLog:
    """Records the tables of one batch while they are read, without keeping their rows."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, system: str) -> None:
        self._duckdb = connection
        self.delivery = contract(system, "delivery")
        self._quarantine = contract(system, "quarantine")
        self._deliveries: list[dict[str, Any]] = []
        self._warnings: list[str] = []
        self._notes: list[str] = []
        connection.execute(f"create temp table {QUARANTINED} as select * from {nothing(self._quarantine)}")

    def note(self, delivered: Delivered | Note) -> None:
        """Records the counts and quarantined rows of one table, or a message of the reader."""
        if isinstance(delivered, Note):
            self._warnings.append(delivered.line)
            return
        self._deliveries.append(
            {
                "table_name": delivered.table.name,
                "delivered_rows": delivered.delivered_rows,
                "quarantined_rows": delivered.quarantined_rows,
                "missing_columns": ", ".join(delivered.missing_columns) or None,
                "unknown_columns": ", ".join(delivered.unknown_columns) or None,
                "watermark": delivered.watermark,
            }
        )
        self._warnings += delivered.warnings
        self._notes += delivered.notes
        if delivered.quarantined_rows:
            self._duckdb.execute(f"insert into {QUARANTINED} select * from {delivered.quarantined}")
            self._warnings += _groups(self._duckdb, delivered)

    @property
    def names(self) -> frozenset[str]:
        """The tables noted so far."""
        return frozenset(delivery["table_name"] for delivery in self._deliveries)

    @property
    def problems(self) -> tuple[str, ...]:
        """One line per warning about a batch that could be read."""
        return tuple(map(printable, self._warnings))

    @property
    def notes(self) -> tuple[str, ...]:
        """One line per note that needs nobody's attention."""
        return tuple(self._notes)

    def delivered(self) -> Iterator[Delivered]:
        """The two tables on the batch itself, compared and landed like any other; none for an empty batch."""
        if self._deliveries:
            self._duckdb.register("deliveries", pa.Table.from_pylist(self._deliveries))
            yield typed(self._duckdb, self.delivery, "deliveries")
            yield typed(self._duckdb, self._quarantine, QUARANTINED)


def typed(connection: duckdb.DuckDBPyConnection, table: Table, rows: str) -> Delivered:
    """A relation of our own as a delivered table: the contract's columns in its types, with the digest of each row."""
    name = quoted(f"own_{table.name}")
    casts = ", ".join(
        f"cast({quoted(column.name)} as {column.type}) as {quoted(column.name)}" for column in table.columns
    )
    connection.execute(f"""
        create or replace temp table {name} as
        select *, {digest([quoted(column.name) for column in table.columns])} as _row_hash,
            row_number() over () as _position
        from (select {casts} from {rows})
    """)
    (count,) = connection.sql(f"select count(*) from {name}").fetchall()[0]
    return Delivered(table, name, nothing(contract(table.system, "quarantine")), count, tables=(name,))


def nothing(table: Table) -> str:
    """SQL of no rows of a table, all its columns in the contract's types."""
    columns = ", ".join(f"cast(null as {column.type}) as {quoted(column.name)}" for column in table.columns)
    return f"(select {columns} where false)"


def contract(system: str, name: str) -> Table:
    """The contract of one table of a system."""
    return next(table for table in tables(system) if table.name == name)


def _groups(connection: duckdb.DuckDBPyConnection, delivered: Delivered) -> Iterator[str]:
    """One line per reason for which rows of a table were quarantined, with the place of the first."""
    groups = connection.sql(f"""
        select reason, count(*), arg_min((file_name, line_number, column_name), rowid)
        from {delivered.quarantined} group by reason order by min(rowid)
    """)
    for reason, count, (file, line, column) in groups.fetchall():
        # SourceError makes its text one printable line, whatever the file contains.
        yield str(
            SourceError(
                f"{label(delivered.table)}.{column}" if column else label(delivered.table),
                f"{count} rows quarantined ({reason}; first: {file}, line {line})",
                "Correct them at the source and export again; until then the last good version of each row is used",
            )
        )
