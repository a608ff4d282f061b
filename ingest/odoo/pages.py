"""Keeps fetched records on disk until they are loaded, so that an interrupted extraction resumes."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ingest.odoo.api import Record


@dataclass(frozen=True, slots=True)
class Pages:
    """The pages of one model: one JSON object a line; a file is named after the nanosecond in which it was read."""

    folder: Path

    def keep(self, rows: Sequence[Record], types: Mapping[str, str]) -> None:
        """Writes one page, whole or not at all. `types` are Odoo's types of the fields."""
        # People's data lies here until it has landed: for nobody else's eyes.
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        path = self.folder / f"{time.time_ns():020d}.jsonl"
        unfinished = path.with_suffix(".part")
        lines = "".join(json.dumps(_plain(row, types)) + "\n" for row in rows)
        unfinished.write_text(lines, encoding="utf-8")
        unfinished.replace(path)

    @property
    def paths(self) -> tuple[Path, ...]:
        """All pages that are whole."""
        return tuple(sorted(self.folder.glob("*.jsonl")))


def _plain(row: Record, types: Mapping[str, str]) -> dict[str, Any]:
    """The record with null where Odoo writes false for nothing, and ids without their labels."""
    return {name: _value(value, types.get(name, "")) for name, value in row.items()}


def _value(value: Any, type_: str) -> Any:
    if type_ == "boolean":
        return value
    if value is False:
        return None
    if type_ == "many2one" and isinstance(value, list):
        return value[0]
    # A reference to a record of any model: 0 is none.
    return value or None if type_ == "many2one_reference" else value
