"""Runs a command and watches its process tree: wall time, CPU time and memory, sampled from /proc (Linux)."""

from __future__ import annotations

import os
import subprocess
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

INTERVAL_SECONDS = 0.1
TICKS = os.sysconf("SC_CLK_TCK")
PAGE = os.sysconf("SC_PAGE_SIZE")


@dataclass(frozen=True, slots=True)
class Sample:
    """The tree at one moment: Unix time, CPU seconds used so far, resident bytes of its largest process."""

    at: float
    cpu_seconds: float
    resident_bytes: int


@dataclass(slots=True)
class Watched:
    """A finished command."""

    wall_seconds: float
    samples: list[Sample] = field(repr=False)

    def peak_bytes(self, start: float = 0.0, end: float = float("inf")) -> int:
        """The most resident memory that one process held between two Unix times."""
        return max((sample.resident_bytes for sample in self.samples if start <= sample.at <= end), default=0)

    def cpu_seconds(self, start: float = 0.0, end: float = float("inf")) -> float:
        """CPU time of the tree between two Unix times."""
        used = [sample.cpu_seconds for sample in self.samples if start <= sample.at <= end]
        return used[-1] - used[0] if used else 0.0


def watch(command: Sequence[str], environment: Mapping[str, str], folder: Path) -> Watched:
    """Runs `command` in `folder` to its end and samples its tree ten times a second.

    Raises:
        RuntimeError: the command failed; the message is its output.
    """
    begun = time.perf_counter()
    process = subprocess.Popen(
        command, cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    samples: list[Sample] = [Sample(time.time(), 0.0, 0)]
    done = threading.Event()

    def sampling() -> None:
        while not done.wait(INTERVAL_SECONDS):
            samples.append(_sample(process.pid, samples[-1].cpu_seconds))

    thread = threading.Thread(target=sampling, daemon=True)
    thread.start()
    output, _ = process.communicate()
    wall = time.perf_counter() - begun
    done.set()
    thread.join()
    if process.returncode:
        raise RuntimeError(f"{' '.join(command)} ended with {process.returncode}:\n{output}")
    return Watched(wall, samples)


def _sample(root: int, cpu_before: float) -> Sample:
    """CPU time includes ended children that were waited for; a process that ends while being read counts as 0."""
    parents, cpu, resident = {}, {}, {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text(encoding="utf-8").rsplit(")", 1)[1].split()
        except OSError:
            continue
        pid = int(path.parent.name)
        parents[pid] = int(fields[1])
        cpu[pid] = sum(map(int, fields[11:15])) / TICKS
        resident[pid] = int(fields[21]) * PAGE
    tree, grown = {root}, True
    while grown:
        grown = {pid for pid, parent in parents.items() if parent in tree} - tree
        tree |= grown
    # A child between its end and its parent's wait is counted nowhere for a moment: time used never falls.
    used = max(cpu_before, sum(cpu.get(pid, 0.0) for pid in tree))
    return Sample(time.time(), used, max(resident.get(pid, 0) for pid in tree))
