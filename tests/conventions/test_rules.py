"""A rule says what it is at the head of its SQL, and says what is true of it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

import pytest

from ingest.doctor.capabilities import providers
from ingest.rules import FOLDER, Rule, rules
from ingest.settings import PROJECT_DIR

SEVERITIES = ("low", "medium", "high", "critical")
ASKED = re.compile(r"\bis_connected\('(\w+)'\)")


@pytest.fixture
def sql(models: list[Mapping[str, Any]], rule: Rule) -> Mapping[str, Any]:
    """The model of a rule, as dbt reads it."""
    (model,) = [model for model in models if model["name"] == rule.model]
    return model


@pytest.mark.parametrize("rule", rules(), ids=lambda rule: rule.id)
def test_what_a_rule_says_of_itself(sql: Mapping[str, Any], rule: Rule) -> None:
    head = asdict(rule)
    del head["model"]
    assert sql["description"] == head.pop("description")
    assert sql["config"]["meta"]["rule"] == head
    assert rule.model.startswith(f"rule_{rule.id.lower()}_")
    query = sql["raw_code"].partition("config(")[2]
    assert rule.severities == [severity for severity in SEVERITIES if f"'{severity}'" in query]
    assert set(ASKED.findall(query)) <= set(rule.needs)
    assert set(rule.needs) <= {provider.capability for provider in providers()}


@pytest.mark.parametrize("rule", rules(), ids=lambda rule: rule.id)
def test_sentences_are_made_from_the_evidence(sql: Mapping[str, Any], rule: Rule) -> None:
    query = sql["raw_code"].partition("config(")[2]
    for templates in (rule.observed, rule.expected):
        if isinstance(templates, dict):
            assert "reason" in rule.evidence
            assert all(f"'{reason}'" in query for reason in templates)
        texts = templates.values() if isinstance(templates, dict) else [templates]
        assert {name for text in texts for name in re.findall(r"{(\w+)}", text)} <= set(rule.evidence)
    if isinstance(rule.observed, dict) and isinstance(rule.expected, dict):
        assert set(rule.observed) == set(rule.expected)


def test_the_readme_shows_a_rule_as_it_is() -> None:
    readme = (PROJECT_DIR / "README.md").read_text(encoding="utf-8")
    (shown,) = re.findall(r"```sql\n(-- One row per .*?)```", readme, re.DOTALL)
    (name,) = set(re.findall(r"rules/(rule_h\d+_\w+\.sql)", readme))
    assert shown == (FOLDER / name).read_text(encoding="utf-8")
