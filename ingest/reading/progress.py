"""Logs the progress of a long extraction."""

from __future__ import annotations

import logging
import time

SECONDS = 5.0


class Progress:
    """Counts completed items of a known total, and logs a line every few seconds."""

    def __init__(self, what: str, total: int) -> None:
        self._what, self._total, self._done = what, total, 0
        self._began = self._said = time.monotonic()

    def advance(self, number: int) -> None:
        """Adds `number` completed items."""
        self._done += number
        now = time.monotonic()
        if now - self._said >= SECONDS:
            self._said = now
            rate = self._done / (now - self._began)
            logging.getLogger("plumbline").info(
                "%s: %s of %s read, %s a second", self._what, f"{self._done:,}", f"{self._total:,}", f"{rate:,.0f}"
            )
