"""The leads figure: per source, how many names became leads, were contacted and became opportunities."""

from __future__ import annotations

import math
from datetime import date
from statistics import NormalDist
from typing import Any

import duckdb

from serving.database import records
from serving.scorecard.formats import LEAST_REPORTABLE, add_months, percent
from serving.scorecard.texts import source, text

UNKNOWN = "(none)"
MAY_ERR = 0.05
_SOURCES = """
select
    lead_source,
    sum(records_count)::bigint as records,
    sum(leads_count)::bigint as leads,
    sum(pursued_count)::bigint as pursued,
    sum(contacted_count)::bigint as contacted,
    sum(converted_count)::bigint as converted
from lead_sources
where week_start >= $first
group by lead_source
having sum(records_count) > 0
order by records desc, lead_source
"""


def read(connection: duckdb.DuckDBPyConnection, as_of: date) -> dict[str, Any]:
    """The numbers of the figure, of names and leads created in the last twelve months.

    Conversion is of all that was recorded: names that are called become leads when they answer, so that of leads alone
    a list of strangers would look better than people who asked for something.
    """
    first = add_months(as_of, -12).replace(day=1)
    sources = records(connection, _SOURCES, {"first": first})
    for row in sources:
        row["conversion"] = row["converted"] / row["records"] if row["records"] >= LEAST_REPORTABLE else None
    recorded = sum(row["records"] for row in sources)
    unknown = sum(row["records"] for row in sources if row["lead_source"] == UNKNOWN)
    return {
        "sources": sources,
        "first": first,
        "records": recorded,
        "leads": sum(row["leads"] for row in sources),
        "unknown_share": unknown / recorded if recorded else None,
        "title": _title(sources),
    }


def _title(sources: list[dict[str, Any]]) -> str:
    """Names the source with the highest conversion, if the difference is statistically significant."""
    if not sources:
        return text("leads_none")
    judged = [row for row in sources if row["conversion"] is not None and row["lead_source"] != UNKNOWN]
    if len(judged) < 2:
        return text("leads_small")
    best = max(judged, key=lambda row: (row["conversion"], row["records"], row["lead_source"]))
    recorded, converted = (sum(row[name] for row in judged) for name in ("records", "converted"))
    if not _stands_out(best, recorded, converted, len(judged)):
        return text("leads_alike", rate=percent(converted / recorded))
    return text("leads_title", source=source(best["lead_source"]), rate=percent(best["conversion"]))


def _stands_out(best: dict[str, Any], recorded: int, converted: int, sources: int) -> bool:
    """Whether the best rate is above that of the others together, by the z test of two proportions.

    The significance level of 5% is divided by the number of sources compared (Bonferroni).
    """
    others, pooled = recorded - best["records"], converted / recorded
    spread = math.sqrt(pooled * (1 - pooled) * (1 / best["records"] + 1 / others))
    gap = best["conversion"] - (converted - best["converted"]) / others
    return gap > NormalDist().inv_cdf(1 - MAY_ERR / sources) * spread
