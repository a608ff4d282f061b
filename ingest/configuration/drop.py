"""Reads a drop folder without configuration: sub-folders are the sources, and its files show the currency."""
# DuckDB and Arrow are imported where they are used: a refused lock does not wait for them.
# ruff: noqa: PLC0415

from __future__ import annotations

from collections import Counter
from pathlib import Path

from ingest.configuration.confinement import beneath
from ingest.configuration.currencies import CURRENCIES
from ingest.configuration.models import Company, Configuration, Source
from ingest.systems import PLACES

FALLBACK_CURRENCY = "EUR"


def read_drop(folder: Path, landing_dir: Path, problems: list[str]) -> Configuration:
    """The configuration of a drop folder; errors are added to `problems`.

    A role is connected when its sub-folder exists or its system has landed before, so that a missing sub-folder is
    reported as a failed source.
    """
    if not folder.is_dir():
        problems.append("PLUMBLINE_DROP: no such folder")
        return Configuration(Company("", ""), (), {})
    sources = []
    for place, (system, *_) in PLACES.items():
        try:
            path = beneath(folder, place)
        except ValueError as error:
            problems.append(f"PLUMBLINE_DROP/{place}: {error}")
            continue
        if place == "crm" or path.is_dir() or (landing_dir / system).is_dir():
            sources.append(Source(system, path, places=(place,)))
    company = Company("Drop folder", _currency(folder))
    declared = {"reporting_currency": company.reporting_currency, "sources": [source.system for source in sources]}
    return Configuration(company, tuple(sources), declared)


def _currency(folder: Path) -> str:
    """The target currency of rates, else the CRM's corporate one, else the most frequent one of amounts, else EUR."""
    candidates = (
        lambda: _csv_values(folder / "finance" / "fx_rates.csv", "to_currency"),
        lambda: _csv_values(folder / "crm" / "CurrencyType.csv", "IsoCode", "IsCorporate"),
        lambda: _csv_values(folder / "crm" / "Opportunity.csv", "CurrencyIsoCode"),
        lambda: _json_values(folder / "accounting" / "Invoices.jsonl", "CurrencyCode"),
        lambda: _csv_values(folder / "finance" / "quotas.csv", "currency"),
        lambda: _csv_values(folder / "finance" / "costs.csv", "currency"),
    )
    for values in candidates:
        counts = Counter({code: count for code, count in values().items() if code in CURRENCIES})
        if counts:
            return min(counts, key=lambda code: (-counts[code], code))
    return FALLBACK_CURRENCY


def _csv_values(path: Path, column: str, flag: str | None = None) -> Counter[str]:
    """How often each value occurs in a column; empty when the file cannot be read, which its reader reports.

    With `flag`, only rows in which that column is true count.
    """
    import pyarrow as pa
    import pyarrow.compute as pc
    from pyarrow import csv

    counts: Counter[str] = Counter()
    parse = csv.ParseOptions(newlines_in_values=True)
    columns = [column, *([flag] if flag else [])]
    convert = csv.ConvertOptions(include_columns=columns, column_types=dict.fromkeys(columns, pa.string()))
    try:
        with csv.open_csv(path, parse_options=parse, convert_options=convert) as file:
            for batch in file:
                values = batch.column(0)
                if flag:
                    values = values.filter(pc.is_in(pc.utf8_lower(batch.column(1)), pa.array(["true", "1"])))
                counts.update({item["values"]: item["counts"] for item in values.value_counts().to_pylist()})
    except (pa.ArrowException, OSError):
        pass
    return counts


def _json_values(path: Path, field: str) -> Counter[str]:
    """As `_csv_values`, of one field of the objects of a JSON-lines file."""
    import duckdb

    query = f"""
        select {field}, count(*) from read_json(?, format = 'newline_delimited', columns = {{'{field}': 'varchar'}},
        ignore_errors = true) where {field} is not null group by {field}
    """
    try:
        with duckdb.connect() as connection:
            return Counter(dict(connection.execute(query, [str(path)]).fetchall()))
    except duckdb.Error:
        return Counter()
