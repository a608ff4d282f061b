"""A table of text cells, and the bytes of a CSV file that holds it."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

Row = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Sheet:
    """Cells by column name. `names` name the columns also where the file has no header."""

    names: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def records(self) -> list[dict[str, str]]:
        """The rows as dictionaries."""
        return [dict(zip(self.names, row, strict=True)) for row in self.rows]

    def first(self, count: int) -> Sheet:
        """The first rows."""
        return replace(self, rows=self.rows[:count])

    def map(self, change: Callable[[dict[str, str]], Mapping[str, str]]) -> Sheet:
        """Each row with the cells that `change` gives for it."""
        changed = [record | change(record) for record in self.records()]
        return replace(self, rows=tuple(tuple(record[name] for name in self.names) for record in changed))

    def cell(self, place: int, name: str, text: str) -> Sheet:
        """With another text in one cell."""
        column = self.names.index(name)
        row = tuple(text if number == column else cell for number, cell in enumerate(self.rows[place]))
        return replace(self, rows=(*self.rows[:place], row, *self.rows[place + 1 :]))

    def select(self, names: Sequence[str]) -> Sheet:
        """The columns of these names, in this order."""
        places = [self.names.index(name) for name in names]
        return Sheet(tuple(names), tuple(tuple(row[place] for place in places) for row in self.rows))

    def renamed(self, names: Mapping[str, str]) -> Sheet:
        """The same cells below other names."""
        return replace(self, names=tuple(names.get(name, name) for name in self.names))

    def with_rows(self, *rows: tuple[str, ...]) -> Sheet:
        """With more rows at the end."""
        return replace(self, rows=(*self.rows, *rows))


@dataclass(frozen=True, slots=True)
class Form:
    """How a file is written."""

    has_header: bool = True
    delimiter: str = ","
    encoding: str = "utf-8"

    def write(self, sheet: Sheet, **options: Any) -> bytes:
        """The file, as Python's csv module writes it; `options` are the module's."""
        stream = io.StringIO(newline="")
        writer = csv.writer(stream, **({"delimiter": self.delimiter, "lineterminator": "\n"} | options))
        writer.writerows([sheet.names] if self.has_header else [])
        writer.writerows(sheet.rows)
        return stream.getvalue().encode(self.encoding)

    def read(self, data: bytes, names: Sequence[str] = ()) -> Sheet:
        """The sheet in a sound file."""
        text = data.decode(self.encoding).removeprefix("\ufeff")
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=self.delimiter))
        header = tuple(rows.pop(0)) if self.has_header else tuple(names)
        return Sheet(header, tuple(map(tuple, rows)))
