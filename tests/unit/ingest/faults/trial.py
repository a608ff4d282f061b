"""Delivers a broken file through the real loader and the real gate, and says what became of it."""

from __future__ import annotations

import re
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path

import duckdb

from expectations import gate1
from ingest.loading.batch_log import contract
from ingest.loading.landing import accepted_loads, files_of, latest
from ingest.loading.load import LoadResult, Status, load
from ingest.reading.delivery import quoted
from ingest.settings import Company, Environment, Settings, Source
from tests.unit.ingest.faults.cases import Case
from tests.unit.ingest.faults.subject import Subject, Values


class Outcome(StrEnum):
    """What became of a delivery. The last one must not be."""

    EXACT = "exact"
    QUARANTINED = "exact, bad rows quarantined"
    REFUSED = "refused"
    TOLD = "accepted, the loss told"
    UNSEEN = "cannot be seen in the file"
    SILENT = "SILENT CORRUPTION"


@dataclass(frozen=True, slots=True)
class Verdict:
    """The outcome of a case, with the lines that an operator reads."""

    case: Case
    outcome: Outcome
    lines: tuple[str, ...]


class Trial:
    """A subject whose sound file has landed once; each case begins there or with nothing."""

    def __init__(self, subject: Subject, folder: Path) -> None:
        self.subject, self.folder = subject, folder
        self._before = folder / "before"
        result = self._load(subject.data, None, self._before)
        if result.status is not Status.ACCEPTED or self._landed(self._before) != subject.values(subject.sheet):
            raise AssertionError(f"{subject.name}: the sound file does not land as it is: {result}")

    def run(self, case: Case) -> Verdict:
        """Delivers the file of a case."""
        data_dir = self.folder / "case"
        shutil.rmtree(data_dir, ignore_errors=True)
        if not case.is_first:
            shutil.copytree(self._before, data_dir)
        before = self._files(data_dir)
        result = self._load(case.data, case.manifest, data_dir)
        if result.status in (Status.FAILED, Status.REJECTED):
            is_clean = self._files(data_dir) == before and _is_clear(self.subject, result.problems[0])
            return Verdict(case, Outcome.REFUSED if is_clean else Outcome.SILENT, result.problems)
        lines = (*result.problems, *result.notes)
        return Verdict(case, self._judge(case, lines, data_dir), lines)

    def _judge(self, case: Case, lines: tuple[str, ...], data_dir: Path) -> Outcome:
        landed = self._landed(data_dir)
        quarantined = len(case.quarantined) + case.quarantined_without_key
        if landed == self._expected(case) and self._quarantined(data_dir) == quarantined:
            return Outcome.QUARANTINED if quarantined else Outcome.EXACT
        if case.read is not None and landed == self.subject.values(case.read):
            if case.line and any(case.line in line for line in lines):
                return Outcome.TOLD
            if case.unseen:
                return Outcome.UNSEEN
        return Outcome.SILENT

    def _expected(self, case: Case) -> Values:
        """What the source holds; of rows that are quarantined the version before, if there is one."""
        expected = self.subject.values(case.true)
        sound = self.subject.values(self.subject.sheet)
        for place in case.quarantined:
            key = list(sound)[place]
            expected.pop(key)
            expected |= {} if case.is_first else {key: sound[key]}
        return expected

    def _load(self, data: bytes, manifest: bytes | None, data_dir: Path) -> LoadResult:
        drop = self.folder / "drop"
        shutil.rmtree(drop, ignore_errors=True)
        drop.mkdir(parents=True)
        subject = self.subject
        given = {**subject.others, subject.file: data} | ({"manifest.json": manifest} if manifest else {})
        for name, content in given.items():
            (drop / name).write_bytes(content)
        mapping = self.folder / "mapping.yml"
        mapping.write_text(subject.mapping or "", encoding="utf-8")
        source = Source(subject.system, drop, mapping if subject.mapping else None)
        return load(source, _settings(data_dir), gate1.judge)

    def _landed(self, data_dir: Path) -> Values:
        columns = ", ".join(name if "(" in name else quoted(name) for name in self.subject.columns)
        return {row[0]: row for row in self._query(data_dir, self.subject.table, columns)}

    def _quarantined(self, data_dir: Path) -> int:
        return len(self._query(data_dir, "quarantine", "row_digest"))

    def _query(self, data_dir: Path, table: str, columns: str) -> Sequence[tuple]:
        """Columns of the rows of a table that are there now."""
        folder = data_dir / "landing" / self.subject.system
        files = files_of(folder, table, accepted_loads(folder))
        rows = latest(contract(self.subject.system, table), files)
        with duckdb.connect() as connection:
            return connection.execute(f"select {columns} from ({rows}) where not _is_deleted").fetchall()

    @staticmethod
    def _files(data_dir: Path) -> set[Path]:
        return {path.relative_to(data_dir) for path in (data_dir / "landing").rglob("*") if path.is_file()}


def _is_clear(subject: Subject, line: str) -> bool:
    """Whether the line names the source, the table or file, what is wrong and what to do."""
    where = rf"{subject.system}(\.[^:]+)?: "
    names = subject.file in line or subject.table in line
    return names and line.isprintable() and re.fullmatch(rf"{where}.+\. .+", line) is not None


def _settings(data_dir: Path) -> Settings:
    return Settings(
        project_dir=data_dir,
        data_dir=data_dir,
        company=Company("Test", "EUR"),
        as_of=date(2026, 6, 30),
        known_at=None,
        sources=(),
        is_embedded=False,
        environment=Environment.DEVELOPMENT,
        configuration_hash="0",
    )
