"""Notes which files each load landed, so that one that is cut or gone is named, and a lost list of loads is seen."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from ingest.forget.files import replaced
from ingest.loading.landing import LOADS_TABLE, Load

FOLDER = "_files"
MAGIC = b"PAR1"  # the first and the last bytes of a Parquet file


class DamagedLandingError(Exception):
    """A landed file is not as it was written; the text is one line for the operator."""


def note(folder: Path, load_id: str, counts: bool) -> None:
    """Notes the files of a load below a system's landing folder, before and after its record makes it count."""
    names = sorted(path.relative_to(folder).as_posix() for path in folder.glob(f"*/{load_id}.*.parquet"))
    with replaced(folder / FOLDER / f"{load_id}.json") as beside:
        beside.write_text(json.dumps({"files": names, "counts": counts}), encoding="utf-8")


def check(folder: Path, loads: Sequence[Load]) -> None:
    """Looks whether every noted file of a system's accepted loads is there and whole, and every load on their list.

    Raises:
        DamagedLandingError: one is not.
    """
    accepted = {load.id: load for load in loads}
    for path in sorted((folder / FOLDER).glob("*.json")):
        noted = json.loads(path.read_text(encoding="utf-8"))
        load = accepted.get(path.stem)
        if load is None and noted["counts"]:
            record = folder / LOADS_TABLE
            raise DamagedLandingError(f"{record}: the record of load {path.stem} is gone. Restore it from a backup")
        for name in noted["files"]:
            if load and (what := _damage(folder / name)):
                at = f"{load.loaded_at:%Y-%m-%d %H:%M} UTC"
                way = f"remove all files named *{load.id}* below {folder} and deliver again"
                raise DamagedLandingError(
                    f"{folder / name}: the file of load {load.id} ({at}) is {what}. Restore it from a backup, or {way}"
                )


def _damage(path: Path) -> str:
    try:
        with path.open("rb") as file:
            first = file.read(len(MAGIC))
            file.seek(-len(MAGIC), 2)
            return "" if (first, file.read()) == (MAGIC, MAGIC) else "cut off"
    except FileNotFoundError:
        return "gone"
    except OSError:
        return "cut off"
