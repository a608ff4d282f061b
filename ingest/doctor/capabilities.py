"""What groups of metrics need, and the figures affected when it is missing, from seeds that dbt also reads."""

from __future__ import annotations

import csv
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

from ingest.rules import rules

# Tables, each as its system and its name.
Tables = Collection[tuple[str, str]]

SEEDS = Path(__file__).resolve().parents[2] / "dbt" / "seeds"


@dataclass(frozen=True, slots=True)
class Provider:
    """A table that makes a capability connected when it is delivered; `delivered_as` is its name for users."""

    capability: str
    source_system: str
    table_name: str
    delivered_as: str


@dataclass(frozen=True, slots=True)
class Cost:
    """The effect on a mart, or on some of its columns, when a capability is not connected."""

    capability: str
    mart_name: str
    column_names: str
    metrics: str
    effect: str


def providers() -> tuple[Provider, ...]:
    """Every table that provides a capability."""
    return tuple(Provider(**row) for row in _rows("capabilities"))


def costs() -> tuple[Cost, ...]:
    """Every mart that is affected when a capability is not connected; for rules, from their metadata."""
    judged: dict[tuple[str, str], list[str]] = {}
    for rule in rules():
        for capability, effect in rule.needs.items():
            judged.setdefault((capability, effect), []).append(f"{rule.id} {rule.title}")
    return (
        *(Cost(**row) for row in _rows("capability_costs")),
        *(Cost(need, "crm_findings", "", "; ".join(names), effect) for (need, effect), names in judged.items()),
    )


def not_connected(asked: Tables, there: Tables) -> Iterator[str]:
    """The lines on what is missing and what that costs.

    Args:
        asked: the tables that the configured sources are asked for.
        there: those of them that are there, whether or not they can be read.
    """
    by_capability: dict[str, list[Provider]] = {}
    for provider in providers():
        by_capability.setdefault(provider.capability, []).append(provider)
    for capability, able in by_capability.items():
        if any((provider.source_system, provider.table_name) in there for provider in able):
            continue
        ours = [provider for provider in able if (provider.source_system, provider.table_name) in asked]
        names = dict.fromkeys(provider.delivered_as for provider in ours or able)
        yield f"{capability.replace('_', ' ')}: no {' or '.join(names)}"
        yield from (f"  {line}" for line in _costs(capability))


def _costs(capability: str) -> Iterator[str]:
    found = [cost for cost in costs() if cost.capability == capability]
    if not found:
        yield "affects no published figure"
    for cost in found:
        columns = f" ({', '.join(cost.column_names.split())})" if cost.column_names else ""
        yield f"{cost.mart_name}{columns}: {cost.effect} [{cost.metrics}]"


def _rows(seed: str) -> Iterator[dict[str, str]]:
    with (SEEDS / f"{seed}.csv").open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)
