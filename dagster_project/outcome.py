"""How a night ended: the exit code for the scheduler and the lines for the person. Imports nothing heavy."""

from dataclasses import dataclass
from enum import IntEnum


class ExitCode(IntEnum):
    """The result of a night for the scheduler."""

    PUBLISHED = 0
    FAILED = 1
    DEGRADED = 3
    GATE_2_REFUSED = 4
    LOCKED = 5


@dataclass(frozen=True)
class Outcome:
    """The code and what is printed with it: first what went wrong, which the log marks as errors."""

    code: ExitCode
    lines: tuple[str, ...]
    errors: tuple[str, ...] = ()
