"""One run at a time: an advisory lock on a file beside the warehouse, released by the system when the process ends.

Not `filelock`: its lock ends at an exec, and `plumbline dbt` holds this one until dbt ends.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable
from pathlib import Path
from typing import IO

from ingest.configuration.printable import say
from ingest.loading.disk import meaning
from ingest.settings import ConfigurationError, Settings, load_settings, private_folder

# Exit codes, as those of a night.
DONE, FAILED, LOCKED = 0, 1, 5


class RefusedError(Exception):
    """Nothing can be done on the data folder as it is; the text is one line for the operator."""


class LockHeldError(RefusedError):
    """Another run holds the lock."""


def run_locked(work: Callable[[Settings], int]) -> int:
    """Runs a command on the data folder, whose lock it holds; gives the exit code of the work.

    A refusal is one of the codes above, and lines on the standard output.
    """
    try:
        settings = load_settings()
    except ConfigurationError as error:
        return _refused(FAILED, *str(error).splitlines())
    lock = RunLock(settings.warehouse_dir)
    try:
        lock.acquire()
    except LockHeldError as error:
        return _refused(LOCKED, str(error))
    except OSError as error:
        return _refused(FAILED, meaning(settings, str(error)) or f"the data folder cannot be written: {error}")
    try:
        return work(settings)
    except RefusedError as error:
        return _refused(FAILED, str(error))
    except Exception as error:
        if why := meaning(settings, str(error)):
            return _refused(FAILED, why)
        raise
    finally:
        lock.release()


def _refused(code: int, *lines: str) -> int:
    say(lines)
    return code


class RunLock:
    """The lock of one data folder. One process may take it twice: the nightly command and its job share it."""

    _held: dict[Path, IO[str]] = {}  # noqa: RUF012 - shared by all instances on purpose: a lock belongs to the process

    def __init__(self, warehouse_dir: Path) -> None:
        self.path = warehouse_dir / "run.lock"

    def acquire(self) -> bool:
        """Takes the lock; True when this call took it, False when this process had it already.

        Raises:
            LockHeldError: another process has it.
        """
        if self.path in self._held:
            return False
        private_folder(self.path.parent)
        file = self.path.open("a+", encoding="utf-8")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            holder = file.read().strip() or "unknown"
            file.close()
            raise LockHeldError(
                f"another run (process {holder}) is building {self.path.parent}; nothing was done"
            ) from None
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        self._held[self.path] = file
        return True

    def keep_over_exec(self) -> None:
        """Lets a program that replaces this process hold the lock to its end."""
        os.set_inheritable(self._held[self.path].fileno(), True)

    def release(self) -> None:
        """Gives the lock back; without effect when this process does not have it."""
        file = self._held.pop(self.path, None)
        if file is not None:
            file.close()
