"""The slowest marts are timed beside a hand-written query from facts, and all that prepares a mart counts to it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Set
from typing import Any

from benchmarks.marts import QUERIES, hand_written, prepared_by


def test_queries_are_those_of_marts(models: list[Mapping[str, Any]]) -> None:
    timed = {path.stem for path in QUERIES.glob("*.sql")}
    assert timed
    assert timed <= {model["name"] for model in models if model["schema"] == "marts"}


def test_what_prepares_a_mart_and_is_not_read_by_its_query_counts_to_the_mart(models: list[Mapping[str, Any]]) -> None:
    parents = {
        model["name"]: {node.split(".")[2] for node in model["depends_on"]["nodes"] if node.startswith("model.")}
        for model in models
    }
    facts = {name for name, read in parents.items() if any(one.startswith(("stg_", "int_")) for one in read)}
    # A mart runs the SQL of its views and ephemeral parts itself.
    run = {model["name"] for model in models if model["config"]["materialized"] in {"view", "ephemeral"}}
    for path in QUERIES.glob("*.sql"):
        query = hand_written(path.stem)
        given = facts | set(re.findall(r"\b(?:core|marts)\.(\w+)", query))
        assert set(prepared_by(query)) == _between(path.stem, parents, given) - run, path.name


def _between(mart: str, parents: Mapping[str, set[str]], given: Set[str]) -> set[str]:
    """The models that stand between a mart and those that are given."""
    found: set[str] = set()
    added = parents[mart] - given
    while added:
        found |= added
        added = {parent for name in added for parent in parents[name]} - given - found
    return found
