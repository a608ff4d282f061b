"""Generation folders: writes a new folder, renames it, points the link to it, and removes the oldest folders.

The link `current` leads to the newest date. A rebuild of the past is shown by a link of its own below `as_of`.
"""

from __future__ import annotations

import json
import os
import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from serving.gate_verdict import PublishRefused

KEPT = 5
CURRENT = "current"
PAST = "as_of"
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


def swap(published: Path, run_id: str, link: Path) -> None:
    """Points a link at a generation. A reader sees the old one or the new one, never neither."""
    link.parent.mkdir(exist_ok=True)
    unfinished = published / f"{UNFINISHED}{run_id}"
    unfinished.symlink_to(os.path.relpath(published / FOLDER / run_id, link.parent))
    unfinished.replace(link)
    _sync(link.parent)


def remove_old(published: Path) -> None:
    """Keeps the newest generations by their number, the one that is `current`, and as many rebuilds of the past."""
    rebuilt = sorted((published / PAST).glob("*"), key=_number, reverse=True)
    for link in rebuilt[KEPT:]:
        link.unlink()
    kept = {path.resolve() for path in (published / CURRENT, *rebuilt[:KEPT])}
    others = [path for path in (published / FOLDER).iterdir() if path.resolve() not in kept]
    for folder in sorted(others, key=_number, reverse=True)[KEPT - 1 :]:
        shutil.rmtree(folder)


def shown_at(published: Path, run_id: str) -> Path | None:
    """The link by which readers see the result of a run; None where it was not published."""
    folder = (published / FOLDER / run_id).resolve()
    links = (published / CURRENT, *(published / PAST).glob("*"))
    return next((link for link in links if link.is_symlink() and link.resolve() == folder), None)


def unpublished(published: Path) -> str:
    """What to say of a run that did not publish."""
    return "nothing was published" + ("; the result before this one stays" if (published / CURRENT).exists() else "")


def current_folder(published: Path) -> Path | None:
    """The generation that readers see, None when nothing was published."""
    link = published / CURRENT
    return published / link.readlink() if link.is_symlink() else None


def read_run(folder: Path | None) -> dict[str, Any]:
    """A generation's `run.json`; empty when there is none that can be read."""
    try:
        facts = json.loads((folder / "run.json").read_text(encoding="utf-8")) if folder else {}
    except (OSError, ValueError):
        return {}
    return facts if isinstance(facts, dict) else {}


def by_number(published: Path) -> list[Path]:
    """All generations that were written to their end, in their order."""
    folders = (published / FOLDER).glob("*")
    return sorted((folder for folder in folders if not folder.name.startswith(UNFINISHED)), key=_number)


def repair(published: Path) -> Iterator[str]:
    """Sets aside what stands where the link `current` should be; one line per repair."""
    current = published / CURRENT
    if current.is_symlink() or not current.exists():
        if current.is_symlink() and not read_run(current):
            yield f"{current / 'run.json'} cannot be read: the result is replaced by that of this night"
        return
    run_id = read_run(current).get("run_id")
    aside = published / FOLDER / str(run_id)
    if not run_id or aside.exists():
        aside = published / f"{CURRENT}.set-aside-{time.time_ns()}"
    aside.parent.mkdir(exist_ok=True)
    current.rename(aside)
    if run_id:
        swap(published, run_id, current)
    yield f"{current} was no link to a generation: it was set aside as {aside}, and the link is made anew"


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
