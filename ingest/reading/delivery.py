"""What a reader passes to the loader: typed rows and quarantined rows of one table; and the error of readers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ingest.configuration.printable import printable
from ingest.contracts import Table


class SourceError(Exception):
    """A batch cannot be used. `str(error)` is one line: table, file, place, error, remedy."""

    def __init__(self, where: str, what: str, remedy: str) -> None:
        self.where, self.what, self.remedy = where, what, remedy
        # Names in a file are untrusted: a line break or escape code must not create a second log line.
        super().__init__(printable(f"{where}: {what}. {remedy}"))


@dataclass(frozen=True, slots=True)
class Delivered:
    """One table of a batch, in the workspace of the load: `rows` and `quarantined` are relations there.

    `rows` has, in file order, the contract's columns (typed exactly), unknown columns as text, `_row_hash` (one digest
    over the whole row) and `_position` (a number of its own). In a key, NULL is a value: it equals itself (see
    `key_text`). `quarantined` has the columns of the quarantine contract; its `row_key` is NULL where the key could not
    be read. Each delivered row is counted once: in `good_rows`, `quarantined_rows` or `duplicate_rows` (exact copies).
    `missing_columns` and `unknown_columns` are landed names; `warnings` are lines for the operator, `notes` those that
    need nobody's attention. `promised` is what a manifest says of the file (see `export_folder`), None where none does.
    `tables` hold the rows in the workspace.
    A source that reports its changes delivers only these: `present` is then a relation with the `_row_key` of every row
    that it holds, `unread_rows` the number of those that are as they landed; None where the delivery holds all rows.
    `watermark` is up to where such a source was read; it lands with the load, for the next one.
    """

    table: Table
    rows: str
    quarantined: str
    good_rows: int
    quarantined_rows: int = 0
    duplicate_rows: int = 0
    missing_columns: tuple[str, ...] = ()
    unknown_columns: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    promised: Mapping[str, Any] | None = None
    tables: tuple[str, ...] = ()
    present: str | None = None
    unread_rows: int = 0
    watermark: str | None = None

    @property
    def delivered_rows(self) -> int:
        """All rows that the source holds."""
        return self.good_rows + self.quarantined_rows + self.duplicate_rows + self.unread_rows

    def columns(self, is_person: bool) -> tuple[str, ...]:
        """Columns that land in the table, or in its personal-data table: key, personal and unknown columns."""
        if is_person:
            return (*self.table.key, *(column.name for column in self.table.personal_columns), *self.unknown_columns)
        unknown = () if self.table.person_name else self.unknown_columns
        return (*(column.name for column in self.table.landed_columns), *unknown)


@dataclass(frozen=True, slots=True)
class Note:
    """A reader's message about the complete batch: one line for the operator."""

    line: str


def quoted(identifier: str) -> str:
    """The identifier as SQL, whatever it contains."""
    return '"' + identifier.replace('"', '""') + '"'


def literal(text: str) -> str:
    """The text as a SQL literal, whatever it contains."""
    return "'" + text.replace("'", "''") + "'"


def label(table: Table) -> str:
    """How a table is named in messages."""
    return f"{table.system}.{table.name}"


def key_text(table: Table, relation: str | None = None) -> str:
    """SQL text of a row's key over typed landed columns, the same for landed rows and quarantined ones.

    The parts are joined by `|`; a NULL part is an empty part, so that keys with optional parts equal themselves.
    """
    prefix = f"{relation}." if relation else ""
    parts = [f"coalesce({prefix}{quoted(name)}::varchar, '')" for name in table.key]
    if len(parts) == 1:
        return parts[0]
    # A `|` within a part is escaped: ('a|b', 'c') and ('a', 'b|c') are two keys.
    return "concat_ws('|', " + ", ".join(f"replace({part}, '|', '\\|')" for part in parts) + ")"
