"""The rules, read from the head of each SQL file, for dbt, the doctor and the page.

A head is a comment, which describes the findings, and the dictionary `rule`.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).resolve().parent.parent / "dbt" / "models" / "marts" / "crm_quality" / "rules"
_HEAD = re.compile(r"\A((?:-- .*\n)+){% set rule = ({.*?\n}) %}", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule's metadata. `observed` and `expected` are templates of sentences: the names in braces are columns of the
    `evidence`. Where a rule has several templates, the evidence `reason` names the one to use. `needs` says, per
    capability, what happens to the rule when it is not connected.
    """

    model: str
    description: str
    id: str
    version: str
    title: str
    object_type: str
    severities: list[str]
    observed: str | Mapping[str, str]
    expected: str | Mapping[str, str]
    evidence: list[str]
    needs: Mapping[str, str]


def rules() -> tuple[Rule, ...]:
    """All rules, by id."""
    return tuple(_read(path) for path in sorted(FOLDER.glob("rule_h*.sql")))


def _read(path: Path) -> Rule:
    head = _HEAD.search(path.read_text(encoding="utf-8"))
    if not head:
        raise ValueError(f"{path.name} does not begin with a comment and {{% set rule = {{…}} %}}")
    comment = " ".join(line.removeprefix("-- ") for line in head[1].splitlines())
    return Rule(model=path.stem, description=comment, **ast.literal_eval(head[2]))
