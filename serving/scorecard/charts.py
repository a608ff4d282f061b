"""The charts of the figures, as SVG by Altair. It is embedded in the page and loads nothing from other hosts."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt
import vl_convert

from serving.scorecard.formats import count, money, percent
from serving.scorecard.texts import OUTCOMES, level, source, step

SHOWN_REPS = 30
SHOWN_SOURCES = 12
LEAST_SHOWN, MOST_SHOWN, CUT = -0.5, 2.0, "//"  # where bars of attainment are cut off, and the mark of it
VEGA_LITE = "6.4"  # as Altair's schema
GOOD, FAIR, POOR, QUIET, INK, PALE = "#0f766e", "#5eaaa2", "#d98a3d", "#c3cad5", "#1f2937", "#e5e9ef"
COLOURS = {"converted": GOOD, "lost": QUIET, "still_open": PALE}
WIDTH, ROW = 900, 26
NAMES_WIDTH, LABELS_WIDTH = 170, 160  # fixed, because fonts differ from machine to machine
FONT = "Helvetica Neue, Helvetica, Arial, sans-serif"
CLIPS = re.compile(r"(?<=id=\")clip\d+(?=\")|(?<=url\(#)clip\d+(?=\))")
# Inside HTML an SVG needs no name space, and without it the page holds no address at all.
NAME_SPACES = re.compile(r' xmlns(:\w+)?="[^"]*"')


def reps(numbers: Mapping[str, Any]) -> str:
    """Bars of the figure of attainment as SVG, '' when no rep has a number."""
    measure, currency = numbers["measure"], numbers["currency"]
    drawn = [rep for rep in numbers["reps"] if rep[measure] is not None][:SHOWN_REPS]
    if not drawn:
        return ""
    is_ratio = measure == "attainment"
    values = [float(rep[measure]) for rep in drawn]
    floor, ceiling = min(0.0, *values), max(1.25 if is_ratio else 1.0, *values)
    # A bar far longer than all others is cut off so that the others stay readable.
    floor, ceiling = (max(floor, LEAST_SHOWN), min(ceiling, MOST_SHOWN)) if is_ratio else (floor, ceiling)
    rows = [
        {
            "name": name,
            "value": shown,
            "end": max(0.0, shown),
            "cut": "" if shown == value else CUT,
            "cut_at": shown - (ceiling - floor) * (0.02 if shown > 0 else -0.02),
            "colour": _colour(rep) if is_ratio else GOOD if value >= 0 else POOR,
            "label": _label(rep, measure, currency),
        }
        for name, rep, value in zip(_rep_names(drawn), drawn, values, strict=True)
        for shown in [max(floor, min(value, ceiling))]
    ]
    base = alt.Chart(alt.Data(values=rows)).encode(y=_names())
    scale = alt.Scale(domain=[floor, ceiling], nice=False)
    bars = base.mark_bar(height=ROW * 0.62, cornerRadiusEnd=2).encode(
        x=alt.X("value:Q", scale=scale, axis=None), color=alt.Color("colour:N", scale=None)
    )
    cuts = base.mark_text(fontSize=15, fontWeight="bold", color="#ffffff").encode(x="cut_at:Q", text="cut:N")
    labels = base.encode(x="end:Q", text="label:N")
    halo = labels.mark_text(align="left", dx=6, fontSize=12, stroke="#ffffff", strokeWidth=5, aria=False)
    labels = labels.mark_text(align="left", dx=6, fontSize=12, color=INK)
    marks = [_mark(1.0, []), _mark(numbers["elapsed_share"], [4, 3])] if is_ratio else []
    if not numbers["is_partial"]:
        marks = marks[:1]
    if floor < 0:
        marks.append(_mark(0.0, []))
    return _svg("reps", alt.layer(bars, *marks, cuts, halo, labels), len(rows) * ROW, right=LABELS_WIDTH)


def are_cut(numbers: Mapping[str, Any]) -> bool:
    """Whether a bar of the figure of attainment is cut off."""
    ratios = [rep["attainment"] for rep in numbers["reps"][:SHOWN_REPS] if rep["attainment"] is not None]
    return numbers["measure"] == "attainment" and any(not LEAST_SHOWN <= ratio <= MOST_SHOWN for ratio in ratios)


def funnel(numbers: Mapping[str, Any]) -> str:
    """One stacked bar per step that is drawn: converted, lost and still open; '' when there is none."""
    drawn = [row for row in numbers["steps"] if row["is_drawn"]]
    if not drawn:
        return ""
    rows = []
    for row in drawn:
        name = f"{step(row['from_step'])} → {step(row['to_step']).lower()}"
        end = 0.0
        for outcome, label in OUTCOMES.items():
            share = row[outcome] / row["entered"]
            shown = f"{percent(share)} {label}" if share >= 0.13 else percent(share) if share >= 0.05 else ""
            rows.append(
                {"name": name, "start": end, "end": end + share, "middle": end + share / 2, "label": shown}
                | {"colour": COLOURS[outcome], "ink": "#ffffff" if outcome == "converted" else INK}
            )
            end += share
    base = alt.Chart(alt.Data(values=rows)).encode(y=_names())
    scale = alt.Scale(domain=[0, 1], nice=False)
    bars = base.mark_bar(height=ROW * 0.8).encode(
        x=alt.X("start:Q", scale=scale, axis=None), x2="end:Q", color=alt.Color("colour:N", scale=None)
    )
    labels = base.mark_text(fontSize=12).encode(x="middle:Q", text="label:N", color=alt.Color("ink:N", scale=None))
    return _svg("steps", alt.layer(bars, labels), len(drawn) * ROW * 1.35)


def forecast(numbers: Mapping[str, Any]) -> str:
    """One bar per level with the range of past errors as a line; '' when there is no forecast."""
    levels, currency = numbers["levels"], numbers["currency"]
    if not levels:
        return ""
    rows = [
        {
            "name": level(row["level"]),
            "value": float(row["expected_amount"]),
            "low": None if row["p10"] is None else float(row["p10"]),
            "high": None if row["p90"] is None else float(row["p90"]),
            "colour": GOOD if row["is_champion"] else QUIET,
            "end": max(0.0, *(float(row[name]) for name in ("expected_amount", "p90") if row[name] is not None)),
            "label": money(row["expected_amount"], currency),
        }
        for row in levels
    ]
    base = alt.Chart(alt.Data(values=rows)).encode(y=_names())
    floor = min(0.0, *(value for row in rows for value in (row["value"], row["low"]) if value is not None))
    scale = alt.Scale(domain=[floor, max(1.0, *(row["end"] for row in rows))], nice=False)
    bars = base.mark_bar(height=ROW * 0.62, cornerRadiusEnd=2).encode(
        x=alt.X("value:Q", scale=scale, axis=None), color=alt.Color("colour:N", scale=None)
    )
    ranges = base.mark_rule(color=INK, size=1.6).encode(x="low:Q", x2="high:Q")
    labels = base.mark_text(align="left", dx=6, fontSize=12, color=INK).encode(x="end:Q", text="label:N")
    return _svg("levels", alt.layer(bars, ranges, labels), len(rows) * ROW * 1.2, right=LABELS_WIDTH)


def leads(numbers: Mapping[str, Any]) -> str:
    """One bar per source: its leads, and the part that became opportunities; '' when there are none."""
    rows = [
        {
            "name": source(row["lead_source"]),
            "leads": row["leads"],
            "converted": row["converted"],
            "label": f"{count(row['leads'])}  \u00b7  {percent(row['conversion'])}",
        }
        for row in numbers["sources"][:SHOWN_SOURCES]
    ]
    if not rows:
        return ""
    base = alt.Chart(alt.Data(values=rows)).encode(y=_names())
    scale = alt.Scale(domain=[0, max(row["leads"] for row in rows)], nice=False)
    bars = [
        base.mark_bar(height=ROW * 0.62, color=colour).encode(x=alt.X(f"{name}:Q", scale=scale, axis=None))
        for name, colour in (("leads", QUIET), ("converted", GOOD))
    ]
    labels = base.mark_text(align="left", dx=6, fontSize=12, color=INK).encode(x="leads:Q", text="label:N")
    return _svg("sources", alt.layer(*bars, labels), len(rows) * ROW, right=LABELS_WIDTH)


def _label(rep: Mapping[str, Any], measure: str, currency: str | None) -> str:
    if measure != "attainment":
        return money(rep[measure], currency)
    return f"{percent(rep['attainment'])}  ·  {money(rep['invoiced'])} of {money(rep['quota'], currency)}"


def _colour(rep: Mapping[str, Any]) -> str:
    if rep["attainment"] >= 1:
        return GOOD
    return FAIR if rep["pace"] is None or rep["pace"] >= 1 else POOR


def _rep_names(reps: Sequence[Mapping[str, Any]]) -> list[str]:
    """The label of each rep's bar; reps who share a name also show their ids."""
    names = [rep["rep_name"] or rep["rep_id"] for rep in reps]
    return [
        f"{name} ({rep['rep_id']})" if names.count(name) > 1 else name for name, rep in zip(names, reps, strict=True)
    ]


