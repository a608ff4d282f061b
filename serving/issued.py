"""The results of a published run as Arrow tables for landing: issued forecasts, finding changes, gate results."""

from __future__ import annotations

from collections.abc import Mapping, Set
from datetime import date

import pyarrow as pa

from ingest import contracts
from ingest.contracts import Table, Type
from ingest.settings import Settings
from serving.database import FILE_NAME, opened, records
from serving.generations import FOLDER, current_folder, read_run
from serving.run_info import SKIPPED

_ARROW = {Type.TOTAL: pa.decimal128(18, 3), Type.BOOLEAN: pa.bool_(), Type.DATE: pa.date32(), Type.TEXT: pa.string()}
_FORECASTS = """
select
    period_start, period_end, entity_type, entity_id, measure, level, is_champion, expected_amount, p10, p50, p90,
    currency
from forecast_by_period
where as_of = $as_of
"""
# A finding opens on the date on which it is first seen and is fixed on the date on which it is last seen.
_CHANGES = """
select rule_id, rule_version, object_type, object_id, status, severity, value_at_risk_rc
from crm_findings
where (status = 'open' and first_seen = $as_of) or (status = 'fixed' and last_seen = $as_of)
"""


def unrecorded(settings: Settings, recorded: Set[date]) -> str | None:
    """The run that readers see, where nothing has been recorded of its date: the night ended before."""
    facts = read_run(current_folder(settings.published_dir))
    is_due = facts.get("is_newest") and date.fromisoformat(facts["as_of"]) not in recorded
    return facts["run_id"] if is_due else None


def tables(settings: Settings, run_id: str) -> dict[str, pa.Table]:
    """The rows of a published run by table of the system `plumbline`, in the contract's columns and types.

    All tables are empty for a rebuild of the past: the recorded results stay.
    """
    folder = settings.published_dir / FOLDER / run_id
    facts = read_run(folder)
    day = date.fromisoformat(facts["as_of"])
    run = {"as_of": day, **{name: facts[name] for name in ("run_id", "code_version", "configuration_hash")}}
    rows: dict[str, list[dict[str, object]]] = {"issued_forecast": [], "finding_change": [], "gate_result": []}
    if facts["is_newest"]:
        with opened(folder / FILE_NAME) as connection:
            as_of = {"as_of": day}
            rows["issued_forecast"] = records(connection, _FORECASTS, as_of)
            rows["finding_change"] = records(connection, _CHANGES, as_of)
        rows["gate_result"] = _gate_results(facts["gates"])
    declared = {table.name: table for table in contracts.tables("plumbline")}
    return {name: _table(declared[name], [row | run for row in found]) for name, found in rows.items()}


def _gate_results(gates: Mapping[str, Mapping[str, object]]) -> list[dict[str, object]]:
    """One row per source that gate 1 or its reader judged, one for gate 2, which passed or nothing was published."""
    first = [
        {"gate": "gate1", "check_name": system, "is_passed": status not in SKIPPED, "detail": status}
        for system, status in gates["gate1"].items()
    ]
    return [*first, {"gate": "gate2", "check_name": "published", "is_passed": True, "detail": None}]


def _table(contract: Table, rows: list[dict[str, object]]) -> pa.Table:
    schema = pa.schema([(column.name, _ARROW[column.type]) for column in contract.columns])
    return pa.Table.from_pylist(rows, schema=schema)
