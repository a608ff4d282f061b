"""What is landed beside a system's own tables: what was delivered, and which rows were set aside and why."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from ingest.contracts import Table, tables
from ingest.delivery import Delivered, Note, SourceError, label, quoted
from ingest.judging import digest, workspace


class Bookkeeping:
    """Notes the tables of one delivery as they pass, without keeping their rows."""

    def __init__(self, system: str) -> None:
        self.delivery = contract(system, "delivery")
        self._quarantine = contract(system, "quarantine")
        self._deliveries: list[dict[str, Any]] = []
        self._quarantined: list[pa.Table] = []
        self._warnings: list[str] = []

    def note(self, delivered: Delivered | Note) -> None:
        """Remembers what was delivered and set aside of one table, or a line of the reader."""
        if isinstance(delivered, Note):
            self._warnings.append(delivered.line)
            return
        self._deliveries.append(
            {
                "table_name": delivered.table.name,
                "delivered_rows": delivered.delivered_rows,
                "quarantined_rows": delivered.quarantined.num_rows,
                "missing_columns": ", ".join(delivered.missing_columns) or None,
                "unknown_columns": ", ".join(delivered.unknown_columns) or None,
            }
        )
        self._quarantined.append(delivered.quarantined)
        self._warnings += [*delivered.warnings, *_groups(delivered)]

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
            yield typed(self.delivery, pa.Table.from_pylist(self._deliveries))
            yield typed(self._quarantine, pa.concat_tables(self._quarantined))


def typed(table: Table, rows: pa.Table) -> Delivered:
    """Rows of our own as a delivered table: the contract's columns in its types, with the digest of each row."""
    casts = ", ".join(
        f"cast({quoted(column.name)} as {column.type}) as {quoted(column.name)}" for column in table.columns
    )
    with workspace() as connection:
        connection.register("own_rows", rows)
        typed_rows = connection.sql(f"""
            select *, {digest([quoted(column.name) for column in table.columns])} as _row_hash
            from (select {casts} from own_rows)
        """).to_arrow_table()
    return Delivered(table, typed_rows, None, nothing(contract(table.system, "quarantine")), typed_rows.num_rows)


def nothing(table: Table) -> pa.Table:
    """No rows of a table, all its columns in the contract's types."""
    columns = ", ".join(f"cast(null as {column.type}) as {quoted(column.name)}" for column in table.columns)
    with workspace() as connection:
        return connection.sql(f"select {columns} where false").to_arrow_table()


def contract(system: str, name: str) -> Table:
    """The contract of one table of a system."""
    return next(table for table in tables(system) if table.name == name)


def _groups(delivered: Delivered) -> Iterator[str]:
    """One line per reason for which rows of a table were set aside, with the place of the first."""
    rows = delivered.quarantined
    for reason in pc.unique(rows["reason"]).to_pylist():
        group = rows.filter(pc.equal(rows["reason"], reason))
        place = f"{group['file_name'][0]}, line {group['line_number'][0]}"
        column = group["column_name"][0].as_py()
        # The error's text is one printable line, whatever stands in the file.
        yield str(
            SourceError(
                f"{label(delivered.table)}.{column}" if column else label(delivered.table),
                f"{group.num_rows} rows set aside ({reason}; first: {place})",
                "Correct them at the source and deliver again; until then an earlier good version of a row is used",
            )
        )
