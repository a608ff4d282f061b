"""The verdict of gate 2 as a file: gate 2 writes it, and publishing accepts no other sign that the gate passed."""

from __future__ import annotations

import json
import re
from dataclasses import asdict
from pathlib import Path
from typing import Any

from ingest.contracts import Verdict
from ingest.settings import Settings

RUN_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,99}")


class PublishRefused(Exception):  # noqa: N818 - it is a decision, not an error
    """Nothing was published; the generation before it stays. The text says why."""


def verdict_path(settings: Settings, run_id: str) -> Path:
    """Where the verdict of a run lies. Raises PublishRefused for a run id that cannot name a file."""
    if not RUN_ID.fullmatch(run_id):
        raise PublishRefused(f"run id {run_id!r} is not a name")
    return settings.warehouse_dir / f"gate2-{run_id}.json"


def write_verdict(settings: Settings, run_id: str, verdict: Verdict) -> Path:
    """Writes the verdict of this run, in one step, and removes those of other runs."""
    path = verdict_path(settings, run_id)
    path.parent.mkdir(parents=True, exist_ok=True)
    for old in path.parent.glob("gate2-*"):
        old.unlink()
    body = {"run_id": run_id, "passed": verdict.passed, "failures": [asdict(failure) for failure in verdict.failures]}
    unfinished = path.with_suffix(".tmp")
    unfinished.write_text(json.dumps(body, indent=2), encoding="utf-8")
    unfinished.replace(path)
    return path


def read_verdict(settings: Settings, run_id: str) -> dict[str, Any]:
    """The verdict of this run. Raises PublishRefused when there is none, or when it is not a pass."""
    path = verdict_path(settings, run_id)
    try:
        verdict = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise PublishRefused(f"gate 2 left no readable verdict of run {run_id}: {error}") from error
    if verdict.get("run_id") != run_id or verdict.get("passed") is not True or verdict.get("failures"):
        raise PublishRefused(f"gate 2 did not pass in run {run_id}: {len(verdict.get('failures', []))} failures")
    return verdict
