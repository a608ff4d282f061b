"""The reasons why a night did not publish, one line each: failures of dbt and gate 2, or the step that broke."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
from dagster import DagsterEvent

from dagster_project.run_files import RunFiles

CONTRACT = "enforced contract"


@dataclass(frozen=True)
class Refusal:
    """One line; `is_gate` when our own invariants refused (a test, a contract, a control total)."""

    line: str
    is_gate: bool


def refusals(files: RunFiles, failed: list[DagsterEvent], build_file: Path) -> list[Refusal]:
    """All reasons, the gate's first; never empty when `failed` is not."""
    found = [*_of_dbt(files, build_file), *_of_gate_2(files)] or [
        Refusal(reason(event), is_gate=False) for event in failed
    ]
    return sorted(found, key=lambda refusal: not refusal.is_gate)


def _of_dbt(files: RunFiles, build_file: Path) -> Iterator[Refusal]:
    for result in files.read_all("dbt").get("", {}).get("wrong", []):
        message = " ".join(result["message"].split())
        if result["status"] == "fail":
            broken = _broken(result, build_file)
            yield Refusal(f"gate 2: {result['name']}{broken}: {message}", is_gate=True)
        elif result["status"] == "error" and CONTRACT in message:
            yield Refusal(f"gate 2: {result['name']}: {message}", is_gate=True)
        elif result["status"] == "error":
            yield Refusal(f"dbt: {result['name']}: {message}", is_gate=False)


def _of_gate_2(files: RunFiles) -> Iterator[Refusal]:
    for failure in files.read_all("gate2").get("", {}).get("failures", []):
        yield Refusal(f"gate 2: {failure}", is_gate=True)


def _broken(result: dict[str, Any], build_file: Path) -> str:
    """The invariants that the rows of a failing test name in their column `broken`."""
    query = result["compiled_code"]
    if " as broken" not in query:
        return ""
    with duckdb.connect(str(build_file), read_only=True) as connection:
        names = connection.execute(f"select distinct broken from ({query}) order by broken").fetchall()
    return f" ({', '.join(name for (name,) in names)})"


def reason(event: DagsterEvent) -> str:
    """Why a step failed, as one line. What we refuse ourselves says where; any other error is named after the step."""
    error = event.step_failure_data.error
    while error and error.cause:
        error = error.cause
    message = " ".join(error.message.split()) if error else "no reason was recorded"
    own = re.match(r"(\S*\.)?(Failure|\w+Refused): ", message)
    return message[own.end() :] if own else f"{event.step_key}: {message}"
