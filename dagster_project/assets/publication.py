"""MARTS -> PUBLISHED: gate 2, the swap, and what is remembered of it. Not here: how a file is published or judged."""

from __future__ import annotations

from dagster import AssetCheckResult, AssetCheckSpec, AssetExecutionContext, AssetKey, MaterializeResult, asset

from dagster_project.assets.landing import PUBLISHED_BACK, landed_keys
from dagster_project.assets.models import models
from dagster_project.resources import Warehouse
from dagster_project.run_info import run_info
from expectations import gate2, honesty
from ingest.plumbline import record
from serving import issued, publish

GROUP = "published"
CHECK = "gate_2"


def mart_keys() -> list[AssetKey]:
    """Asset keys of every mart, from the manifest: publishing waits for all of them."""
    return sorted(key for key, group in models.group_names_by_key.items() if group == "marts")
