"""What all tests share: where the real inputs lie, and that a skip is a failure where nothing may be missing."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

PROJECT_DIR = Path(__file__).parents[1]


@pytest.fixture(scope="session")
def shared_dir() -> Path:
    """The folder of real inputs beside the project; tests that read it skip where it is absent."""
    folder = PROJECT_DIR.parent / "shared"
    if not folder.is_dir():
        pytest.skip("the folder of real inputs, ../shared, is not on this machine")
    return folder


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[None]:  # noqa: ARG001
    """With PLUMBLINE_NO_SKIP=1 a skipped test is a failed test: in CI nothing may be missing."""
    report = yield
    if report.skipped and os.environ.get("PLUMBLINE_NO_SKIP") == "1":
        report.outcome = "failed"
        report.longrepr = f"skipped where nothing may be skipped: {report.longrepr}"
    return report
