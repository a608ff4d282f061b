"""The sheet of behaviours: which rule each should trigger, how often it is planted, and its innocent look-alike."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Behaviour:
    """`planted` and `look_alike` are shares of the records it could befall, 0 for never.

    With `reps` below 1 it is a habit: that share of the honest reps have it, and `planted` is a share of their records.
    """

    name: str
    rule_id: str
    planted: float
    look_alike: float
    pattern: str
    innocent: str
    reps: float = 1.0


SHEET = (
    Behaviour(
        "repeated pushes",
        "H04",
        0.15,
        0.1,
        "the close date is moved to the next month's end days before each month ends",
        "a date forced at creation is corrected within a day, or two short pushes follow the buyer's budget",
    ),
    Behaviour(
        "overdue close date",
        "H05",
        0.3,
        0.2,
        "an open deal's close date passed weeks ago",
        "it passed a working day or two ago: the batch of the month's end is still to be closed",
    ),
    Behaviour(
        "default close date",
        "H06",
        0.85,
        0.03,
        "nearly every close date is the last day of a quarter",
        "a single deal ends with the buyer's quarter",
        reps=0.08,
    ),
)
