"""Makes text from files and headers safe to print or log: control characters and line breaks become `?`."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence

MAX_NAMES = 20


def printable(text: str) -> str:
    """The text in one line, what cannot be printed as `?`."""
    return "".join(letter if letter.isprintable() else "?" for letter in text)


def listed(names: Sequence[str]) -> str:
    """The first names of a list, and how many more there are."""
    more = f" and {len(names) - MAX_NAMES} more" if len(names) > MAX_NAMES else ""
    return printable(", ".join(names[:MAX_NAMES])) + more


def say(lines: Iterable[str]) -> None:
    """Writes lines to the standard output."""
    sys.stdout.write("".join(f"{printable(line)}\n" for line in lines))
