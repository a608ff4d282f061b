"""A real Odoo for the tests of this folder; all of them share one worker, which owns the cluster."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.live.odoo.recording import recorded
from tests.live.odoo.server import Odoo, System, running_system

INSTALL = Path(__file__).with_name("install.sh")
RECORDED = ("test_accounting", "test_api", "test_behaviour")
KEY = """
from datetime import datetime, timedelta
keys = env["res.users.apikeys"].with_user({user})
print(keys._generate("rpc", "tests", datetime.now() + timedelta(days=1)))
env.cr.commit()
"""


@pytest.fixture(scope="session")
def odoo_system() -> Iterator[System]:
    """The cluster; tests that need it skip on a day on which Odoo cannot be had."""
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


@pytest.fixture(scope="session")
def seller(odoo: Odoo) -> Odoo:
    """The same database for a user who may do all with leads and nothing else."""
    where = [["module", "in", ["base", "sales_team"]], ["name", "in", ["group_user", "group_sale_manager"]]]
    groups = odoo.call("ir.model.data", "search_read", domain=where, fields=["res_id"])
    values = {"login": "seller", "group_ids": [[6, 0, [row["res_id"] for row in groups]]]}
    user = odoo.create("res.users", name="Seller", **values)
    return replace(odoo, key=odoo.shell(KEY.format(user=user)).strip())


@pytest.fixture
def fresh_odoo(odoo_system: System) -> Iterator[Odoo]:
    """A server of the test's own, for what would disturb the others."""
    with odoo_system.served() as served:
        yield served


@pytest.fixture(autouse=True)
def _recording(request: pytest.FixtureRequest) -> Iterator[None]:
    """Writes down what a test of facts asked and was answered, where that is wanted."""
    if os.environ.get("PLUMBLINE_RECORD_ODOO") == "1" and request.module.__name__.rpartition(".")[2] in RECORDED:
        with recorded(request.node.name):
            yield
    else:
        yield
