"""A small build file with every promised mart, and the settings and the run that publish it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import duckdb
import pytest

from ingest.contracts import Verdict
from ingest.settings import Company, Settings
from serving.gate_verdict import write_verdict
from serving.run_info import RunInfo

BUILD = Path(__file__).with_name("build.sql").read_text(encoding="utf-8")


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    company = Company(name="Example", reporting_currency="EUR", time_zone="UTC", fiscal_year_start_month=1)
    return Settings(
        project_dir=tmp_path,
        data_dir=tmp_path / "data",
        company=company,
        as_of=date(2025, 5, 20),
        known_at=None,
        sources=(),
        is_embedded=False,
        environment="development",
        configuration_hash="0" * 64,
    )


@pytest.fixture
def build(settings: Settings) -> Path:
    settings.build_file.parent.mkdir(parents=True)
    with duckdb.connect(str(settings.build_file)) as connection:
        connection.execute(BUILD)
    return settings.build_file


@pytest.fixture
def run(settings: Settings, build: Path) -> RunInfo:  # noqa: ARG001 - the build file must be there
    """The first run, passed by gate 2."""
    return new_run(settings, "run-1")


@pytest.fixture
def next_run(settings: Settings):
    """Makes further runs, each passed by gate 2."""
    return lambda run_id: new_run(settings, run_id)


def new_run(settings: Settings, run_id: str) -> RunInfo:
    write_verdict(settings, run_id, Verdict())
    loads = {"xero": {"status": "accepted", "rows": {"invoice": 12}, "problems": [], "has_accepted_load": True}}
    return RunInfo(run_id, "1.0", datetime(2025, 5, 21, 1, tzinfo=UTC), loads=loads)


@pytest.fixture
def degraded_run(run: RunInfo) -> RunInfo:
    failed = {"status": "failed", "rows": {}, "problems": ["xero.invoice: <i>cut off</i>"], "has_accepted_load": True}
    return replace(run, loads={"xero": failed})
