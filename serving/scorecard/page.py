"""Writes the scorecard of one generation: index.html and, beside it, numbers.json with every number it shows."""

from __future__ import annotations

import json
from pathlib import Path

from ingest.settings import Settings
from serving.run_info import RunInfo


def render(database: Path, folder: Path, run: RunInfo, settings: Settings) -> None:
    """Reads a published database and writes the page into a new folder."""
    folder.mkdir()
    numbers = {"as_of": settings.as_of.isoformat(), "skipped": list(run.skipped), "database": database.name}
    (folder / "numbers.json").write_text(json.dumps(numbers, indent=2), encoding="utf-8")
    (folder / "index.html").write_text("<!doctype html>", encoding="utf-8")
