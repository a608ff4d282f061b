"""Puts records into a small Odoo: each with a number of its own, one per name where names are all that is known."""

from __future__ import annotations

from itertools import count
from typing import Any

from tests.unit.ingest.odoo.fake import FakeOdoo

ALWAYS = "2024-01-01 00:00:00"


class Records:
    """Numbers the records of all models alike, so that an id of one is never an id of another."""

    def __init__(self, odoo: FakeOdoo) -> None:
        self.odoo, self.numbers = odoo, count(1_000)
        self.names: dict[tuple[str, str], int] = {}

    def put(self, model: str, changed: str | None = None, /, **values: Any) -> int:
        """The id of a new record, last written at `changed` (UTC, Odoo's form)."""
        number = next(self.numbers)
        self.odoo.put(model, number, changed or ALWAYS, **values)
        return number

    def named(self, model: str, name: str | None, **values: Any) -> list[Any] | bool:
        """A reference to the record of that name, made when it is asked for first; false for no name."""
        if not name:
            return False
        if (model, name) not in self.names:
            self.names[model, name] = self.put(model, name=name, **values)
        return [self.names[model, name], name]
