"""Writes what was measured as the page RESULTS.md."""

from __future__ import annotations

import math
import os
import platform
from collections.abc import Iterator, Sequence
from itertools import pairwise

from benchmarks.marts import Comparison
from benchmarks.nights import Company, Step

HEAD = "| step | wall s | CPU s | peak MB |\n|---|---|---|---|"


def page(companies: Sequence[tuple[Company, Sequence[Comparison]]]) -> str:
    """The whole page, smallest company first."""
    parts = [
        "# Results",
        "",
        f"Written by `make bench` on {os.cpu_count()} cores, Python {platform.python_version()}; one run each.",
        "Memory is that of the largest process. Machines are noisy: compare ratios within one page, not seconds.",
        "",
        "The slowest marts stand beside one hand-written DuckDB query each with the same rows (`queries/`), from the",
        "facts of the core. Models that only prepare marts count to the mart, in full to each mart that shares them.",
        "",
        *_growth([company for company, _ in companies]),
    ]
    for company, comparisons in companies:
        parts += [f"## {company.opportunities:,} opportunities", "", *_company(company), "", *_marts(comparisons)]
    return "\n".join(parts)


def _growth(companies: Sequence[Company]) -> Iterator[str]:
    """How CPU time grows: the exponent e of time ~ size^e between one size and the next."""
    if len(companies) < 2:
        return
    names = ["simulating the exports", *companies[0].nights]
    yield "## Growth"
    yield ""
    yield "The exponent of CPU time from one size to the next (1 is proportional), and the peak of any process."
    yield ""
    yield (
        "| | "
        + " | ".join(f"{one.opportunities:,} → {other.opportunities:,}" for one, other in pairwise(companies))
        + " |"
    )
    yield "|---" * len(companies) + "|"
    for name in names:
        exponents = [_exponent(one, other, name) for one, other in pairwise(companies)]
        yield f"| {name} | " + " | ".join(exponents) + " |"
    yield ""


def _exponent(one: Company, other: Company, name: str) -> str:
    times = _whole(other, name).cpu_seconds / _whole(one, name).cpu_seconds
    exponent = math.log(times) / math.log(other.opportunities / one.opportunities)
    return f"{exponent:.2f} (peak {_whole(other, name).peak_bytes / 1e9:.1f} GB)"


def _whole(company: Company, name: str) -> Step:
    return company.nights[name].whole if name in company.nights else company.simulated


def _company(company: Company) -> Iterator[str]:
    yield HEAD
    yield _row(company.simulated)
    for name, night in company.nights.items():
        yield _row(night.whole, f"**{name}**: {night.rows_landed:,} rows landed")
        yield from (_row(step, f"&nbsp;&nbsp;{step.name}") for step in night.steps)
    yield ""
    sizes = ", ".join(f"{name} {megabytes:,.0f} MB" for name, megabytes in company.megabytes.items())
    yield f"On disk after two nights: {sizes}. Before the last, {company.changed_rows:,} rows were edited."


def _row(step: Step, name: str | None = None) -> str:
    return f"| {name or step.name} | {step.wall_seconds:.1f} | {step.cpu_seconds:.1f} | {step.peak_bytes / 1e6:,.0f} |"


def _marts(comparisons: Sequence[Comparison]) -> Iterator[str]:
    yield "| mart | rows | mart s | preparing s | hand-written s | ratio |"
    yield "|---|---|---|---|---|---|"
    for one in comparisons:
        seconds = f"{one.mart_seconds:.2f} | {one.preparing_seconds:.2f} | {one.query_seconds:.2f}"
        yield f"| {one.mart} | {one.rows:,} | {seconds} | {one.ratio:.1f} |"
    yield ""
