"""Turns one batch into a load package: compares, counts and records each table."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from pathlib import Path

import pyarrow as pa

from ingest.contracts import Batch, Table, tables
from ingest.forget.rows import Forgetting
from ingest.loading.batch_log import BatchLog
from ingest.loading.diff import Differ
from ingest.reading.delivery import Delivered, Note, SourceError, label


class Extraction:
    """The differences between a batch and the landed state. Only a piece of one table's rows is held at a time."""

    def __init__(
        self, system: str, delivered: Iterable[Delivered | Note], differ: Differ, forgetting: Forgetting
    ) -> None:
        self._system, self._delivered, self._differ, self._forgetting = system, delivered, differ, forgetting
        self._log = BatchLog(differ.connection, system)
        self._profiles: dict[str, tuple[Table, dict[str, int]]] = {}
        self._repeated_keys: dict[str, tuple[tuple[str, ...], ...]] = {}
        self._refusals: tuple[str, ...] = ()
        self.rows: dict[str, int] = {}

    def changes(self) -> Iterator[tuple[str, pa.Table]]:
        """Name and rows of each landed table with differences, in pieces. Stops when the batch cannot be used."""
        try:
            for delivered in self._delivered:
                self._log.note(delivered)
                if isinstance(delivered, Delivered):
                    yield from self._compare(delivered)
        except SourceError as error:
            self._refusals = (str(error),)
        else:
            self._refusals = tuple(self._missing())
        if not self._refusals:
            for delivered in self._log.delivered():
                yield from self._compare(delivered)

    def refusals(self, load_id: str | None) -> tuple[str, ...]:
        """Why the batch cannot be used, one line per reason; empty when it can."""
        last = self._differ.loads[-1] if self._differ.loads else None
        if load_id and last and Decimal(load_id) <= Decimal(last.id):
            # Versions are ordered by load id, that is by time: a load in the past would be hidden by the one before it.
            began = last.loaded_at.isoformat(timespec="seconds")
            remedy = "Correct it; if it is right now and was wrong then, run `make redate`"
            return (*self._refusals, f"{self._system}: the clock is before the last load ({began}). {remedy}")
        return self._refusals

    @property
    def problems(self) -> tuple[str, ...]:
        """Warnings about a batch that can be used, one line each."""
        return self._log.problems

    @property
    def notes(self) -> tuple[str, ...]:
        """Lines about the batch that need nobody's attention."""
        return self._log.notes

    def gone(self) -> Iterator[str]:
        """One line per table with vanished rows, so that deletions are always reported."""
        for table, profile in self._profiles.values():
            if table.source and (vanished := profile["vanished_rows"]):
                yield (
                    f"{label(table)}: {vanished} of {profile['previous_rows']} landed rows are missing from this "
                    "batch. They count as deleted; if they are not, export the complete file again"
                )

    def batches(self, files: Mapping[str, tuple[Path, ...]]) -> Sequence[Batch]:
        """The delivered tables as gate 1 judges them. `files` are those that would land, per landed table."""
        references = self._differ.references()
        return [
            Batch(
                table=table,
                files=(*files.get(name, ()), *files.get(str(table.person_name), ())),
                profile=profile | references.get(name, {}),
                repeated_keys=self._repeated_keys[name],
            )
            for name, (table, profile) in self._profiles.items()
            if name in self._log.names
        ]

    def _compare(self, delivered: Delivered) -> Iterator[tuple[str, pa.Table]]:
        delivered = self._forgetting.applied(delivered)
        change = self._differ.compare(delivered)
        table = delivered.table
        self._profiles[table.name] = (table, change.profile)
        self._repeated_keys[table.name] = change.repeated_keys
        for name, rows in change.landing.items():
            self.rows[name] = change.rows
            for piece in self._differ.pieces(rows):
                yield name, piece
        self._differ.forget(delivered)

    def _missing(self) -> Iterator[str]:
        """Tables of earlier batches that are missing now. A nested table belongs to the file that contains it."""
        contracts = {table.name: table for table in tables(self._system)}
        gone = self._differ.live_keys(self._log.delivery) - self._log.names
        for table in (contracts[name] for name in sorted(gone & set(contracts)) if not contracts[name].parent):
            yield (
                f"{self._system}.{table.name}: {table.source} was in earlier batches and is missing now. "
                "Export it again; a company that no longer has it needs a new data folder"
            )
