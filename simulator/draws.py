"""Random draws and array helpers that all subjects share. Times are whole seconds of UTC, days are days since 1970."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from zlib import crc32

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

NO_AMOUNT = -2  # stands for an amount of cents that nobody has typed


def stream(seed: int, subject: str, part: int = 0) -> np.random.Generator:
    """A generator of its own per subject and part, so that a new draw in one leaves the others as they were."""
    return np.random.default_rng([seed, crc32(subject.encode()), *([part] if part else [])])


def chance(rng: np.random.Generator, probability: float | Floats, count: int) -> Bools:
    """True with that probability, `count` times."""
    return rng.random(count) < probability


def choose(rng: np.random.Generator, shares: Sequence[float] | Floats, count: int) -> Ints:
    """Positions drawn with these shares (which need not add up to 1)."""
    edges = np.cumsum(shares)
    return np.searchsorted(edges, rng.random(count) * edges[-1], side="right").astype(np.int64)


def lognormal(rng: np.random.Generator, median: float | Floats, spread: float, count: int) -> Floats:
    """Values around the median, always positive."""
    return median * np.exp(spread * rng.standard_normal(count))


def spread(counts: Ints) -> tuple[Ints, Ints]:
    """Children of parents with these counts: the parent of each child and its position among its siblings from 0."""
    parent = np.repeat(np.arange(len(counts)), counts)
    first = np.cumsum(counts) - counts
    return parent, np.arange(len(parent)) - first[parent]


def share_out(total: Ints, weight: Floats, parent: Ints) -> Ints:
    """Splits each parent's total over its children (sorted by parent) by weight, to the last cent."""
    running = np.cumsum(weight)
    first = np.flatnonzero(np.r_[True, parent[1:] != parent[:-1]]) if len(parent) else np.empty(0, np.int64)
    size = np.diff(np.r_[first, len(parent)])
    before = np.repeat(running[first] - weight[first], size)
    whole = np.repeat(running[first + size - 1], size) - before
    upto = np.rint(total[parent] * ((running - before) / whole)).astype(np.int64)
    upto[first + size - 1] = total[parent[first]]
    before_it = np.r_[0, upto[:-1]]
    before_it[first] = 0
    return upto - before_it


def strictly_later(parent: Ints, at: Ints) -> Ints:
    """Times (sorted by parent and time) put off by as few seconds as it takes to differ within their parent."""
    number = np.arange(len(at))
    # A parent's times lie far below the next parent's, so one running maximum serves all parents.
    return np.maximum.accumulate((parent << 34) + at - number) + number - (parent << 34)


@dataclass(frozen=True)
class Timeline:
    """Values that hold from a time on, per key; sorted by key and time."""

    key: Ints
    at: Ints
    value: Ints

    def lookup(self, key: Ints, at: Ints) -> Ints:
        """The value of each key at each time; the key's first value before that."""
        place = np.searchsorted((self.key << 34) + self.at, (key << 34) + at, side="right") - 1
        first = np.searchsorted(self.key, key, side="left")
        return self.value[np.maximum(place, first)]

    def at_end(self, keys: int) -> Ints:
        """The last value of each key from 0 on."""
        return self.value[np.searchsorted(self.key, np.arange(keys), side="right") - 1]

    def until(self, at: int) -> Timeline:
        """What had happened by then."""
        known = self.at <= at
        return Timeline(self.key[known], self.at[known], self.value[known])

    def last_change(self, key: Ints) -> Ints:
        """When each key's value changed last."""
        return self.at[np.searchsorted(self.key, key, side="right") - 1]
