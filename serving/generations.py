"""Generation folders: written beside, renamed into place, the link `current` swapped in one step, old ones removed."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path
from typing import Any

from serving.gate_verdict import PublishRefused

KEPT = 5
CURRENT = "current"
FOLDER = "generations"
UNFINISHED = ".unfinished-"
READ_ONLY = 0o444
OPEN_FOLDER = 0o755


def start(published: Path, run_id: str) -> Path:
    """An empty folder to write the generation in. What killed runs left half-written is removed.

    Raises:
        PublishRefused: this run is what readers see now.
    """
    generations = published / FOLDER
    generations.mkdir(parents=True, exist_ok=True)
    if current_folder(published) == generations / run_id:
        raise PublishRefused(f"run {run_id} is published already")
    for left_over in (*generations.glob(f"{UNFINISHED}*"), generations / run_id):
        shutil.rmtree(left_over, ignore_errors=True)
    for left_over in published.glob(f"{UNFINISHED}*"):
        left_over.unlink()
    folder = generations / f"{UNFINISHED}{run_id}"
    folder.mkdir()
    return folder


def seal(folder: Path) -> None:
    """Lets everybody read a folder, nobody write its files, and makes both sure to survive a power cut."""
    for path in (*sorted(folder.rglob("*"), reverse=True), folder, folder.parent, folder.parent.parent):
        path.chmod(READ_ONLY if path.is_file() else OPEN_FOLDER)
        _sync(path)


def place(folder: Path, run_id: str) -> Path:
    """Renames a written folder to its run's name."""
    placed = folder.with_name(run_id)
    folder.rename(placed)
    _sync(placed.parent)
    return placed


def swap(published: Path, run_id: str) -> None:
    """Points `current` at a generation. A reader sees the old one or the new one, never neither."""
    link = published / f"{UNFINISHED}{run_id}"
    link.symlink_to(Path(FOLDER) / run_id)
    link.replace(published / CURRENT)
    _sync(published)


def remove_old(published: Path) -> None:
    """Keeps the newest generations by their number, and always the one that `current` points to."""
    ordered = sorted((published / FOLDER).iterdir(), key=_number, reverse=True)
    for folder in ordered[KEPT:]:
        if folder != current_folder(published):
            shutil.rmtree(folder)


def current_folder(published: Path) -> Path | None:
    """The generation that readers see, None when nothing was published."""
    link = published / CURRENT
    return published / link.readlink() if link.is_symlink() else None


def read_run(folder: Path | None) -> dict[str, Any]:
    """A generation's `run.json`; empty when there is none that can be read."""
    try:
        return json.loads((folder / "run.json").read_text(encoding="utf-8")) if folder else {}
    except (OSError, ValueError):
        return {}


def next_number(published: Path) -> int:
    """Generations are ordered by number, not by clock: a clock may be set back."""
    return max((_number(folder) for folder in (published / FOLDER).iterdir()), default=0) + 1


def _number(folder: Path) -> int:
    return read_run(folder).get("generation", 0)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
