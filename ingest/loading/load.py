"""Loads one source: extract, normalise, gate 1, then commit or drop. A source is taken whole or not at all."""

from __future__ import annotations

import shutil
import tempfile
import traceback
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
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
from ingest.loading.diff import Differ
from ingest.loading.extraction import Extraction
from ingest.loading.landing import accepted_loads
from ingest.reading.delivery import Delivered, Note, SourceError
from ingest.reading.judging import workspace
from ingest.settings import Settings, Source, fault_point

if TYPE_CHECKING:
    from ingest.loading.package import Package


Deliveries = Iterator[Delivered | Note]
# Delivers the tables of a system into a workspace.
Read = Callable[[DuckDBPyConnection], Deliveries]


class Status(StrEnum):
    """What became of a delivery: rejected means that the gate said no, failed that it could not be read."""

    ACCEPTED = "accepted"
    REJECTED = "rejected"
    FAILED = "failed"
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True)
class LoadResult:
    """What became of one source. `rows` counts what landed per landed table; `problems` are lines for the operator."""

    system: str
    status: Status
    rows: Mapping[str, int]
    problems: tuple[str, ...]
    has_accepted_load: bool
    load_id: str | None = None


def load(source: Source, settings: Settings, gate: Gate) -> LoadResult:
    """Reads a source and lands what changed, if the gate passes it. Nothing lands, not even a part, unless all does.

    Does not raise for what a source can do wrong; an error of the gate itself and of the landing zone is raised.
    """
    read = import_module(f"ingest.{source.system}.source").read
    result = load_delivered(source.system, partial(guarded, source, read), settings, gate)
    if source.endpoint and result.status in (Status.ACCEPTED, Status.UNCHANGED):
        _clean(source.folder)  # the answers that waited there have been taken in
    return result


def load_delivered(system: str, read: Read, settings: Settings, gate: Gate) -> LoadResult:
    """As `load`, of tables that are delivered one by one into the workspace that `read` is given."""
    folder = settings.landing_dir / system
    work_dir = settings.state_dir / "load" / system
    forgotten = read_forgotten(settings.forgotten_file)
    _clean(work_dir)
    work_dir.mkdir(parents=True)
    try:
        with _temporary_files_in(work_dir), workspace() as connection:
            forgetting = Forgetting(connection, forgotten)
            extraction = Extraction(system, read(connection), Differ(connection, folder), forgetting)
            taken = _take(extraction, _Place(system, settings.landing_dir, work_dir), gate)
    finally:
        _clean(work_dir)
    return LoadResult(
        system=system,
        status=taken.status,
        rows=extraction.rows if taken.load_id else {},
        # Of a delivery that is not taken in nothing goes: what landed stays as it was.
        problems=(*taken.lines, *extraction.problems, *(extraction.gone() if taken.load_id else ())),
        has_accepted_load=bool(accepted_loads(folder)),
        load_id=taken.load_id,
    )


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a system lands, and where its load is worked on before."""

    system: str
    landing_dir: Path
    work_dir: Path


@dataclass(frozen=True, slots=True)
class _Taken:
    """Whether a delivery was taken in; why not, or what the gate forgave."""

    status: Status
    lines: tuple[str, ...] = ()
    load_id: str | None = None


def _take(extraction: Extraction, place: _Place, gate: Gate) -> _Taken:
    """Takes the delivery in, whole or not at all."""
    changes = extraction.changes()
    first = next(changes, None)
    if first is None:
        # Nothing differs, or nothing can be read: no package is needed, nor dlt, which takes two seconds to import.
        fault_point(f"load:extracted:{place.system}")
        refusals = extraction.refusals(None)
        return _Taken(Status.FAILED if refusals else Status.UNCHANGED, refusals)
    from ingest.loading.package import open_package  # noqa: PLC0415

    with open_package(place.system, tables(place.system), place.landing_dir, place.work_dir) as package:
        return _judge(extraction, package, package.extract(chain([first], changes)), gate)


def _judge(extraction: Extraction, package: Package, files: Mapping[str, tuple[Path, ...]], gate: Gate) -> _Taken:
    """Commits what was extracted, if it can be used and the gate passes it."""
    system = package.system
    fault_point(f"load:extracted:{system}")
    if refusals := extraction.refusals(package.load_id):
        return _Taken(Status.FAILED, refusals)
    verdict = gate(extraction.batches(files))
    fault_point(f"load:gated:{system}")
    if not verdict.passed:
        return _Taken(Status.REJECTED, tuple(map(str, verdict.failures)))
    package.commit()
    fault_point(f"load:committed:{system}")
    return _Taken(Status.ACCEPTED, verdict.warnings, package.load_id)


def _clean(work_dir: Path) -> None:
    """Removes what an earlier, killed load may have left, personal data included. The run's lock keeps others out."""
    shutil.rmtree(work_dir, ignore_errors=True)


@contextmanager
def _temporary_files_in(folder: Path) -> Iterator[None]:
    """Readers' temporary files hold people's data: they lie where the next load removes what a killed one left."""
    before, tempfile.tempdir = tempfile.tempdir, str(folder)
    try:
        yield
    finally:
        tempfile.tempdir = before


def guarded(
    source: Source, read: Callable[[Source, DuckDBPyConnection], Deliveries], connection: DuckDBPyConnection
) -> Deliveries:
    """What the reader delivers. Whatever else goes wrong in it concerns this source alone, told without values.

    Raises:
        SourceError: the delivery cannot be used.
    """
    try:
        yield from read(source, connection)
    except SourceError:
        raise
    except Exception as error:
        place = traceback.extract_tb(error.__traceback__)[-1]
        what = f"the reader failed: {type(error).__name__} in {Path(place.filename).name}, line {place.lineno}"
        raise SourceError(source.system, what, "This is a fault of the reader: keep the files to find it") from error
