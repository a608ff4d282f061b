"""The sources of the page's numbers: freshness, capabilities that are not connected, skipped systems."""

from __future__ import annotations

from typing import Any

import duckdb

from serving.database import records
from serving.run_info import RunInfo

_SYSTEMS = """
select source_system, max(last_loaded_on) as last_loaded_on,
    max(cast(last_record_at as date)) as last_record_on, sum(quarantined_rows) as quarantined_rows
from source_freshness
where is_connected and source_system <> 'plumbline'
group by source_system
order by source_system
"""
_OPPORTUNITIES = "select sum(current_rows) from source_freshness where table_name = 'opportunity'"
_MISSING = "select table_name, note from source_freshness where not is_connected order by table_name"


def read(connection: duckdb.DuckDBPyConnection, run: RunInfo) -> dict[str, Any]:
    """Freshness by system, whether a CRM without opportunities was read, and what is not connected or was skipped."""
    skipped = [
        {"system": system, "has_accepted_load": bool(run.loads[system].get("has_accepted_load"))}
        for system in run.skipped
    ]
    ((opportunities,),) = connection.execute(_OPPORTUNITIES).fetchall()
    return {
        "has_no_opportunity": opportunities == 0,
        "systems": records(connection, _SYSTEMS),
        "not_connected": dict(connection.execute(_MISSING).fetchall()),
        "skipped": [one["system"] for one in skipped if one["has_accepted_load"]],
        "never_accepted": [one["system"] for one in skipped if not one["has_accepted_load"]],
    }
