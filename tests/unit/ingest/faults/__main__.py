"""Prints what becomes of every broken file: `python -m tests.unit.ingest.faults [subject …] [--lines]`."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.unit.ingest.faults.cases import FAULTS, cases
from tests.unit.ingest.faults.subjects import REAL, SHARED, SUBJECTS
from tests.unit.ingest.faults.trial import Outcome, Trial, Verdict


def say(text: str) -> None:
    """A line of the table, at once."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def main(arguments: list[str]) -> int:
    """The table; 1 where a corruption was silent, or where nothing could be tried."""
    names = [name for name in arguments if name in SUBJECTS] or list(SUBJECTS)
    if not SHARED.is_dir() and (absent := [name for name in names if name in REAL]):
        say(f"Left out: {', '.join(absent)}, as the folder of real inputs is not there: {SHARED}")
        names = [name for name in names if name not in REAL]
        if not names:
            return 1
    verdicts: dict[str, list[Verdict]] = {}
    for name in names:
        with TemporaryDirectory() as folder:
            subject = SUBJECTS[name]()
            trial = Trial(subject, Path(folder))
            verdicts[subject.name] = [trial.run(case) for group in FAULTS for case in cases(subject, group)]
        if "--lines" in arguments:
            for verdict in verdicts[subject.name]:
                say(f"{verdict.outcome.value:28} {verdict.case}\n    " + "\n    ".join(verdict.lines[:2]))
    for title, found in verdicts.items():
        say(table(title, found))
    everything = [verdict for found in verdicts.values() for verdict in found]
    say(table("all files", everything))
    return int(any(verdict.outcome is Outcome.SILENT for verdict in everything))


def table(title: str, verdicts: Iterable[Verdict]) -> str:
    """A row per fault, a column per outcome."""
    counts: dict[str, Counter[Outcome]] = {}
    for verdict in verdicts:
        fault = f"{verdict.case.fault}{', with a manifest' if verdict.case.manifest else ''}"
        fault += ", first load" if verdict.case.fault.startswith("cut") and verdict.case.is_first else ""
        counts.setdefault(fault, Counter())[verdict.outcome] += 1
    counts["sum"] = sum(counts.values(), Counter())
    heads = ["cases", *(outcome.value for outcome in Outcome)]
    lines = [f"\n{title}", f"{'':46}" + " | ".join(heads)]
    for fault, found in counts.items():
        numbers = [found.total(), *(found[outcome] for outcome in Outcome)]
        lines.append(
            f"{fault:46}"
            + " | ".join(f"{number or '':>{len(head)}}" for number, head in zip(numbers, heads, strict=True))
        )
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
