"""What is expensive is made once per run: the first worker that asks makes it, the others wait and read it."""

from __future__ import annotations

import os
import pickle
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import pytest
from filelock import FileLock

Made = TypeVar("Made")


def shared(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], Made]) -> Made:
    """What `make` returns for a folder of its own below the base folder of the run, from whichever worker made it.

    The result is pickled for the other workers. What fails is made again by the next worker that asks.
    """
    base = factory.getbasetemp()
    base = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "shared"
    base.mkdir(exist_ok=True)
    folder, result = base / name, base / f"{name}.pickle"
    with FileLock(base / f"{name}.lock"):
        if not result.exists():
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
            made = make(folder)
            result.with_suffix(".new").write_bytes(pickle.dumps(made))
            result.with_suffix(".new").rename(result)
        return pickle.loads(result.read_bytes())  # noqa: S301 - written by a worker of this run
