"""Lands the record of published runs. A record that a night could not land is landed by the next night."""

from __future__ import annotations

from collections.abc import Iterator

from ingest.loading.load import Status
from ingest.plumbline import record, recorded_days
from ingest.settings import Settings
from serving import issued


class RecordRefused(Exception):  # noqa: N818 - it is a decision, not an error
    """The record of a published run did not land; the text says why."""


def record_run(settings: Settings, run_id: str) -> int:
    """Lands the record of one published run and says how many rows; of a rebuild of the past there are none.

    Raises:
        RecordRefused: it was not accepted.
    """
    tables = issued.tables(settings, run_id)
    if not any(table.num_rows for table in tables.values()):
        return 0
    result = record(settings, tables)
    if result.status not in (Status.ACCEPTED, Status.UNCHANGED):
        raise RecordRefused("; ".join(result.problems))
    return sum(result.rows.values())


def record_missing(settings: Settings) -> Iterator[str]:
    """Lands the record of the published run where it is missing, before the models read it; says what became of it."""
    if run_id := issued.unrecorded(settings, recorded_days(settings)):
        try:
            record_run(settings, run_id)
        except Exception as error:  # any error: publishing does not depend on the record
            yield f"the record of run {run_id} is still missing ({' '.join(str(error).split())})"
        else:
            yield f"the record of run {run_id}, which was missing, has landed"
