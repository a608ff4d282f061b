"""The disk of the data folder: whether it has room for a night, and what its errors mean, as one line."""

from __future__ import annotations

import re
import shutil

from ingest.settings import Settings

FULL = re.compile(r"no space left|disk is full|quota exceeded|errno 28\b", re.IGNORECASE)
# SQLite reports this on a full disk too, when it cannot enlarge its shared-memory file.
UNCLEAR = re.compile(r"disk i/o error", re.IGNORECASE)
LOCKED = re.compile(r"read-only file system|readonly database|read-only database", re.IGNORECASE)
MEGABYTE = 1_000_000


def shortage(settings: Settings) -> str | None:
    """One line where the disk has less room than the last night needed; None where it has enough, or none was there.

    The new warehouse replaces that of the last night, so a night needs space for a second result only.
    """
    shown = settings.published_dir / "current"
    published = sum(path.stat().st_size for path in shown.rglob("*") if path.is_file())
    free = shutil.disk_usage(settings.data_dir).free
    if free >= published:
        return None
    return (
        f"{settings.data_dir}: {free / MEGABYTE:,.1f} MB are free on the disk, and the last night needed "
        f"{published / MEGABYTE:,.1f} MB for its result. Free some space and start again"
    )


def meaning(settings: Settings, error: str) -> str | None:
    """The line for an error of the disk; None for any other error."""
    is_unclear = UNCLEAR.search(error) and shutil.disk_usage(settings.data_dir).free < MEGABYTE
    if FULL.search(error) or is_unclear:
        return f"{settings.data_dir}: the disk is full. Free some space and start again"
    if LOCKED.search(error):
        reason = " ".join(error.split())
        return f"{settings.data_dir}: cannot be written ({reason}). Make the folder writable and start again"
    return None
