"""Loads one source: extract, normalise, gate 1, then commit or drop. A source is taken whole or not at all."""

from __future__ import annotations

import shutil
import tempfile
import traceback
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

from ingest.contracts import Gate, tables
from ingest.delivery import Delivered, SourceError
from ingest.diff import Differ
from ingest.extraction import Extraction
from ingest.landing import accepted_loads
from ingest.settings import Settings, Source, fault_point

if TYPE_CHECKING:
    from ingest.package import Package


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
    read: Callable[[Source], Iterable[Delivered]] = import_module(f"ingest.{source.system}.source").read
    return load_delivered(source.system, _guarded(source, read), settings, gate)


def load_delivered(system: str, delivered: Iterable[Delivered], settings: Settings, gate: Gate) -> LoadResult:
    """As `load`, of tables that are delivered one by one."""
    # dlt takes two seconds to import: whoever loads nothing need not wait for it.
    from ingest.package import open_package  # noqa: PLC0415

    folder = settings.landing_dir / system
    work_dir = settings.state_dir / "load" / system
    _clean(work_dir)
    work_dir.mkdir(parents=True)
    try:
        spill = {"temp_directory": str(work_dir / "spill")}
        with _temporary_files_in(work_dir), duckdb.connect(config=spill) as connection:
            extraction = Extraction(system, delivered, Differ(connection, folder))
            with open_package(system, tables(system), settings.landing_dir, work_dir) as package:
                status, lines = _take(system, extraction, package, gate)
    finally:
        _clean(work_dir)
    is_accepted = status is Status.ACCEPTED
    return LoadResult(
        system=system,
        status=status,
        rows=extraction.rows if is_accepted else {},
        problems=(*lines, *extraction.problems),
        has_accepted_load=bool(accepted_loads(folder)),
        load_id=package.load_id if is_accepted else None,
    )


def _take(system: str, extraction: Extraction, package: Package, gate: Gate) -> tuple[Status, tuple[str, ...]]:
    """Takes the delivery in, whole or not at all; gives the reasons where it does not, and what the gate forgave."""
    files = package.extract(extraction.changes())
    fault_point(f"load:extracted:{system}")
    if refusals := extraction.refusals(package.load_id):
        return Status.FAILED, refusals
    if not files:
        return Status.UNCHANGED, ()
    verdict = gate(extraction.batches(files))
    fault_point(f"load:gated:{system}")
    if not verdict.passed:
        return Status.REJECTED, tuple(map(str, verdict.failures))
    package.commit()
    fault_point(f"load:committed:{system}")
    return Status.ACCEPTED, verdict.warnings


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


def _guarded(source: Source, read: Callable[[Source], Iterable[Delivered]]) -> Iterator[Delivered]:
    """What the reader delivers. Whatever else goes wrong in it concerns this source alone, told without values."""
    try:
        yield from read(source)
    except SourceError:
        raise
    except Exception as error:
        place = traceback.extract_tb(error.__traceback__)[-1]
        what = f"the reader failed: {type(error).__name__} in {Path(place.filename).name}, line {place.lineno}"
        raise SourceError(source.system, what, "This is a fault of the reader: keep the files to find it") from error
