"""What is landed beside a system's own tables: what was delivered, and which rows were set aside and why."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import duckdb
import pyarrow as pa

from ingest.contracts import Table, tables
from ingest.reading.delivery import Delivered, Note, SourceError, label, quoted
from ingest.reading.judging import digest

# The relation of all rows set aside, over all tables of a delivery.
SET_ASIDE = "set_aside"


class Bookkeeping:
    """Notes the tables of one delivery as they pass, without keeping their rows."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, system: str) -> None:
        self._duckdb = connection
        self.delivery = contract(system, "delivery")
        self._quarantine = contract(system, "quarantine")
        self._deliveries: list[dict[str, Any]] = []
        self._warnings: list[str] = []
        connection.execute(f"create temp table {SET_ASIDE} as select * from {nothing(self._quarantine)}")

    def note(self, delivered: Delivered | Note) -> None:
        """Remembers what was delivered and set aside of one table, or a line of the reader."""
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
        if delivered.quarantined_rows:
            self._duckdb.execute(f"insert into {SET_ASIDE} select * from {delivered.quarantined}")
            self._warnings += _groups(self._duckdb, delivered)

    @property
    def names(self) -> frozenset[str]:
        """The tables noted so far."""
        return frozenset(delivery["table_name"] for delivery in self._deliveries)

    @property
    def problems(self) -> tuple[str, ...]:
        """One line for each thing that an operator should know of a delivery that could be read."""
        return tuple(self._warnings)

    def delivered(self) -> Iterator[Delivered]:
        """The two bookkeeping tables, to be compared and landed like any other; none where nothing was delivered."""
        if self._deliveries:
            self._duckdb.register("deliveries", pa.Table.from_pylist(self._deliveries))
            yield typed(self._duckdb, self.delivery, "deliveries")
            yield typed(self._duckdb, self._quarantine, SET_ASIDE)


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
    """One line per reason for which rows of a table were set aside, with the place of the first."""
    groups = connection.sql(f"""
        select reason, count(*), arg_min((file_name, line_number, column_name), rowid)
        from {delivered.quarantined} group by reason order by min(rowid)
    """)
    for reason, count, (file, line, column) in groups.fetchall():
        # The error's text is one printable line, whatever stands in the file.
        yield str(
            SourceError(
                f"{label(delivered.table)}.{column}" if column else label(delivered.table),
                f"{count} rows set aside ({reason}; first: {file}, line {line})",
                "Correct them at the source and deliver again; until then an earlier good version of a row is used",
            )
        )
