"""`plumbline redate`: corrects loads dated in the future by a wrong clock, which block later loads."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import duckdb

from ingest.configuration.printable import say
from ingest.forget.files import replaced
from ingest.loading import landed_files
from ingest.loading.landing import EPOCH, LOADS_TABLE, Load, accepted_loads, note_of
from ingest.loading.run_lock import DONE, run_locked
from ingest.reading.delivery import literal
from ingest.settings import Settings
from ingest.systems import SYSTEMS

MOMENT = "%Y-%m-%d %H:%M:%S"


def main() -> int:
    """Runs the command; every outcome is one exit code and a few lines."""

    def work(settings: Settings) -> int:
        landed_files.check_all(settings)
        say(list(redate(settings, datetime.now(UTC))) or ["no load lies in the future; nothing was done"])
        return DONE

    return run_locked(work)


def redate(settings: Settings, now: datetime) -> Iterator[str]:
    """Gives each load of a later time than `now` a time just before it, in the same order; one line for each.

    The caller holds the lock of the data folder. A second run after a kill does what is left.
    """
    for system in SYSTEMS:
        folder = settings.landing_dir / system
        future = [load for load in accepted_loads(folder) if load.loaded_at > now]
        for steps, load in enumerate(reversed(future), 1):
            micros = (now - EPOCH) // (EPOCH.resolution) - steps
            new = Load(str(Decimal(micros) / 1_000_000))
            _rename(folder, load, new)
            yield f"{system}: the load of {load.loaded_at:{MOMENT}} is now one of {new.loaded_at:{MOMENT}}"


def _rename(folder: Path, old: Load, new: Load) -> None:
    """Writes the files of the load under the new id, then its record, by which alone they count; removes the old."""
    files = list(folder.glob(f"*/{old.id}.*.parquet"))
    for path in files:
        query = f"select * replace ('{new.id}' as _dlt_load_id) from read_parquet({literal(str(path))})"
        with replaced(path.with_name(path.name.replace(old.id, new.id, 1))) as beside, duckdb.connect() as connection:
            connection.execute(f"copy ({query}) to {literal(str(beside))} (format parquet)")
    # By default a run takes its date from the clock, which was wrong: the load describes no day after its new time.
    if noted := note_of(folder, old.id).get("as_of"):
        landed_files.note_day(folder, new.id, min(date.fromisoformat(noted), new.loaded_at.date()))
    landed_files.note(folder, new.id, counts=False)
    landed_files.drop_note(folder, old.id)
    for record in (folder / LOADS_TABLE).glob(f"*{old.id}.jsonl"):
        content = json.loads(record.read_text(encoding="utf-8")) | {"load_id": new.id}
        with replaced(record) as beside:
            beside.write_text(json.dumps(content), encoding="utf-8")
        record.rename(record.with_name(record.name.replace(old.id, new.id, 1)))
    landed_files.note(folder, new.id, counts=True)
    for path in files:
        path.unlink()
