"""Writes the scorecard of one generation: index.html and, beside it, numbers.json with every number it shows."""

from __future__ import annotations

import json
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import jinja2
from markupsafe import Markup

from ingest.settings import Settings
from serving.database import opened
from serving.run_info import RunInfo
from serving.scorecard import attainment, charts, findings, forecast, formats, funnel, leads, sources, tables
from serving.scorecard.texts import COLUMNS, text

HERE = Path(__file__).parent


def render(database: Path, folder: Path, run: RunInfo, settings: Settings) -> None:
    """Reads a published database and writes the page into a new folder. Same marts, same bytes."""
    numbers = collect(database, run, settings)
    folder.mkdir()
    (folder / "index.html").write_text(_page(numbers), encoding="utf-8")
    encoded = json.dumps(numbers, indent=2, default=_encoded, ensure_ascii=False)
    (folder / "numbers.json").write_text(encoded + "\n", encoding="utf-8")


def collect(database: Path, run: RunInfo, settings: Settings) -> dict[str, Any]:
    """Every number of the page, as the marts have it: the page is drawn from this and from nothing else."""
    with opened(database) as connection:
        state = sources.read(connection, run)
        missing = state["not_connected"]
        currency = settings.company.reporting_currency
        fiscal_start = settings.company.fiscal_year_start_month
        first = attainment.read(connection, settings.as_of, fiscal_start, currency, missing)
        return {
            "company": settings.company.name,
            "as_of": settings.as_of,
            "currency": currency,
            "sources": state,
            "figures": {
                "attainment": first,
                "forecast": forecast.read(connection, settings.as_of, currency),
                "funnel": funnel.read(connection, missing),
                "leads": leads.read(connection, settings.as_of),
                "findings": findings.read(connection, settings.as_of, currency, _record_urls(settings)),
            },
        }


def _record_urls(settings: Settings) -> dict[str, str]:
    """The addresses of opportunities in the CRMs, by the prefix of their ids."""
    urls = {source.system: source.record_url for source in settings.sources if "crm" in source.places}
    return {"csv" if system == "csv_mapping" else system: url for system, url in urls.items() if url}


def _page(numbers: dict[str, Any]) -> str:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(HERE),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {name: getattr(formats, name) for name in ("money", "percent", "count", "day")}
    environment.globals |= {"text": text, "span": formats.span, "columns": COLUMNS, "shown_reps": charts.SHOWN_REPS}
    environment.globals |= {"cut_mark": charts.CUT, "reps_cut": charts.are_cut(numbers["figures"]["attainment"])}
    figures = numbers["figures"]
    # The only HTML that is not escaped here: the two libraries escape the texts that they are given.
    drawings = {
        "reps_chart": Markup(charts.reps(figures["attainment"])),  # noqa: S704
        "reps_table": Markup(tables.reps(figures["attainment"])),  # noqa: S704
        "forecast_chart": Markup(charts.forecast(figures["forecast"])),  # noqa: S704
        "forecast_table": Markup(tables.forecast(figures["forecast"])),  # noqa: S704
        "funnel_chart": Markup(charts.funnel(figures["funnel"])),  # noqa: S704
        "funnel_table": Markup(tables.funnel(figures["funnel"])),  # noqa: S704
        "leads_chart": Markup(charts.leads(figures["leads"])),  # noqa: S704
        "leads_table": Markup(tables.leads(figures["leads"])),  # noqa: S704
        "style": Markup((HERE / "style.css").read_text(encoding="utf-8")),  # noqa: S704
    }
    return environment.get_template("layout.html.j2").render(**numbers, **figures, **drawings)


def _encoded(value: object) -> object:
    """Money as a number with its cents; JSON has no decimals, and cents survive below 90 thousand billion."""
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, date | datetime):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no place in numbers.json")
