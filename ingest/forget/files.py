"""Replaces a file as a whole and syncs it to the disk, so that a power cut does not damage it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

UNFINISHED = ".unfinished"


@contextmanager
def replaced(path: Path) -> Iterator[Path]:
    """A file beside `path` to write; at the end of the block it takes its place."""
    beside = path.with_name(path.name + UNFINISHED)
    beside.unlink(missing_ok=True)
    path.parent.mkdir(parents=True, exist_ok=True)
    yield beside
    sync(beside)
    beside.replace(path)
    sync(path.parent)


def sync(path: Path) -> None:
    """Waits until a file, or the names in a folder, are on the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
