"""Publishes the marts of a build file as one generation, whole or not at all."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from ingest.settings import Settings, fault_point
from serving import generations
from serving.database import FILE_NAME, differences, opened, write_database
from serving.export import digests, overall_digest, write_parquet
from serving.gate_verdict import PublishRefused, read_verdict
from serving.run_info import Publication, RunInfo
from serving.scorecard.page import render

__all__ = ["PublishRefused", "publish"]


def publish(settings: Settings, run: RunInfo) -> Publication:
    """Writes a generation beside the others, verifies it by opening it again, then lets readers see it.

    A rebuild of the past is seen beside `current`, by a link that is named after its date.

    Raises:
        PublishRefused: no passed verdict of gate 2 for this run, no marts, or the written copy is not whole. What was
            published before stays.
    """
    verdict = read_verdict(settings, run.run_id)
    published = settings.published_dir
    folder = generations.start(published, run.run_id)
    database = folder / FILE_NAME
    counts = write_database(settings.build_file, database)
    if not counts:
        raise PublishRefused(f"{settings.build_file.name} has no table in the schema marts")
    write_parquet(database, folder / "parquet", counts)
    render(database, folder / "scorecard", run, settings)
    facts = _facts(settings, run, verdict, counts) | {"digests": digests(database, counts, folder)}
    facts |= {"digest": overall_digest(facts["digests"]), "findings": _findings(database)}
    (folder / "run.json").write_text(json.dumps(facts, indent=2, default=str), encoding="utf-8")
    generations.seal(folder)
    fault_point("publish:written")
    _verify(folder, counts)
    fault_point("publish:verified")
    placed = generations.place(folder, run.run_id)
    fault_point("publish:renamed")
    generations.swap(published, run.run_id, published / _link(settings, facts))
    fault_point("publish:swapped")
    generations.remove_old(published)
    return Publication(
        run_id=run.run_id,
        folder=placed,
        row_counts=counts,
        digest=facts["digest"],
        findings=facts["findings"],
        is_newest=facts["is_newest"],
        is_degraded=facts["is_degraded"],
    )


def _facts(settings: Settings, run: RunInfo, verdict: Mapping[str, Any], counts: Mapping[str, int]) -> dict[str, Any]:
    """What `run.json` says beside digests and findings."""
    published, as_of = settings.published_dir, settings.as_of.isoformat()
    newest = _newest(published, run)
    gate1 = {system: load.get("status") for system, load in run.loads.items()}
    return asdict(run) | {
        "generation": generations.next_number(published),
        "as_of": as_of,
        "is_newest": settings.known_at is None and as_of >= newest,
        "known_at": settings.known_at.isoformat() if settings.known_at else None,
        "configuration_hash": settings.configuration_hash,
        "company": settings.company.name,
        "reporting_currency": settings.company.reporting_currency,
        "is_embedded": settings.is_embedded,
        "is_degraded": bool(run.skipped),
        "gates": {"gate1": gate1, "gate2": dict(verdict)},
        "row_counts": dict(counts),
        "published_at": datetime.now(UTC).isoformat(timespec="seconds"),
    }


def _newest(published: Path, run: RunInfo) -> str:
    """The date that readers see. One that the data could not answer for (AS_OF or the clock was wrong) is no date."""
    current = generations.current_folder(published)
    if current is None:
        return ""
    known = map(generations.read_run, (current, *reversed(generations.by_number(published))))
    dates = (facts["as_of"] for facts in known if facts.get("is_newest"))
    return next((as_of for as_of in dates if as_of <= run.last_day.isoformat()), "")


def _link(settings: Settings, facts: Mapping[str, Any]) -> str:
    if facts["is_newest"]:
        return generations.CURRENT
    known_at = f"_known_at_{settings.known_at:%Y-%m-%dT%H%M%SZ}" if settings.known_at else ""
    return f"{generations.PAST}/{settings.as_of}{known_at}"


def _findings(database: Path) -> dict[str, int]:
    """Open findings per rule."""
    query = "select rule_id, count(*) from crm_findings where status = 'open' group by rule_id order by rule_id"
    with opened(database) as connection:
        return dict(connection.execute(query).fetchall())


def _verify(folder: Path, counts: Mapping[str, int]) -> None:
    problems = differences(folder / FILE_NAME, counts)
    for mart, rows in counts.items():
        found = pq.read_metadata(folder / "parquet" / f"{mart}.parquet").num_rows
        if found != rows:
            problems.append(f"{mart}.parquet: {found} rows instead of {rows}")
    if problems:
        raise PublishRefused(f"the written copy is not whole: {'; '.join(problems)}")
