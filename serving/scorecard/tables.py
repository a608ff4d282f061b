"""The figures' numbers as tables, made by Great Tables, which escapes every text."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pandas as pd
from great_tables import GT

from serving.scorecard.formats import count, money, months, percent
from serving.scorecard.texts import COLUMNS, level, source, step, text


def reps(numbers: Mapping[str, Any]) -> str:
    """The table of the figure of attainment: every rep, in the order of the chart."""
    columns: dict[str, Callable[[Any], str]] = {
        "rep_name": str,
        "team": str,
        "quota": money,
        "invoiced": money,
        "attainment": percent,
        "pace": percent,
        "won_count": count,
        "won_amount": money,
        "findings": count,
    }
    rows = [{**rep, "rep_name": rep["rep_name"] or rep["rep_id"], "team": rep["team"] or ""} for rep in numbers["reps"]]
    return _table("reps", columns, rows)


def funnel(numbers: Mapping[str, Any]) -> str:
    """The table of the figure of the funnel: every step."""
    columns: dict[str, Callable[[Any], str]] = {
        "step": str,
        "months": str,
        "horizon_days": count,
        "entered": count,
        "converted": count,
        "lost": count,
        "still_open": count,
        "rate": _rate,
        "amount_rate": percent,
    }
    rows = [
        {
            **row,
            "step": f"{step(row['from_step'])} → {step(row['to_step']).lower()}",
            "months": months(row["first_month"], row["last_month"]),
        }
        for row in numbers["steps"]
    ]
    return _table("steps", columns, rows)


def forecast(numbers: Mapping[str, Any]) -> str:
    """The table of the figure of the forecast: every level."""
    columns: dict[str, Callable[[Any], str]] = {
        "level": str,
        "expected_amount": money,
        "p10": money,
        "p50": money,
        "p90": money,
        "note": str,
    }
    rows = [{**row, "level": level(row["level"]), "note": row["note"] or ""} for row in numbers["levels"]]
    return _table("levels", columns, rows)


def leads(numbers: Mapping[str, Any]) -> str:
    """The table of the figure of the leads: every source."""
    columns: dict[str, Callable[[Any], str]] = {
        "lead_source": str,
        "leads": count,
        "pursued": count,
        "contacted": count,
        "lead_converted": count,
        "conversion": _rate,
    }
    rows = [
        {**row, "lead_source": source(row["lead_source"]), "lead_converted": row["converted"]}
        for row in numbers["sources"]
    ]
    return _table("sources", columns, rows)


def _rate(rate: float | None) -> str:
    return text("not_reportable") if rate is None else percent(rate)


def _table(name: str, columns: Mapping[str, Callable[[Any], str]], rows: Sequence[Mapping[str, Any]]) -> str:
    """A table without its empty columns. The fixed id keeps the HTML identical from run to run."""
    filled = [column for column in columns if any(row[column] not in (None, "") for row in rows)]
    shown = pd.DataFrame(
        {COLUMNS[column]: [columns[column](row[column]) for row in rows] for column in filled}, dtype=object
    )
    numeric = [COLUMNS[column] for column in filled if columns[column] is not str]
    table = GT(shown, id=name).cols_align("right", numeric).tab_options(table_width="100%", table_font_size="14px")
    return table.as_raw_html()