def _names() -> alt.Y:
    return alt.Y("name:N", title=None, sort=None, axis=alt.Axis(labelLimit=NAMES_WIDTH - 8, minExtent=NAMES_WIDTH))


def _mark(value: float, dash: list[int]) -> alt.Chart:
    data = alt.Data(values=[{"at": value}])
    return alt.Chart(data).mark_rule(color=INK, strokeDash=dash, size=1.2).encode(x="at:Q")


def _svg(name: str, chart: alt.LayerChart, height: float, right: int = 0) -> str:
    """As SVG of the page's width, with `right` kept free for labels; `name` sets its ids apart from another chart's."""
    chart = chart.properties(
        width=WIDTH - NAMES_WIDTH - right,
        height=height,
        background="transparent",
        padding={"left": 0, "right": right, "top": 4, "bottom": 4},
    )
    chart = chart.configure(font=FONT).configure_view(strokeWidth=0)
    chart = chart.configure_axis(domain=False, ticks=False, labelFontSize=13, labelColor=INK, labelPadding=8)
    svg = NAME_SPACES.sub("", vl_convert.vegalite_to_svg(chart.to_json(), vl_version=VEGA_LITE))
    # The converter numbers its ids across all charts of a process; fixed ids keep the output identical.
    ids = {found: f"{name}-{number}" for number, found in enumerate(dict.fromkeys(CLIPS.findall(svg)), start=1)}
    return CLIPS.sub(lambda match: ids[match[0]], svg)
