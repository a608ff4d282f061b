"""Reads a drop folder without configuration: sub-folders are the sources, its files show the currency and the name."""
# Arrow is imported where it is used: a refused lock does not wait for it.
# ruff: noqa: PLC0415

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from io import BufferedReader, RawIOBase
from pathlib import Path
from typing import Any

from ingest.configuration.confinement import beneath
from ingest.configuration.currencies import CURRENCIES
from ingest.configuration.models import Company, Configuration, Source
from ingest.configuration.plain_files import likely_delimiter, names_like, plain_pieces
from ingest.systems import PLACES

FALLBACK_CURRENCY = "EUR"
# Bytes that hold the first line of a CSV file, and a field of JSON with its value.
FIRST_LINE, LONGEST_FIELD = 100_000, 1_000


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
    names = _csv_values(_found(folder, "crm", "Organization.csv"), "Name")
    company = Company(min(names, default="").strip() or folder.resolve().name, _currency(folder))
    declared = {"reporting_currency": company.reporting_currency, "sources": [source.system for source in sources]}
    return Configuration(company, tuple(sources), declared)


def _currency(folder: Path) -> str:
    """The target currency of rates, else the CRM's corporate one, else the most frequent one of amounts, else EUR."""
    candidates = (
        (_csv_values, "finance", "fx_rates.csv", "to_currency"),
        (_csv_values, "crm", "CurrencyType.csv", "IsoCode", "IsCorporate"),
        (_csv_values, "crm", "Opportunity.csv", "CurrencyIsoCode"),
        (_json_values, "accounting", "Invoices.jsonl", "CurrencyCode"),
        (_csv_values, "finance", "quotas.csv", "currency"),
        (_csv_values, "finance", "costs.csv", "currency"),
    )
    for values, place, name, *names in candidates:
        found = values(_found(folder, place, name), *names)
        counts = Counter({code: count for code, count in found.items() if code in CURRENCIES})
        if counts:
            return min(counts, key=lambda code: (-counts[code], code))
    return FALLBACK_CURRENCY


def _found(folder: Path, place: str, name: str) -> Path | None:
    """The file, by the name that it has there; None where there is none that can be read, which its reader reports."""
    try:
        names = names_like(folder / place, name)
        return beneath(folder / place, names[0]) if len(names) == 1 else None
    except (ValueError, OSError):
        return None


class _Stream(RawIOBase):
    """Pieces as a file. Settings are read before the lock is taken, so nothing is unpacked to the disk."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces, self._rest = pieces, memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        done = 0
        while done < len(buffer):
            if not self._rest:
                if (piece := next(self._pieces, None)) is None:
                    break
                self._rest = memoryview(piece)
            count = min(len(buffer) - done, len(self._rest))
            buffer[done : done + count], self._rest = self._rest[:count], self._rest[count:]
            done += count
        return done


def _csv_values(path: Path | None, column: str, flag: str | None = None) -> Counter[str]:
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
        with BufferedReader(_Stream(plain_pieces(path) if path else iter(())), FIRST_LINE) as stream:
            first_line = stream.peek().partition(b"\n")[0]
            parse = csv.ParseOptions(delimiter=likely_delimiter(first_line), newlines_in_values=True)
            for batch in csv.open_csv(stream, parse_options=parse, convert_options=convert):
                values = batch.column(0)
                if flag:
                    values = values.filter(pc.is_in(pc.utf8_lower(batch.column(1)), pa.array(["true", "1"])))
                counts.update({item["values"]: item["counts"] for item in values.value_counts().to_pylist()})
    except (pa.ArrowException, ValueError, OSError):
        pass
    return counts


def _json_values(path: Path | None, field: str) -> Counter[str]:
    """As `_csv_values`, of the codes that a field has wherever it stands in a text of JSON."""
    codes = re.compile(rf'"{field}"\s*:\s*"([A-Z]{{3}})"'.encode(), re.IGNORECASE)
    counts: Counter[str] = Counter()
    rest = b""
    try:
        for piece in plain_pieces(path) if path else ():
            content = rest + piece
            end = 0
            for match in codes.finditer(content):
                counts[match[1].decode()] += 1
                end = match.end()
            # One may stand across the border of two pieces.
            rest = content[max(end, len(content) - LONGEST_FIELD) :]
    except (ValueError, OSError):
        pass
    return counts
