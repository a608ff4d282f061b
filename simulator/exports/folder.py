"""The folder that is written: rows are added to files part by part, and what an earlier run left is removed."""

from __future__ import annotations

from pathlib import Path

from simulator.exports.files import Columns, append_csv
from simulator.exports.jsonlines import append_jsonl

WRITERS = {".csv": append_csv, ".jsonl": append_jsonl}


class Folder:
    """A file begins anew with the first rows that it gets."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._written: set[Path] = set()

    def append(self, name: str, columns: Columns) -> None:
        """Adds rows to the file of that name, in the form that its suffix says."""
        path = self._root / name
        if path not in self._written:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.unlink(missing_ok=True)
            self._written.add(path)
        WRITERS[path.suffix](path, columns)

    def remove_stale(self) -> None:
        """Removes files of these kinds beside the written ones: a run over a longer time had left them."""
        for folder in {path.parent for path in self._written}:
            for path in set(folder.iterdir()) - self._written:
                if path.suffix in WRITERS:
                    path.unlink()
