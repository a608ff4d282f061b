"""What a reader hands to the loader: typed rows of one table, what was set aside and why; and a reader's one error."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from ingest.contracts import Table


class SourceError(Exception):
    """A delivery cannot be used. `str(error)` is one clear line: table, file, place, what is wrong, remedy."""

    def __init__(self, where: str, what: str, remedy: str) -> None:
        self.where, self.what, self.remedy = where, what, remedy
        # Names in a file are not to be trusted: a line break or an escape code in one must not make a second log line.
        line = f"{where}: {what}. {remedy}"
        super().__init__("".join(letter if letter.isprintable() else "?" for letter in line))


@dataclass(frozen=True, slots=True)
class Delivered:
    """One table of a delivery, in file order.

    `rows` has the contract's landed columns (typed exactly), `persons` the key and the personal columns of these rows;
    unknown columns follow as text, in `persons` if the table has personal columns, else in `rows`. Both end with
    `_row_hash`, one digest over the whole row. In a key, NULL is a value: it equals itself (see `key_text`).
    `quarantined` has the columns of the quarantine contract; its `row_key` is NULL where the key could not be read.
    Each delivered row is counted once: `delivered_rows` = rows + quarantined rows + `duplicate_rows` (exact copies).
    `missing_columns` and `unknown_columns` are landed names; `warnings` are lines for the operator. `promised` is what
    a manifest says of the file (see `export_folder`), None where none does.
    """

    table: Table
    rows: pa.Table
    persons: pa.Table | None
    quarantined: pa.Table
    delivered_rows: int
    duplicate_rows: int = 0
    missing_columns: tuple[str, ...] = ()
    unknown_columns: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    promised: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Note:
    """What a reader tells of a delivery as a whole: one line for the operator."""

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
