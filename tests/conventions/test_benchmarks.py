"""Every mart is timed beside a hand-written query from facts, and all that prepares the mart counts to it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from benchmarks.marts import QUERIES, prepared_by

Parents = Mapping[str, set[str]]


def test_marts_and_queries_are_the_same(models: list[Mapping[str, Any]]) -> None:
    marts = {model["name"] for model in models if model["schema"] == "marts"}
    assert {path.stem for path in QUERIES.glob("*.sql")} == marts


def test_models_made_of_other_facts_are_read_by_the_query_or_count_to_the_mart(models: list[Mapping[str, Any]]) -> None:
    parents = {
        model["name"]: {node.split(".")[2] for node in model["depends_on"]["nodes"] if node.startswith("model.")}
        for model in models
    }
    made_of_facts = {
        model["name"]
        for model in models
        if model["schema"] in {"core", "marts"}
        and not any(name.startswith(("stg_", "int_")) for name in parents[model["name"]])
    }
    for path in QUERIES.glob("*.sql"):
        query = path.read_text(encoding="utf-8")
        named, read = set(prepared_by(query)), set(re.findall(r"\b(?:core|marts)\.(\w+)", query))
        upstream, known = _upstream([path.stem], parents), read | _upstream(read, parents)
        assert (upstream & made_of_facts) - known == named, f"{path.name}: prepared by, on the left, is not as named"


def _upstream(names: Iterable[str], parents: Parents) -> set[str]:
    found: set[str] = set()
    added = {parent for name in names for parent in parents[name]}
    while added:
        found |= added
        added = {parent for name in added for parent in parents[name]} - found
    return found
