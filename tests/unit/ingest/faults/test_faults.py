"""A broken file is read exactly, quarantined or refused, or its loss is told: it never changes a figure in silence.

All cases and their table: `python -m tests.unit.ingest.faults`. Here each kind of fault is tried on each file, of the
cuts and of the numbers some; in the short tier only some of each kind.
"""

from __future__ import annotations

from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from tests.unit.ingest.faults import __main__ as command
from tests.unit.ingest.faults.cases import FAULTS, Case, cases
from tests.unit.ingest.faults.subject import Subject
from tests.unit.ingest.faults.subjects import REAL, SUBJECTS
from tests.unit.ingest.faults.trial import Outcome, Trial

FILES = ("maven", "adventure_works", "opportunities")
TRIED = [(name, group) for name in FILES for group in FAULTS]
TRIED += [(name, "columns") for name in ("rates", "quotas")]
# How a file is written is tried where a mapping says it.
TRIED += [("deals", group) for group in ("bytes", "dialects", "columns", "values")]
TRIED += [("calls", group) for group in ("columns", "values")]
# Of these groups the cases are much alike: every so many are tried.
EVERY = {"cuts": 9, "values": 4}
SHORT = 4  # the short tier tries every so many of the cases of the long one


def some(subject: Subject, group: str) -> list[Case]:
    """The cases that are tried here."""
    found = cases(subject, group)
    if group != "cuts":
        return found[:: EVERY.get(group, 1)]
    parts = list(dict.fromkeys(case.variant for case in found))[:: EVERY["cuts"]]
    return [case for case in found if case.variant in parts]


@cache
def trial(name: str, folder: Path) -> Trial:
    return Trial(SUBJECTS[name](), folder)


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("faults")


@pytest.mark.parametrize("every", [SHORT, pytest.param(1, marks=pytest.mark.long)], ids=["some", "more"])
@pytest.mark.parametrize(("name", "group"), TRIED)
def test_no_fault_is_silent(name: str, group: str, every: int, folder: Path, request: pytest.FixtureRequest) -> None:
    if name in REAL:
        request.getfixturevalue("shared_dir")
    tried = trial(name, folder / name)
    verdicts = [tried.run(case) for case in some(tried.subject, group)[::every]]
    silent = [f"{verdict.case}: {verdict.lines}" for verdict in verdicts if verdict.outcome is Outcome.SILENT]
    assert not silent, "\n".join(silent)
    # What cannot be seen is what was said to be so: a first file that was cut, swapped or emptied without a trace.
    unseen = [verdict.case for verdict in verdicts if verdict.outcome is Outcome.UNSEEN]
    assert all(case.is_first and case.unseen and not case.manifest for case in unseen)
    outcomes = Counter(verdict.outcome for verdict in verdicts)
    # A file without a header has no columns in another order.
    if every == 1 and group != "cuts" and (group != "columns" or tried.subject.form.has_header):
        assert outcomes[Outcome.EXACT] + outcomes[Outcome.QUARANTINED], "the test would pass if all were refused"


def test_there_are_enough(shared_dir: Path) -> None:
    assert shared_dir.is_dir()
    assert sum(len(some(SUBJECTS[name](), group)) for name, group in TRIED if name in FILES) >= 200


def test_without_the_real_inputs_a_line_says_what_is_left_out(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setattr(command, "SHARED", tmp_path / "nowhere")
    assert command.main(["maven"]) == 1
    assert capsys.readouterr().out.startswith("Left out: maven, as the folder of real inputs is not there")
