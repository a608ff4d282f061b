"""Keeps what a test asked a real Odoo and what it answered, call by call, and plays it back where there is no Odoo.

`PLUMBLINE_RECORD_ODOO=1` with the tests of this folder writes the recordings anew.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.live.odoo.client import Odoo, RefusedError

FOLDER = Path(__file__).parents[2] / "unit" / "ingest" / "odoo" / "recordings"


def tape(test: str) -> Path:
    """The file of a test's recording."""
    return FOLDER / f"{test.replace('[', '-').rstrip(']')}.json"


@contextmanager
def recorded(test: str) -> Iterator[None]:
    """Writes down all calls of the block, whoever makes them; of a refusal its status, name and message."""
    answered, calls, began = Odoo.call, [], time.time()

    def call(self: Odoo, model: str, method: str, **arguments: Any) -> Any:
        asked = {"model": model, "method": method, "arguments": json.loads(json.dumps(arguments))}
        try:
            answer = answered(self, model, method, **arguments)
        except RefusedError as error:
            body = {name: error.body.get(name) for name in ("name", "message")}
            calls.append(asked | {"status": error.status, "answer": body})
            raise
        calls.append(asked | {"status": 200, "answer": answer})
        return answer

    Odoo.call = call  # type: ignore[method-assign]
    try:
        yield
    finally:
        Odoo.call = answered  # type: ignore[method-assign]
    if not calls:
        return
    lines = ",\n".join(json.dumps(call, ensure_ascii=False) for call in calls)
    tape(test).write_text(f'{{"began": {began:.0f}, "calls": [\n{lines}\n]}}\n', encoding="utf-8")


@dataclass(frozen=True)
class Player(Odoo):
    """Answers as the server did, as long as it is asked what the server was asked."""

    began: float = 0.0
    calls: list[dict[str, Any]] = field(default_factory=list)

    @classmethod
    def of(cls, test: str) -> Player:
        """The server as the test met it."""
        content = json.loads(tape(test).read_text(encoding="utf-8"))
        return cls(url="", key="", database="", shell=str, began=content["began"], calls=content["calls"])

    def call(self, model: str, method: str, **arguments: Any) -> Any:
        """What was answered to this call."""
        entry = self.calls.pop(0)
        asked = {"model": model, "method": method, "arguments": json.loads(json.dumps(arguments))}
        assert asked == {name: entry[name] for name in asked}, "the test asks something else: record it again"
        if entry["status"] != 200:
            raise RefusedError(entry["status"], entry["answer"])
        return entry["answer"]
