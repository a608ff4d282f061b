"""A landing zone with people in several systems, and the command's two halves on it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from ingest.forget.command import Forgotten, forget
from ingest.settings import Settings


@pytest.fixture
def forgotten(settings: Settings) -> Callable[[str], Forgotten | None]:
    """Forgets the person with an id in the landing zone of the test, as the command does with the lock held."""

    def run(id_: str) -> Forgotten | None:
        settings.warehouse_dir.mkdir(parents=True, exist_ok=True)
        return forget(settings, id_)

    return run
