"""The contract of a landed table: names, types, keys, personal columns. Each system declares its own in `tables.py`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from importlib import import_module
from pathlib import Path

from ingest.systems import SYSTEMS

EMAIL_PATTERN = r"^[^@\s]+@[^@\s]+$"
# The source of a column that is made from the whole row, after the judgement.
ROW_DIGEST = "="
# The source of a column that holds the key of the object in which the row was nested.
PARENT_KEY = "^"


class Type(StrEnum):
    """Types of landed columns; the value is a name that DuckDB and Spark both know. Times are UTC without a zone."""

    TEXT = "string"
    INTEGER = "bigint"
    MONEY = "decimal(18,4)"
    # Amounts of marts: totals are larger than the amounts that sources deliver.
    TOTAL = "decimal(18,3)"
    NUMBER = "decimal(18,8)"
    # Exchange rates: 8 decimals of a small rate (IDR to EUR, 0.0000571234) would move a million by cents. 18 and 20
    # digits are 38, so that an amount times a rate still is an exact decimal.
    RATE = "decimal(20,12)"
    BOOLEAN = "boolean"
    DATE = "date"
    TIMESTAMP = "timestamp"


class Delivery(StrEnum):
    """How a table is delivered: a FULL export replaces the previous state, EVENTS are only added."""

    FULL = "full"
    EVENTS = "events"


@dataclass(frozen=True, slots=True)
class Column:
    """One landed column.

    `source` is the header (or JSON path with dots) at the system; the column is matched by it, never by position. Three
    sources are made by the reader: `^` the key of the parent object, `#` the position in the parent from 1, `=` the
    digest of the row and of the number of equal rows before it in the file.
    `required` means a row without a value is quarantined and a file without the column is refused.
    `personal` columns land in the personal-data table; those with `is_address` hold a person's e-mail address.
    `about` names the tables of people whose key the value may be: the row is about that person, and a row of a table
    of people belongs to that person. What `references` a table of people is about that person as well. `keep`
    is a regular expression: only its match is landed (an e-mail's subject keeps its prefix and loses its text).
    `logs` names the column with the name of the logged field: the value is as personal as that field.
    `references` names the table whose key the value should be found in. A number below `minimum`, not above `above` or
    over `maximum` is invalid: its row is quarantined.
    `pattern` and `allowed` are what gate 1 expects of good values; `max_distinct` of the whole column.

    The rest says how dbt's staging shows the column. `as_` is its conformed name: by default the landed one, or
    `<entity>_name` and `<entity>_type` for `name` and `type`; None where staging goes without the column. `id_of` names
    what the value is an id of where neither `references` nor `about` does. `macro` is the macro of dbt/macros/keys.sql
    that makes values comparable, `sql` the expression of what is not a mere renaming.
    """

    name: str
    type: Type
    source: str
    required: bool = False
    personal: bool = False
    is_address: bool = False
    about: tuple[str, ...] = ()
    keep: str | None = None
    logs: str | None = None
    references: str | None = None
    minimum: float | None = None
    above: float | None = None
    maximum: float | None = None
    pattern: str | None = None
    allowed: tuple[str, ...] | None = None
    max_distinct: int | None = None
    as_: str | None = ""
    id_of: str | None = None
    macro: str | None = None
    sql: str | None = None

    @property
    def is_id(self) -> bool:
        """Whether its values are ids of other records."""
        return bool(self.references or self.about or self.id_of)

    @property
    def bounds(self) -> str:
        """The allowed range of numbers, in words; empty when all numbers are allowed."""
        limits = {"at least": self.minimum, "above": self.above, "at most": self.maximum}
        return " and ".join(f"{words} {limit:g}" for words, limit in limits.items() if limit is not None)


@dataclass(frozen=True, slots=True)
class Pair:
    """Two columns of one row, neither of them personal: where both have a value, `upper` is not below `lower`.

    A date covers its whole day; false is below true, so that (is_won, is_closed) means "every won record is closed".
    People type the values of `is_entered` pairs, so most rows must satisfy them; the system maintains the other pairs.
    """

    lower: str
    upper: str
    is_entered: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """One landed table: its file or object at the system, its key (landed names) and its columns.

    `cursor` is the column that says when the row last changed at the source (None: the load time is all that is known).
    `required` means that the system cannot be read without it. `parent` names the table whose file carries this one.
    `is_history` means that its rows are events: they vanish only together with the row that they refer to.
    `is_person` means that its rows are people (contacts, leads, partners), who can be forgotten by their ids; with
    `person_flag` only those are of which this landed column is true.
    `is_rep` means that its rows are the company's own users. A record whose user is missing can be used: dbt shows its
    owner as an unknown rep.

    The rest says how dbt's staging shows the table. `entity` is the conformed noun (the name by default), `grain` ends
    the sentence "One row per …". `id_name` is the name of the id, by default `<entity>_id`; None where the columns of
    the key are shown as they are. `known_at` is the landed column that says when a row became known (the cursor by
    default), `recorded_at` the staged expression that says when it came about (by default `created_at` or
    `occurred_at`). `is_staged` is false for a table that no model reads yet.
    """

    system: str
    name: str
    source: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    cursor: str | None = None
    delivery: Delivery = Delivery.FULL
    required: bool = False
    parent: str | None = None
    pairs: tuple[Pair, ...] = ()
    is_history: bool = False
    is_person: bool = False
    person_flag: str | None = None
    is_rep: bool = False
    entity: str = ""
    grain: str = ""
    id_name: str | None = ""
    known_at: str | None = None
    recorded_at: str | None = None
    is_staged: bool = True

    @property
    def personal_columns(self) -> tuple[Column, ...]:
        """Columns that land in the personal-data table."""
        return tuple(column for column in self.columns if column.personal)

    @property
    def landed_columns(self) -> tuple[Column, ...]:
        """Columns of the main table, that is without the personal ones."""
        return tuple(column for column in self.columns if not column.personal)

    @property
    def person_name(self) -> str | None:
        """Name of the personal-data table, None when there are none."""
        return f"{self.name}__person" if self.personal_columns else None

    @property
    def is_keyed_by_content(self) -> bool:
        """Whether the key is made from the whole row: a changed row is then a vanished one and a new one."""
        return any(self.column(name).source == ROW_DIGEST for name in self.key)

    def column(self, name: str) -> Column:
        """The column of that landed name; KeyError when the contract has none."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(f"{self.system}.{self.name} has no column {name}")


@dataclass(frozen=True, slots=True)
class Batch:
    """One table of a batch as gate 1 sees it, before anything is committed.

    `files` are the Parquet files that would land: only new, changed and vanished rows. The rest describes the
    complete batch: `repeated_keys` are the parts of at most 20 keys that occur more than once; the keys of `profile`:
    `delivered_rows`, `duplicate_rows`, `quarantined_rows`, `distinct_keys`, `previous_rows`, `vanished_rows`,
    `vanished_with_parent` (of these, rows whose parent vanished too), `changed_rows` (delivered again and not as they
    landed), `older_rows` (of these, rows whose cursor went back), `differing:<column>/<column>` (rows in which these
    two differ), `swapped:<column>/<column>` (of these, rows that exchanged the two values), `is_promised` (1 where a
    manifest describes the file), `promised_rows`, `orphans:<column>` (rows whose reference is found nowhere),
    `left_behind:<column>` (rows that refer to a row that vanished), `distinct:<column>`, `filled:<column>` (not empty)
    and `previously_filled:<column>`. Of a table keyed by content, `different_rows` and, of these, `repeated_rows`.
    """

    table: Table
    files: tuple[Path, ...]
    profile: Mapping[str, int]
    repeated_keys: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Failure:
    """One line of a rejection: what was expected of a column, what to do. `keys` holds at most 20 keys, no values."""

    system: str
    table: str
    column: str
    expected: str
    observed: str
    remedy: str
    keys: tuple[str, ...] = ()

    def __str__(self) -> str:
        keys = f" (keys: {', '.join(self.keys)})" if self.keys else ""
        column = f"{self.system}.{self.table}.{self.column}"
        return f"{column}: expected {self.expected}, found {self.observed}{keys}. {self.remedy}"


@dataclass(frozen=True, slots=True)
class Verdict:
    """The verdict of a gate: it passed when there are no failures. `warnings` are lines for the operator."""

    failures: tuple[Failure, ...] = ()
    warnings: tuple[str, ...] = ()

    @property
    def passed(self) -> bool:
        """Whether the batch may be committed, or the marts published."""
        return not self.failures


Gate = Callable[[Sequence[Batch]], Verdict]


def _batch_tables(system: str) -> tuple[Table, ...]:
    """The two tables on its batches that every system lands: row counts per table, and quarantined rows.

    Each is staged by one model for all systems, `stg_deliveries` and `stg_quarantined_rows`.
    """

    def column(name: str, type_: Type = Type.TEXT, required: bool = False) -> Column:
        return Column(name, type_, name, required=required)

    table_name = column("table_name", required=True)
    return (
        Table(
            system,
            "delivery",
            "",
            ("table_name",),
            (
                table_name,
                column("delivered_rows", Type.INTEGER),
                column("quarantined_rows", Type.INTEGER),
                column("missing_columns"),
                column("unknown_columns"),
                column("watermark"),  # up to where a table that is read in parts was read
            ),
            is_staged=False,
        ),
        Table(
            system,
            "quarantine",
            "",
            ("table_name", "row_digest"),
            (
                table_name,
                column("row_digest", required=True),
                column("file_name"),
                column("line_number", Type.INTEGER),
                column("row_key"),
                column("column_name"),
                column("reason"),
                column("raw"),  # the row as JSON, without its personal columns
            ),
            is_staged=False,
        ),
    )


def tables(system: str) -> tuple[Table, ...]:
    """The contract of one system, in the order in which its tables are read, the tables on its batches last."""
    return (*import_module(f"ingest.{system}.tables").TABLES, *_batch_tables(system))


def all_tables() -> tuple[Table, ...]:
    """The contracts of all systems."""
    return tuple(table for system in SYSTEMS for table in tables(system))
