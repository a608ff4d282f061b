"""The leads figure: per source, how many leads were contacted and became opportunities."""

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
    sum(names_count)::bigint as names,
    sum(converted_names_count)::bigint as converted_names,
    sum(leads_count)::bigint as leads,
    sum(pursued_count)::bigint as pursued,
    sum(contacted_count)::bigint as contacted,
    sum(converted_count)::bigint as converted
from lead_sources
where week_start >= $first
group by lead_source
order by leads desc, lead_source
"""


def read(connection: duckdb.DuckDBPyConnection, as_of: date) -> dict[str, Any]:
    """The numbers of the figure: the leads created in the last twelve months, and separately the names."""
    first = add_months(as_of, -12).replace(day=1)
    sources = records(connection, _SOURCES, {"first": first})
    for row in sources:
        row["conversion"] = row["converted"] / row["leads"] if row["leads"] >= LEAST_REPORTABLE else None
    names, converted_names, leads = (
        sum(row[name] for row in sources) for name in ("names", "converted_names", "leads")
    )
    sources = [row for row in sources if row["leads"]]
    unknown = sum(row["leads"] for row in sources if row["lead_source"] == UNKNOWN)
    return {
        "sources": sources,
        "first": first,
        "leads": leads,
        "names": names,
        "converted_names": converted_names,
        "unknown_share": unknown / leads if leads else None,
        "title": _title(sources),
    }


def _title(sources: list[dict[str, Any]]) -> str:
    """Names the source with the highest conversion, if the difference is statistically significant."""
    if not sources:
        return text("leads_none")
    judged = [row for row in sources if row["conversion"] is not None and row["lead_source"] != UNKNOWN]
    if len(judged) < 2:
        return text("leads_small")
    best = max(judged, key=lambda row: (row["conversion"], row["leads"], row["lead_source"]))
    leads, converted = (sum(row[name] for row in judged) for name in ("leads", "converted"))
    if not _stands_out(best, leads, converted, len(judged)):
        return text("leads_alike", rate=percent(converted / leads))
    return text("leads_title", source=source(best["lead_source"]), rate=percent(best["conversion"]))


def _stands_out(best: dict[str, Any], leads: int, converted: int, sources: int) -> bool:
    """Whether the best rate is above that of the others together, by the z test of two proportions.

    The significance level of 5% is divided by the number of sources compared (Bonferroni).
    """
    others, pooled = leads - best["leads"], converted / leads
    spread = math.sqrt(pooled * (1 - pooled) * (1 / best["leads"] + 1 / others))
    gap = best["conversion"] - (converted - best["converted"]) / others
    return gap > NormalDist().inv_cdf(1 - MAY_ERR / sources) * spread
