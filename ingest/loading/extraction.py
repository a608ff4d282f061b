"""One delivery on its way into a load package: every table compared, counted and noted as it passes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from pathlib import Path

import pyarrow as pa

from ingest.contracts import Batch, Table, tables
from ingest.forget.rows import Forgetting
from ingest.loading.bookkeeping import Bookkeeping
from ingest.loading.diff import Differ
from ingest.reading.delivery import Delivered, Note, SourceError, label


class Extraction:
    """What differs between a delivery and the landed state. Only a piece of one table's rows is held at a time."""

    def __init__(
        self, system: str, delivered: Iterable[Delivered | Note], differ: Differ, forgetting: Forgetting
    ) -> None:
        self._system, self._delivered, self._differ, self._forgetting = system, delivered, differ, forgetting
        self._books = Bookkeeping(differ.connection, system)
        self._profiles: dict[str, tuple[Table, dict[str, int]]] = {}
        self._repeated_keys: dict[str, tuple[tuple[str, ...], ...]] = {}
        self._refusals: tuple[str, ...] = ()
        self.rows: dict[str, int] = {}

    def changes(self) -> Iterator[tuple[str, pa.Table]]:
        """Name and rows of each landed table in which something differs, in pieces. Stops where it cannot be used."""
        try:
            for delivered in self._delivered:
                self._books.note(delivered)
                if isinstance(delivered, Delivered):
                    yield from self._compare(delivered)
        except SourceError as error:
            self._refusals = (str(error),)
        else:
            self._refusals = tuple(self._missing())
        if not self._refusals:
            for delivered in self._books.delivered():
                yield from self._compare(delivered)

    def refusals(self, load_id: str | None) -> tuple[str, ...]:
        """Why the delivery cannot be used at all, a line each; empty when it can."""
        last = self._differ.loads[-1] if self._differ.loads else None
        if load_id and last and Decimal(load_id) <= Decimal(last.id):
            # Versions are ordered by load id, that is by time: a load in the past would be hidden by the one before it.
            began = last.loaded_at.isoformat(timespec="seconds")
            return (*self._refusals, f"{self._system}: the clock stands before the last load ({began}). Set it right")
        return self._refusals

    @property
    def problems(self) -> tuple[str, ...]:
        """What an operator should know of a delivery that can be used, a line each."""
        return self._books.problems

    def gone(self) -> Iterator[str]:
        """One line for each table of which rows are gone: nothing vanishes without a word."""
        for table, profile in self._profiles.values():
            if table.source and (vanished := profile["vanished_rows"]):
                yield (
                    f"{label(table)}: {vanished} of {profile['previous_rows']} rows that had landed are gone from this "
                    "delivery. They count as deleted; deliver the file again, whole, if they are not"
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
            if name in self._books.names
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
        """Tables that were delivered before and are not now. A nested table goes with the file it is nested in."""
        contracts = {table.name: table for table in tables(self._system)}
        gone = self._differ.live_keys(self._books.delivery) - self._books.names
        for table in (contracts[name] for name in sorted(gone & set(contracts)) if not contracts[name].parent):
            yield (
                f"{self._system}.{table.name}: {table.source} was delivered before and is missing now. "
                "Deliver it again; a company that no longer has it needs a data folder of its own from now on"
            )
