r"""The mapping file: the conformed column of each column of a CSV export, and the format of its values.

as_of: 2025-06-30          # the last day of the export, optional
# How the files are written. Each of these lines may also stand in a block below, for the files of that block.
encoding: utf-8            # or cp1252, utf-16-le, …; a byte order mark goes before it
delimiter: ","             # one character: ";", "|", "\t"
decimal: "."               # or ","
thousands: ","             # thousands separator: . , ' or " "; default none, or "." when the decimal is ","
empty: ["NULL", n/a]       # texts that mean an empty value
skip: 2                    # lines of the file above the header, blank ones too
footer: 4                  # lines of the file below its last row, blank ones too
dates: "%d/%m/%Y"          # one format or several; `iso` is ISO 8601 (the default), `excel` the number of a spreadsheet
time_zone: Europe/Madrid   # of times without a zone; default UTC

entities:                  # as in ingest/csv_mapping/tables.py; `rep` is needed
  opportunity:             # a block, or a list of blocks where files differ
    file: deals_*.csv      # a name, a pattern, or a list of these; all must be there
    resource: deals        # instead of `file`, where the sources file names a dlt source: a table, an endpoint, …
    incremental: updated_at  # with `resource`: a column of times; rows are asked for that changed since the last load
    header: [Deal, Owner]  # the names of the columns, by position, of a file without a header
    other_columns: false   # other columns are not loaded, and equal rows are one: reps from a list of deals
    columns:               # our column: their header, or several
      id: {join: [Owner, Made], with: "-"}
      name: [First, Last]  # joined by a space, empty ones left out
    defaults: {currency: USD}   # where the value is empty; of a column that is not among `columns`, a constant
    values: {is_won: {Won: true, Lost: false}, stage_name: {"No": null}}  # the meaning of a text; null: empty
    signs: {amount: [€, EUR], probability: "%"}  # text before or after a number, which is ignored
    units: {amount: millions, probability: 100}  # thousands, millions, or the number to multiply by
    dates: {created_date: ["%d/%m/%Y", iso]}     # by column

A row with a text in any other format is quarantined; the reason names the line of this file to change.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from ingest.configuration.yaml_file import Places
from ingest.contracts import Column, Table, Type
from ingest.settings import PROJECT_DIR

DATE_TYPES = (Type.DATE, Type.TIMESTAMP)
NUMBER_TYPES = (Type.INTEGER, Type.MONEY, Type.NUMBER, Type.RATE)
# The parts of a block about single columns; the part that decides most about reading a text comes first.
BY_COLUMN = ("values", "dates", "units", "signs", "columns", "defaults")


@dataclass(frozen=True, slots=True)
class Form:
    """How files are written."""

    encoding: str = "utf-8"
    delimiter: str = ","
    decimal: str = "."
    thousands: str = ""
    empty: tuple[str, ...] = ()
    skip: int = 0
    footer: int = 0
    dates: tuple[str, ...] = ("iso",)
    time_zone: str = "UTC"


class MappingPlaces(Places):
    """The lines of the mapping file's values."""

    def of_setting(self, name: str) -> str:
        """The place of a setting: in the block, else in the file, else of the block."""
        in_file = (name,) in self.lines and (*self.keys, name) not in self.lines
        return f"{self.file} line {self.lines[(name,)]}" if in_file else self.of(name)

    def of_column(self, name: str) -> str:
        """The place that decides most about reading a column's texts."""
        found = next((part for part in BY_COLUMN if (*self.keys, part, name) in self.lines), "columns")
        return self.of(found, name)


@dataclass(frozen=True, slots=True)
class Block:
    """Files of one shape that fill one entity; all but the first four by conformed column.

    `separators` join the parts of columns, `units` are factors.
    """

    table: Table
    files: tuple[str, ...]
    form: Form
    places: MappingPlaces
    header: tuple[str, ...]
    keeps_others: bool
    columns: Mapping[str, tuple[str, ...]]
    separators: Mapping[str, str]
    defaults: Mapping[str, str]
    values: Mapping[str, Mapping[str, str | None]]
    signs: Mapping[str, tuple[str, ...]]
    units: Mapping[str, str]
    dates: Mapping[str, tuple[str, ...]]
    is_resource: bool = False
    incremental: str | None = None

    @property
    def filled(self) -> tuple[Column, ...]:
        """The columns that get values."""
        return tuple(column for column in self.table.columns if column.name in {*self.columns, *self.defaults})

    def formats(self, column: Column) -> tuple[str, ...]:
        """How the dates of a column are written."""
        return self.dates.get(column.name, self.form.dates)


@dataclass(frozen=True, slots=True)
class Entity:
    """One conformed entity and the blocks that fill it."""

    table: Table
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class CsvMapping:
    """A whole mapping file; the entities in the order of the contract."""

    entities: tuple[Entity, ...]


def shown(path: Path) -> str:
    """How a mapping file is named in messages: without the folders of this machine."""
    path = path.resolve()
    return path.relative_to(PROJECT_DIR).as_posix() if path.is_relative_to(PROJECT_DIR) else path.name
