"""SOURCE -> LANDING: a multi-asset per system, gate 1 as a check of each table. Not here: how one is read or judged."""

import logging
import re
from collections.abc import Iterator
from dataclasses import asdict

from dagster import (
    AssetCheckResult,
    AssetCheckSeverity,
    AssetCheckSpec,
    AssetExecutionContext,
    AssetKey,
    AssetsDefinition,
    AssetSpec,
    Backoff,
    MaterializeResult,
    RetryPolicy,
    multi_asset,
)

from dagster_project.assets.exports import embedded_company
from dagster_project.resources import Warehouse
from expectations import gate1
from ingest.contracts import tables
from ingest.loading.load import LoadResult, load
from ingest.settings import Settings
from ingest.systems import SYSTEMS

LOGGER = logging.getLogger("plumbline")
GROUP = "landing"
CHECK = "gate_1"
PUBLISHED_BACK = "plumbline"  # lands after publishing, not before the build
EXTRACTED_SYSTEMS = tuple(system for system in SYSTEMS if system != PUBLISHED_BACK)


def landed_keys(system: str) -> list[AssetKey]:
    """Asset keys of a system's landed tables, personal-data tables included; dbt's sources have the same keys."""
    names = [name for table in tables(system) for name in (table.name, table.person_name) if name]
    return [AssetKey([system, name]) for name in names]


def _spec(system: str, key: AssetKey) -> AssetSpec:
    return AssetSpec(
        key, group_name=GROUP, deps=[embedded_company.key], kinds={"parquet"}, description=f"Landed from {system}."
    )


def extract(system: str, settings: Settings) -> LoadResult | None:
    """Loads the system's configured source through gate 1; None when no such source is configured."""
    source = next((source for source in settings.sources if source.system == system), None)
    return load(source, settings, gate1.judge) if source else None


def _tell(result: LoadResult) -> None:
    """Logs a load: why it was not taken as errors, its other problems as warnings, notes in the log's file only."""
    for line in result.problems:
        LOGGER.log(logging.ERROR if line in result.reasons else logging.WARNING, "%s", line)
    for line in result.notes:
        LOGGER.debug("%s", line)


def checked_keys(system: str) -> list[AssetKey]:
    """The landed tables that gate 1 judges, each with its personal-data table."""
    return [AssetKey([system, table.name]) for table in tables(system) if table.source]


def checks(system: str, result: LoadResult | None, settings: Settings) -> Iterator[AssetCheckResult]:
    """The verdict on each table: those fail that a reason names, and all where a reason names none.

    WARN when the night can go on without the batch: with earlier accepted data, or, where it is not the CRM, without
    any. ERROR when there is nothing of the CRM to publish.
    """
    is_crm = any(source.system == system and "crm" in source.places for source in settings.sources)
    can_go_on = result is None or result.has_accepted_load or not is_crm
    keys = checked_keys(system)
    found: dict[AssetKey, list[str]] = {}
    for line in result.reasons if result else ():
        for key in [key for key in keys if re.match(rf"{'.'.join(key.path)}\b", line)] or keys:
            found.setdefault(key, []).append(line)
    for key in keys:
        yield AssetCheckResult(
            asset_key=key,
            check_name=CHECK,
            passed=key not in found,
            severity=AssetCheckSeverity.WARN if can_go_on else AssetCheckSeverity.ERROR,
            metadata={"problems": "\n".join(found.get(key, ())) if result else "not configured"},
        )


def _system_assets(system: str) -> AssetsDefinition:
    keys = landed_keys(system)

    @multi_asset(
        name=f"{system}_landing",
        specs=[_spec(system, key) for key in keys],
        check_specs=[AssetCheckSpec(CHECK, asset=key, blocking=True) for key in checked_keys(system)],
        retry_policy=RetryPolicy(max_retries=2, delay=5, backoff=Backoff.EXPONENTIAL),
    )
    def landing(context: AssetExecutionContext, warehouse: Warehouse) -> Iterator[MaterializeResult | AssetCheckResult]:
        files = warehouse.files(context)
        with files.step(f"landed:{system}") as details:
            result = extract(system, warehouse.settings)
            details.append(f"{result.status}, {sum(result.rows.values()):,} rows" if result else "not configured")
        if result:
            files.write(f"load-{system}", asdict(result))
            _tell(result)
        rows = result.rows if result else {}
        for key in keys:
            yield MaterializeResult(key, metadata={"rows_landed": rows.get(key.path[-1], 0)})
        yield from checks(system, result, warehouse.settings)

    return landing


LANDING: list[AssetsDefinition] = [_system_assets(system) for system in EXTRACTED_SYSTEMS]
