"""Records the day, the files and the digests of each load; names a landed file that is cut, missing or changed."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from ingest.forget.files import replaced
from ingest.loading.landing import LOADS_TABLE, NOTES, Load, accepted_loads, note_of
from ingest.loading.run_lock import RefusedError
from ingest.settings import Settings
from ingest.systems import SYSTEMS

MAGIC = b"PAR1"  # the first and the last bytes of a Parquet file
# Digests are compared when this file is older.
COMPARED = "compared"
DAYS_BETWEEN = 6


class DamagedLandingError(RefusedError):
    """A landed file is not as it was written."""


def note_day(folder: Path, load_id: str, day: date) -> None:
    """Notes the day whose end a load describes, before its files are there."""
    _write(folder, load_id, {"as_of": day.isoformat(), "counts": False, "files": {}})


def note(folder: Path, load_id: str, counts: bool) -> None:
    """Notes the files of a load below a system's landing folder, before and after its record makes it count."""
    files = {path.relative_to(folder).as_posix(): [_digest(path)] for path in folder.glob(f"*/{load_id}.*.parquet")}
    _write(folder, load_id, note_of(folder, load_id) | {"counts": counts, "files": files})
    if counts and not (folder / NOTES / COMPARED).exists():  # what was just written needs no comparison for a week
        (folder / NOTES / COMPARED).touch()


def note_rewritten(path: Path, beside: Path) -> None:
    """Notes the digest of what is about to replace a landed file; until then both are right."""
    folder, load_id = path.parent.parent, path.name.rsplit(".", 2)[0]
    if (noted := note_of(folder, load_id)) and (name := path.relative_to(folder).as_posix()) in noted["files"]:
        noted["files"][name].append(_digest(beside))
        _write(folder, load_id, noted)


def drop_note(folder: Path, load_id: str) -> None:
    """Removes the note of a load whose files get another name."""
    _path(folder, load_id).unlink(missing_ok=True)


def check_all(settings: Settings) -> None:
    """Checks that every file of the accepted loads exists and is complete, and that every load is on their list.

    Once a week it also compares the digests. The holder of the lock calls it once, first.

    Raises:
        DamagedLandingError: one is not.
    """
    for folder in (settings.landing_dir / system for system in SYSTEMS):
        _check(folder, accepted_loads(folder))


def _check(folder: Path, loads: Sequence[Load]) -> None:
    accepted = {load.id: load for load in loads}
    for load_id in accepted:
        if not _path(folder, load_id).exists():  # landed by an older version
            note(folder, load_id, counts=True)
    compared = folder / NOTES / COMPARED
    is_due = not compared.exists() or abs(time.time() - compared.stat().st_mtime) > DAYS_BETWEEN * 86_400
    for path in sorted((folder / NOTES).glob("*.json")):
        noted = note_of(folder, path.stem)
        load = accepted.get(path.stem)
        if load is None and noted["counts"]:
            record = folder / LOADS_TABLE
            raise DamagedLandingError(f"{record}: the record of load {path.stem} is gone. Restore it from a backup")
        for name, digests in noted["files"].items():
            if load and (what := _damage(folder / name, digests if is_due else ())):
                at = f"{load.loaded_at:%Y-%m-%d %H:%M} UTC"
                way = f"remove all files named *{load.id}* below {folder} and deliver again"
                raise DamagedLandingError(
                    f"{folder / name}: the file of load {load.id} ({at}) is {what}. Restore it from a backup, or {way}"
                )
    if is_due and accepted:
        compared.touch()


def _damage(path: Path, digests: Sequence[str]) -> str:
    try:
        with path.open("rb") as file:
            first = file.read(len(MAGIC))
            file.seek(-len(MAGIC), 2)
            if (first, file.read()) != (MAGIC, MAGIC):
                return "cut off"
    except FileNotFoundError:
        return "gone"
    except OSError:
        return "cut off"
    return "not as it was written" if digests and _digest(path) not in digests else ""


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _path(folder: Path, load_id: str) -> Path:
    return folder / NOTES / f"{load_id}.json"


def _write(folder: Path, load_id: str, noted: dict[str, Any]) -> None:
    with replaced(_path(folder, load_id)) as beside:
        beside.write_text(json.dumps(noted, indent=1, sort_keys=True), encoding="utf-8")
