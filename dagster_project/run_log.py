"""The log of a night: one line per step, on the terminal while it runs and in a file that also takes foreign output."""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path

from ingest.configuration.printable import printable
from ingest.settings import private_folder

KEPT_LOGS = 30
LOGGER = logging.getLogger("plumbline")


class _OneLine(logging.Formatter):
    """A message may hold names from files."""

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802
        return printable(super().formatMessage(record))


def new_log(logs_dir: Path) -> Path:
    """The path of a new log, named by date and time; `latest.log` leads to it. All but the newest are removed."""
    private_folder(logs_dir)
    latest = logs_dir / "latest.log"
    latest.unlink(missing_ok=True)
    for old in sorted(logs_dir.glob("*.log"), key=lambda path: path.stat().st_mtime)[: -KEPT_LOGS + 1]:
        old.unlink()
    log = logs_dir / f"{datetime.now().astimezone():%Y-%m-%d_%H%M%S}.log"
    latest.symlink_to(log.name)
    return log


@contextmanager
def logging_to(log: Path) -> Iterator[None]:
    """Our lines go to the terminal and to the log.

    What Dagster, dbt and other children of this process write to the standard streams goes to the log alone.
    """
    sys.stdout.flush()
    kept = [os.dup(descriptor) for descriptor in (1, 2)]
    with log.open("a", encoding="utf-8") as file, os.fdopen(os.dup(1), "w", encoding="utf-8") as terminal:
        handlers = [logging.StreamHandler(terminal), logging.FileHandler(log, encoding="utf-8")]
        handlers[0].setLevel(logging.INFO)
        for handler in handlers:
            handler.setFormatter(_OneLine("%(asctime)s %(levelname)-7s %(message)s", "%H:%M:%S"))
            LOGGER.addHandler(handler)
        LOGGER.setLevel(logging.DEBUG)
        LOGGER.propagate = False  # Dagster listens at the root
        logging.raiseExceptions = False  # a log that cannot be written prints no traceback for each line
        try:
            for descriptor in (1, 2):
                os.dup2(file.fileno(), descriptor)
            yield
        finally:
            with suppress(OSError):  # the disk is full: what is printed after this is not lost by it
                sys.stdout.flush()
                sys.stderr.flush()
            for descriptor, original in zip((1, 2), kept, strict=True):
                os.dup2(original, descriptor)
                os.close(original)
            for handler in handlers:
                LOGGER.removeHandler(handler)
                with suppress(OSError):
                    handler.close()
            with suppress(OSError):
                _mask(log)


def _mask(log: Path) -> None:
    """Makes foreign output printable too: an error of DuckDB may quote a value from a file."""
    written = log.read_bytes().decode("utf-8", "replace")
    masked = "\n".join(map(printable, written.split("\n")))
    if masked != written:
        # Overwrites the file in place: the text gets no longer, so this works on a full disk too.
        with log.open("r+b") as file:
            file.write(masked.encode())
            file.truncate()
