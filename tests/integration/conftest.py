"""A small made-up company, written once per test session, and one clean night on it."""

from __future__ import annotations

from pathlib import Path

import pytest

import simulator
from tests.integration.nights import Night, run_night

SMALL = {"opportunities": 200, "reps": 8}


@pytest.fixture(scope="session")
def company(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The drop folder of a company of 200 opportunities."""
    folder = tmp_path_factory.mktemp("company") / "drop"
    simulator.write(folder, simulator.Parameters().replace(seed=7, **SMALL))
    return folder


@pytest.fixture(scope="session")
def as_of() -> str:
    """The last day of the made-up company."""
    return simulator.Parameters().last_day.isoformat()


@pytest.fixture(scope="session")
def clean_night(tmp_path_factory: pytest.TempPathFactory, company: Path, as_of: str) -> Night:
    """One undisturbed night on the company."""
    night = run_night(tmp_path_factory.mktemp("clean"), company, AS_OF=as_of)
    assert night.code == 0, night.output
    return night
