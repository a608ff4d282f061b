"""Reads a drop folder without configuration: sub-folders are the sources, its files show the currency and the name."""
# Arrow is imported where it is used: a refused lock does not wait for it.
# ruff: noqa: PLC0415

from __future__ import annotations

import re
from collections import Counter
from mmap import ACCESS_READ, mmap
from pathlib import Path
from tempfile import TemporaryDirectory

from ingest.configuration.confinement import beneath
from ingest.configuration.currencies import CURRENCIES
from ingest.configuration.models import Company, Configuration, Source
from ingest.configuration.plain_files import PACKED, likely_delimiter, plain_file
from ingest.systems import PLACES

FALLBACK_CURRENCY = "EUR"
FIRST_LINE = 100_000  # bytes that hold it


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
    names = _csv_values(folder / "crm" / "Organization.csv", "Name")
    company = Company(min(names, default="").strip() or folder.resolve().name, _currency(folder))
    declared = {"reporting_currency": company.reporting_currency, "sources": [source.system for source in sources]}
    return Configuration(company, tuple(sources), declared)


def _currency(folder: Path) -> str:
    """The target currency of rates, else the CRM's corporate one, else the most frequent one of amounts, else EUR."""
    candidates = (
        (_csv_values, folder / "finance" / "fx_rates.csv", "to_currency"),
        (_csv_values, folder / "crm" / "CurrencyType.csv", "IsoCode", "IsCorporate"),
        (_csv_values, folder / "crm" / "Opportunity.csv", "CurrencyIsoCode"),
        (_json_values, folder / "accounting" / "Invoices.jsonl", "CurrencyCode"),
        (_csv_values, folder / "finance" / "quotas.csv", "currency"),
        (_csv_values, folder / "finance" / "costs.csv", "currency"),
    )
    for values, path, *names in candidates:
        with TemporaryDirectory() as work_dir:
            found = values(_readable(path, Path(work_dir)), *names)
        counts = Counter({code: count for code, count in found.items() if code in CURRENCIES})
        if counts:
            return min(counts, key=lambda code: (-counts[code], code))
    return FALLBACK_CURRENCY


def _readable(path: Path, work_dir: Path) -> Path:
    """The file, unpacked and in UTF-8; its own path where there is none that can be read, which its reader reports."""
    names = [path.name, *(f"{path.name}{end}" for end in PACKED)]
    found = next((path.with_name(name) for name in names if path.with_name(name).is_file()), path)
    try:
        return plain_file(found, work_dir)
    except (ValueError, OSError):
        return path


def _csv_values(path: Path, column: str, flag: str | None = None) -> Counter[str]:
    """How often each value occurs in a column; empty when the file cannot be read, which its reader reports.

    With `flag`, only rows in which that column is true count.
    """
    import pyarrow as pa
    import pyarrow.compute as pc
    from pyarrow import csv

    counts: Counter[str] = Counter()
    columns = [column, *([flag] if flag else [])]
    convert = csv.ConvertOptions(include_columns=columns, column_types=dict.fromkeys(columns, pa.string()))
    try:
        with path.open("rb") as stream:
            parse = csv.ParseOptions(delimiter=likely_delimiter(stream.readline(FIRST_LINE)), newlines_in_values=True)
            stream.seek(0)
            for batch in csv.open_csv(stream, parse_options=parse, convert_options=convert):
                values = batch.column(0)
                if flag:
                    values = values.filter(pc.is_in(pc.utf8_lower(batch.column(1)), pa.array(["true", "1"])))
                counts.update({item["values"]: item["counts"] for item in values.value_counts().to_pylist()})
    except (pa.ArrowException, OSError):
        pass
    return counts


def _json_values(path: Path, field: str) -> Counter[str]:
    """As `_csv_values`, of the codes that a field has wherever it stands in a text of JSON."""
    codes = re.compile(rf'"{field}"\s*:\s*"([A-Z]{{3}})"'.encode(), re.IGNORECASE)
    try:
        with path.open("rb") as file, mmap(file.fileno(), 0, access=ACCESS_READ) as content:
            return Counter(match[1].decode() for match in codes.finditer(content))
    except (OSError, ValueError):
        return Counter()
