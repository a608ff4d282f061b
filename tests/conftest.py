"""What all tests share: real inputs, a small made-up company and one clean night on it, skips that are failures."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from _pytest.nodeid import NodeId

from tests.nights import PROJECT_DIR, Night, can_be_isolated, run_night
from tests.sharing import shared

SMALL = {"seed": 7, "opportunities": 200, "reps": 8}


@pytest.fixture(scope="session")
def shared_dir() -> Path:
    """The folder of real inputs beside the project; tests that read it skip where it is absent."""
    folder = PROJECT_DIR.parent / "shared"
    if not folder.is_dir():
        pytest.skip("the folder of real inputs, ../shared, is not on this machine")
    return folder


@pytest.fixture(scope="session")
def company(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The drop folder of a company of 200 opportunities."""
    import simulator

    def make(folder: Path) -> Path:
        simulator.write(folder / "drop", simulator.Parameters().replace(**SMALL))
        return folder / "drop"

    return shared(tmp_path_factory, "company", make)


@pytest.fixture(scope="session")
def as_of() -> str:
    """The last day of the made-up company."""
    import simulator

    return simulator.Parameters().last_day.isoformat()


@pytest.fixture(scope="session")
def clean_night(tmp_path_factory: pytest.TempPathFactory, company: Path, as_of: str) -> Night:
    """One undisturbed night on the company, without any network where this machine can take it away."""

    def make(folder: Path) -> Night:
        night = run_night(folder / "data", company, has_network=not can_be_isolated(), AS_OF=as_of)
        assert night.code == 0, night.output
        return night

    return shared(tmp_path_factory, "clean_night", make)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[None]:  # noqa: ARG001
    """With PLUMBLINE_NO_SKIP=1 a skipped test is a failed test: in CI nothing may be missing."""
    report = yield
    if report.skipped and os.environ.get("PLUMBLINE_NO_SKIP") == "1":
        report.outcome = "failed"
        report.longrepr = f"skipped where nothing may be skipped: {report.longrepr}"
    return report


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Tests of a group share a worker: xdist 3.8 notes the group where pytest 9.2 does not look (xdist issue 1386)."""
    if not config.getoption("loadgroup", False):
        return
    for item in items:
        group = "_".join(sorted({mark.args[0] for mark in item.iter_markers("xdist_group")}))
        if group and not item.nodeid.endswith(f"@{group}"):
            item._id = NodeId.parse(f"{item.nodeid}@{group}")
