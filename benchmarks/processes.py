"""Runs a command and watches its process tree: wall time, CPU time and memory, sampled from /proc (Linux)."""

from __future__ import annotations

import os
import subprocess
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

INTERVAL_SECONDS = 0.05
TICKS = os.sysconf("SC_CLK_TCK")
PAGE = os.sysconf("SC_PAGE_SIZE")


@dataclass(frozen=True)
class Sample:
    """The tree at one moment: Unix time, CPU seconds used so far, resident bytes of all its processes."""

    at: float
    cpu_seconds: float
    resident_bytes: int


@dataclass
class Watched:
    """A finished command. Memory is the sum over the tree, so shared pages count once per process."""

    wall_seconds: float
    output: str
    code: int
    samples: list[Sample] = field(repr=False)

    def peak_bytes(self, start: float = 0.0, end: float = float("inf")) -> int:
        """The most resident memory seen between two Unix times."""
        return max((sample.resident_bytes for sample in self.samples if start <= sample.at <= end), default=0)

    def cpu_seconds(self, start: float = 0.0, end: float = float("inf")) -> float:
        """CPU time used between two Unix times."""
        used = [sample.cpu_seconds for sample in self.samples if start <= sample.at <= end]
        return used[-1] - used[0] if used else 0.0


def watch(command: Sequence[str], environment: Mapping[str, str], folder: Path) -> Watched:
    """Runs `command` in `folder` to its end and samples its tree every 50 ms."""
    begun = time.perf_counter()
    process = subprocess.Popen(
        command, cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    samples: list[Sample] = [Sample(time.time(), 0.0, 0)]
    done = threading.Event()

    def sampling() -> None:
        while not done.wait(INTERVAL_SECONDS):
            samples.append(_sample(process.pid))

    thread = threading.Thread(target=sampling, daemon=True)
    thread.start()
    output, _ = process.communicate()
    wall = time.perf_counter() - begun
    done.set()
    thread.join()
    return Watched(wall, output, process.returncode, [sample for sample in samples[:1] + samples if sample.at])


def _sample(root: int) -> Sample:
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
    return Sample(time.time(), sum(cpu.get(pid, 0.0) for pid in tree), sum(resident.get(pid, 0) for pid in tree))
