"""A real Odoo for the tests of this folder; all of them share one worker, which owns the cluster."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.live.odoo.server import Odoo, System, running_system

INSTALL = Path(__file__).with_name("install.sh")


@pytest.fixture(scope="session")
def odoo_system() -> Iterator[System]:
    """The cluster; tests that need it skip on a day on which Odoo cannot be had."""
    if os.environ.get("PLUMBLINE_NO_ODOO") == "1":
        pytest.skip("Odoo could not be installed")
    done = subprocess.run([INSTALL], capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip(f"Odoo cannot be installed: {done.stderr.strip()[-500:]}")
    with running_system() as system:
        yield system


@pytest.fixture(scope="session")
def odoo(odoo_system: System) -> Iterator[Odoo]:
    """A server that tests share: each makes its own records and counts on none but the demonstration data."""
    with odoo_system.served() as served:
        yield served


@pytest.fixture
def fresh_odoo(odoo_system: System) -> Iterator[Odoo]:
    """A server of the test's own, for what would disturb the others."""
    with odoo_system.served() as served:
        yield served
