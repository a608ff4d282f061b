"""The facts of Odoo 19 that extraction rests on, as the tests of a live server state them, on what one answered."""

from __future__ import annotations

import time

import pytest

from tests.live.odoo.recording import Player
from tests.live.odoo.test_accounting import *  # noqa: F403
from tests.live.odoo.test_api import *  # noqa: F403
from tests.live.odoo.test_behaviour import *  # noqa: F403

del test_nothing_listens_beyond_loopback  # noqa: F821 (of the server itself)

pytestmark: list[pytest.MarkDecorator] = []


_UTC = time.gmtime


@pytest.fixture
def odoo(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Player:
    """The server of the test's recording; nobody waits, and it is as late as it was then."""
    player = Player.of(request.node.name)
    monkeypatch.setattr(time, "sleep", lambda _: None)
    monkeypatch.setattr(time, "gmtime", lambda: _UTC(player.began))
    return player


@pytest.fixture
def seller(odoo: Player) -> Player:
    return odoo
