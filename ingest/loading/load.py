"""Loads one source: extract, normalise, gate 1, then commit or discard. A batch is accepted or rejected as a whole."""

from __future__ import annotations

import shutil
import traceback
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from functools import partial
from importlib import import_module
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from duckdb import DuckDBPyConnection

from ingest.contracts import Gate, tables
from ingest.forget.hashes import read as read_forgotten
from ingest.forget.rows import Forgetting
from ingest.loading.dates import described_day
from ingest.loading.diff import Differ
from ingest.loading.extraction import Extraction
from ingest.loading.landing import accepted_loads
from ingest.reading.delivery import Delivered, Note, SourceError
from ingest.reading.judging import private_workspace
from ingest.settings import Settings, Source, fault_point, private_folder

if TYPE_CHECKING:
    from ingest.loading.package import Package


Deliveries = Iterator[Delivered | Note]
# Delivers the tables of a system into a workspace.
Read = Callable[[DuckDBPyConnection], Deliveries]


class Status(StrEnum):
    """The result of a batch: rejected by the gate, or failed because it could not be read."""

    ACCEPTED = "accepted"
    REJECTED = "rejected"
    FAILED = "failed"
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True)
class LoadResult:
    """The result of one source. `rows` counts landed rows per table; `problems` are lines for the operator, `reasons`
    those of them for which the batch was not taken, `notes` lines that need nobody's attention.
    """

    system: str
    status: Status
    rows: Mapping[str, int]
    problems: tuple[str, ...]
    has_accepted_load: bool
    load_id: str | None = None
    reasons: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def load(source: Source, settings: Settings, gate: Gate) -> LoadResult:
    """Reads a source and lands its changes if the gate passes. Either all changes land or none.

    Errors of the source are returned in the result; errors of the gate and of the landing are raised. No configured
    secret is in either.
    """
    read = import_module(f"ingest.{source.system}.source").read
    try:
        result = load_delivered(source.system, partial(guarded, source, read), settings, gate)
    except Exception as error:
        text = "".join(traceback.format_exception(error))
        if settings.masked(text) == text:
            raise
        # Dagster stores an error with all its causes.
        raise RuntimeError(settings.masked(text)) from None
    texts = {name: tuple(map(settings.masked, getattr(result, name))) for name in ("problems", "reasons", "notes")}
    result = replace(result, **texts)
    if source.endpoint and result.status in (Status.ACCEPTED, Status.UNCHANGED):
        shutil.rmtree(source.folder, ignore_errors=True)  # its answers have been loaded
    return result


def load_delivered(system: str, read: Read, settings: Settings, gate: Gate) -> LoadResult:
    """As `load`, for tables that `read` yields one by one into its workspace."""
    folder = settings.landing_dir / system
    work_dir = settings.state_dir / "load" / system
    forgotten = read_forgotten(settings.forgotten_file)
    for private in (settings.landing_dir, settings.state_dir):
        private_folder(private)
    with private_workspace(work_dir) as connection:
        forgetting = Forgetting(connection, forgotten)
        extraction = Extraction(system, read(connection), Differ(connection, folder), forgetting)
        taken = _take(extraction, _Place(system, settings.landing_dir, work_dir, described_day(settings)), gate)
    return LoadResult(
        system=system,
        status=taken.status,
        rows=extraction.rows if taken.load_id else {},
        # A rejected batch deletes nothing.
        problems=(*taken.lines, *extraction.problems, *(extraction.gone() if taken.load_id else ())),
        has_accepted_load=bool(accepted_loads(folder)),
        load_id=taken.load_id,
        reasons=taken.lines if taken.status in (Status.REJECTED, Status.FAILED) else (),
        notes=extraction.notes,
    )


@dataclass(frozen=True, slots=True)
class _Place:
    """The landing folder of a system, the working folder of its load, and the day that the load describes."""

    system: str
    landing_dir: Path
    work_dir: Path
    day: date


@dataclass(frozen=True, slots=True)
class _Taken:
    """Whether a batch was accepted; why not, or what the gate tolerated."""

    status: Status
    lines: tuple[str, ...] = ()
    load_id: str | None = None


def _take(extraction: Extraction, place: _Place, gate: Gate) -> _Taken:
    """Accepts the batch or rejects it, as a whole."""
    changes = extraction.changes()
    first = next(changes, None)
    if first is None:
        # Without differences no package is needed, and dlt, which takes two seconds to import, is not imported.
        fault_point(f"load:extracted:{place.system}")
        refusals = extraction.refusals(None)
        return _Taken(Status.FAILED if refusals else Status.UNCHANGED, refusals)
    from ingest.loading.package import open_package  # noqa: PLC0415

    with open_package(place.system, tables(place.system), place.landing_dir, place.work_dir) as package:
        return _judge(extraction, package, package.extract(chain([first], changes)), place, gate)


def _judge(
    extraction: Extraction, package: Package, files: Mapping[str, tuple[Path, ...]], place: _Place, gate: Gate
) -> _Taken:
    """Commits the extracted rows if the batch can be used and the gate passes."""
    system = place.system
    fault_point(f"load:extracted:{system}")
    if refusals := extraction.refusals(package.load_id):
        return _Taken(Status.FAILED, refusals)
    verdict = gate(extraction.batches(files))
    fault_point(f"load:gated:{system}")
    if not verdict.passed:
        return _Taken(Status.REJECTED, tuple(map(str, verdict.failures)))
    package.commit(place.day)
    fault_point(f"load:committed:{system}")
    return _Taken(Status.ACCEPTED, verdict.warnings, package.load_id)


def guarded(
    source: Source, read: Callable[[Source, DuckDBPyConnection], Deliveries], connection: DuckDBPyConnection
) -> Deliveries:
    """The reader's tables. Any other exception of the reader becomes a SourceError of this source, without values.

    Raises:
        SourceError: the batch cannot be used.
    """
    try:
        yield from read(source, connection)
    except SourceError:
        raise
    except Exception as error:
        place = traceback.extract_tb(error.__traceback__)[-1]
        what = f"the reader failed: {type(error).__name__} in {Path(place.filename).name}, line {place.lineno}"
        raise SourceError(source.system, what, "This is a bug of the reader: keep the files to reproduce it") from error
