"""The rules, as the head of each SQL file describes them: dbt lists them from here, doctor and page name them."""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).resolve().parent.parent / "dbt" / "models" / "marts" / "crm_quality" / "rules"
_HEAD = re.compile(r"{% set rule = ({.*?\n}) %}", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Rule:
    """What a rule says of itself; `needs` tells by capability what becomes of it where that is not connected."""

    model: str
    id: str
    version: str
    title: str
    object_type: str
    severities: list[str]
    needs: Mapping[str, str]


def rules() -> tuple[Rule, ...]:
    """All rules, by id."""
    return tuple(_read(path) for path in sorted(FOLDER.glob("rule_*.sql")))


def _read(path: Path) -> Rule:
    head = _HEAD.search(path.read_text(encoding="utf-8"))
    if not head:
        raise ValueError(f"{path.name} has no {{% set rule = {{…}} %}}")
    return Rule(model=path.stem, **ast.literal_eval(head[1]))
