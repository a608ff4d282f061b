"""What the doctor says of capabilities is true of the contracts, the marts and their columns."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from dagster_project.dbt_run import DBT_DIR
from ingest.contracts import tables
from ingest.doctor.capabilities import costs, providers

CAPABILITIES = {provider.capability for provider in providers()}
ASKED = re.compile(r"\b(?:is_connected|not_connected_reason)\('(\w+)'\)")


def test_what_provides_a_capability_is_landed_under_that_name() -> None:
    for provider in providers():
        sources = {table.name: table.source for table in tables(provider.source_system)}
        assert provider.table_name in sources, provider
        if provider.source_system == "odoo":
            assert provider.delivered_as == sources[provider.table_name], provider


def test_every_capability_that_a_model_asks_for_is_known() -> None:
    for path in (DBT_DIR / "models").rglob("*.sql"):
        assert set(ASKED.findall(path.read_text(encoding="utf-8"))) <= CAPABILITIES, path


def test_marts_and_columns_that_suffer_exist(models: list[Mapping[str, Any]]) -> None:
    marts = {model["name"]: model["columns"] for model in models if model["schema"] == "marts"}
    for cost in costs():
        assert cost.capability in CAPABILITIES, cost
        assert cost.mart_name in marts, cost
        assert set(cost.column_names.split()) <= set(marts[cost.mart_name]), cost


def test_what_a_mart_itself_misses_the_doctor_says(models: list[Mapping[str, Any]]) -> None:
    told = {(cost.mart_name, cost.capability) for cost in costs()}
    for model in models:
        if model["schema"] == "marts":
            asked = set(ASKED.findall(model["raw_code"]))
            assert {(model["name"], capability) for capability in asked} <= told, model["name"]
