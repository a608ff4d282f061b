"""Information that a run gives to publishing, and the result that publishing returns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

SKIPPED = ("rejected", "failed")


@dataclass(frozen=True, slots=True)
class RunInfo:
    """One run.

    `loads` holds per system what ingest said, as a dictionary (`status`, `rows` per table, `problems`,
    `has_accepted_load`, `load_id`); `freshness` per system the UTC time of its last accepted load, ISO 8601, None when
    there is none; `timings` seconds per step; `last_day` is the last date that the data can answer for. Times are for
    `run.json` only: no mart and no figure depends on them.
    """

    run_id: str
    code_version: str
    started_at: datetime
    loads: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    freshness: Mapping[str, str | None] = field(default_factory=dict)
    timings: Mapping[str, float] = field(default_factory=dict)
    last_day: date = date.max

    @property
    def skipped(self) -> tuple[str, ...]:
        """Systems whose delivery was not taken this time."""
        return tuple(system for system, load in self.loads.items() if load.get("status") in SKIPPED)


@dataclass(frozen=True, slots=True)
class Publication:
    """One published generation. `digest` is the same whenever landing, configuration, code and dates are the same.

    `is_newest` is False for a rebuild of the past, which is seen beside `current`.
    """

    run_id: str
    folder: Path
    row_counts: Mapping[str, int]
    digest: str
    findings: Mapping[str, int]
    is_newest: bool
    is_degraded: bool
