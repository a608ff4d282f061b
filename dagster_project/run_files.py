"""Data passed between the steps of a run: small JSON files under warehouse/, so that it also works across processes."""

from __future__ import annotations

import json
import logging
import shutil
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from threading import Event, Thread
from typing import Any

from ingest.settings import Settings, fault_point

LOGGER = logging.getLogger("plumbline")
# A step that takes longer logs its progress at this interval.
SECONDS_OF_SILENCE = 15.0


@dataclass(frozen=True)
class RunFiles:
    """Files of one run. A run that was killed leaves its files behind; the next run removes them."""

    warehouse_dir: Path
    run_id: str

    @property
    def folder(self) -> Path:
        """Where the files of this run lie."""
        return self.warehouse_dir / "runs" / self.run_id

    def start(self) -> None:
        """Makes an empty folder for this run and removes those of earlier runs. Call it with the run lock held."""
        shutil.rmtree(self.folder.parent, ignore_errors=True)
        self.folder.mkdir(parents=True)
        self.write("started", {"started_at": datetime.now(UTC).isoformat()})

    def write(self, name: str, content: Mapping[str, Any]) -> None:
        """Writes `content` as `<name>.json`."""
        (self.folder / f"{name}.json").write_text(json.dumps(content, indent=2, default=str), encoding="utf-8")

    def read_all(self, prefix: str) -> dict[str, dict[str, Any]]:
        """Contents of the files `<prefix><name>.json` by name."""
        paths = sorted(self.folder.glob(f"{prefix}*.json"))
        return {path.stem.removeprefix(prefix): json.loads(path.read_text(encoding="utf-8")) for path in paths}

    @contextmanager
    def step(self, name: str) -> Iterator[list[str]]:
        """Times and logs one step; its end is a point at which a crash test may kill the run.

        Whatever the list holds is logged with it, while the step lasts and at its end.
        """
        begun = time.perf_counter()
        details: list[str] = []

        def tell(begin: str = "") -> float:
            seconds = time.perf_counter() - begun
            LOGGER.info("%s (%.1f s)", begin + ": ".join((name.replace(":", " "), *details)), seconds)
            return seconds

        with _repeated(lambda: tell("not yet ")):
            yield details
        self.write(f"timing-{name}", {"seconds": round(tell(), 3)})
        fault_point(f"step:{name}")


@contextmanager
def _repeated(tell: Callable[[], object]) -> Iterator[None]:
    """Calls `tell` at intervals, in a thread of its own, while the block lasts."""
    is_over = Event()

    def repeat() -> None:
        while not is_over.wait(SECONDS_OF_SILENCE):
            tell()

    thread = Thread(target=repeat, daemon=True)
    thread.start()
    try:
        yield
    finally:
        is_over.set()
        thread.join()


def run_files(settings: Settings, run_id: str) -> RunFiles:
    """The files of the run with that id."""
    return RunFiles(settings.warehouse_dir, run_id)
