"""`plumbline forget ID`: forgets one person in all systems."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass

from duckdb import DuckDBPyConnection

from ingest.configuration.printable import say
from ingest.forget.hashes import read, with_key, write
from ingest.forget.landed import rewrite
from ingest.forget.people import Found, find
from ingest.loading.landed_files import check_all
from ingest.loading.run_lock import DONE, FAILED, RunLock, run_locked
from ingest.reading.judging import private_workspace
from ingest.settings import Settings, fault_point, private_folder


@dataclass(frozen=True, slots=True)
class Forgotten:
    """The records found, and the number of rewritten rows per table."""

    found: Found
    rows: Mapping[str, int]


def main(id_: str, dry_run: bool = False) -> int:
    """Runs the command; every outcome is one exit code and lines with ids and counts, never personal data."""

    def work(settings: Settings) -> int:
        check_all(settings)
        return _look(settings, id_) if dry_run else _forget(settings, id_)

    return run_locked(work)


def forget(settings: Settings, id_: str) -> Forgotten | None:
    """Forgets the person with that id and what else the list knows; None where there is no such person.

    The caller holds the lock of the data folder.

    Raises:
        BrokenListError: the list of who was forgotten before cannot be read.
    """
    with _workspace(settings) as connection:
        known = with_key(read(settings.forgotten_file))
        known.offer(connection)
        found = find(connection, settings.landing_dir, id_)
        if found is None:
            return None
        write(settings.forgotten_file, known, found.hashes).offer(connection)
        fault_point("forget:listed")
        _remove_copies(settings)
        return Forgotten(found, rewrite(connection, settings.landing_dir))


def _workspace(settings: Settings) -> AbstractContextManager[DuckDBPyConnection]:
    return private_workspace(private_folder(settings.state_dir) / "forget")


def _remove_copies(settings: Settings) -> None:
    """Removes copies of personal data outside the landing, which the next night rebuilds."""
    for path in settings.warehouse_dir.iterdir():
        if path.is_dir():
            shutil.rmtree(path)
        elif path != RunLock(settings.warehouse_dir).path:
            path.unlink()
    # Answers of an API that wait to be taken in, and what a killed load was working on.
    for name in ("api", "load"):
        shutil.rmtree(settings.state_dir / name, ignore_errors=True)


def _forget(settings: Settings, id_: str) -> int:
    done = forget(settings, id_)
    if done is None:
        return _unknown(id_)
    if not done.rows:
        return _say(DONE, f"nothing left to forget: {_who(done.found)}")
    rows = ", ".join(f"{name} {count}" for name, count in done.rows.items())
    return _say(
        DONE, f"forgotten: {_who(done.found)}", f"rewritten rows: {rows}", "the next night rebuilds the warehouse"
    )


def _look(settings: Settings, id_: str) -> int:
    with _workspace(settings) as connection:
        with_key(read(settings.forgotten_file)).offer(connection)
        found = find(connection, settings.landing_dir, id_)
    return _say(DONE, f"would be forgotten: {_who(found)}") if found else _unknown(id_)


def _unknown(id_: str) -> int:
    return _say(FAILED, f"no contact, lead, partner or person account with the id {id_!a} has landed; nothing was done")


def _who(found: Found) -> str:
    return f"{', '.join(found.ids)} ({len(found.ids)} records, {found.addresses} e-mail addresses)"


def _say(code: int, *lines: str) -> int:
    say(lines)
    return code
