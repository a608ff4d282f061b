"""Checks every configured source and reports what can be read: `plumbline doctor`.

Nothing is loaded and nothing is written. Exit code 0: every configured source can be read; 1: something must be
corrected, one line each.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from ingest.configuration.printable import say
from ingest.contracts import Table
from ingest.csv_mapping.mapping import shown
from ingest.doctor import export_checkup
from ingest.doctor.capabilities import not_connected
from ingest.doctor.checkup import Checkup, Look
from ingest.odoo import checkup as odoo_checkup
from ingest.settings import ConfigurationError, Settings, Source, load_settings


def report(settings: Settings) -> tuple[list[str], int]:
    """The report on the configured sources as lines, and the number of things to correct."""
    checkups = [_check(source, settings) for source in settings.sources]
    lines = [line for checkup in checkups for line in (*_source(checkup), "")]
    missing = list(_not_connected(checkups))
    if missing:
        lines += ["not connected", *(f"  {line}" for line in missing), ""]
    count = sum(len(checkup.problems) for checkup in checkups)
    if count and settings.is_embedded and not settings.embedded_dir.is_dir():
        lines.append("The fictional company is not written yet; `make nightly` writes it.")
    lines.append(f"{count} to correct" if count else "Every configured source can be read. Nothing was loaded.")
    return list(map(settings.masked, lines)), count


def _check(source: Source, settings: Settings) -> Checkup:
    """Odoo is the only system that is read over its API."""
    if source.endpoint:
        return odoo_checkup.check(source, source.endpoint)
    return export_checkup.check(source, settings.project_dir)


def _source(checkup: Checkup) -> Iterator[str]:
    """The lines on one source."""
    source = checkup.source
    yield f"{', '.join(source.places)}: {source.system}, {checkup.place} {checkup.access}"
    known = [table for table in checkup.asked if table.name in checkup.found]
    width = max((len(_name(table)) for table in known), default=0)
    yield from (f"  {_name(table).ljust(width)}  {_described(checkup.found[table.name])}" for table in known)
    absent = [_name(each) for each in checkup.asked if each.name not in {*checkup.found, *checkup.failed}]
    if absent:
        yield f"  not there: {', '.join(absent)}"
    yield from (f"  ? {note}" for note in checkup.notes)
    yield from (f"  ! {problem}" for problem in checkup.problems)
    if source.mapping and not source.dlt:
        yield f"  rows, keys and references: make doctor MAPPING={shown(source.mapping)}"


def _name(table: Table) -> str:
    is_clear = table.parent or table.source == table.name
    return table.name if is_clear else f"{table.name} ({table.source})"


def _described(look: Look) -> str:
    """Rows and freshness of one table."""
    quarantined = f", {look.quarantined:,} would be quarantined" if look.quarantined else ""
    if isinstance(look.newest, datetime):
        return f"{look.rows:>11,} rows, newest change {look.newest:%Y-%m-%d %H:%M}{quarantined}"
    of_file = f", file of {look.newest}" if look.newest else ""
    return f"{look.rows:>11,} rows{of_file}{quarantined}"


def _not_connected(checkups: Iterable[Checkup]) -> Iterator[str]:
    """What no source has. A source that cannot be read may have anything."""
    asked = {(checkup.source.system, table.name) for checkup in checkups for table in checkup.asked}
    there = {(checkup.source.system, name) for checkup in checkups for name in (*checkup.found, *checkup.failed)}
    return not_connected(asked, there)


def main() -> int:
    """Runs the command and gives its exit code."""
    try:
        settings = load_settings()
    except ConfigurationError as error:
        say(str(error).splitlines())
        return 1
    lines, count = report(settings)
    say(lines)
    return 1 if count else 0
