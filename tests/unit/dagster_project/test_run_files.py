"""Steps of a night: each says when it is over, and a long one how far it is meanwhile."""

from __future__ import annotations

import logging
import re
import shutil
import time
from pathlib import Path

import pytest

from dagster_project import run_files
from dagster_project.dbt_project import DBT_DIR
from dagster_project.dbt_run import run_dbt
from dagster_project.run_files import RunFiles


@pytest.fixture
def files(tmp_path: Path) -> RunFiles:
    found = RunFiles(tmp_path, "run")
    found.start()
    return found


def lines(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [re.sub(r"[\d.]+ s", "… s", record.getMessage()) for record in caplog.records]


@pytest.fixture(autouse=True)
def _captured(caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run_files.LOGGER, "propagate", True)
    caplog.set_level(logging.INFO, "plumbline")


def test_a_long_step_says_how_far_it_is(
    files: RunFiles, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run_files, "SECONDS_OF_SILENCE", 0.2)
    with files.step("landed:xero") as details:
        details.append("1 of 2")
        time.sleep(0.3)
        details[:] = ["all"]
    assert lines(caplog) == ["not yet landed xero: 1 of 2 (… s)", "landed xero: all (… s)"]


def test_a_short_step_has_one_line(files: RunFiles, caplog: pytest.LogCaptureFixture) -> None:
    with files.step("judged"):
        pass
    assert lines(caplog) == ["judged (… s)"]


def test_a_step_that_fails_says_nothing_more(
    files: RunFiles, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run_files, "SECONDS_OF_SILENCE", 0.1)
    with pytest.raises(ValueError, match="broken"), files.step("judged"):
        raise ValueError("broken")
    time.sleep(0.2)
    assert not lines(caplog)


def test_dbt_counts_and_names_the_nodes_that_it_builds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("dbt_project.yml", "profiles.yml"):
        shutil.copy(DBT_DIR / name, tmp_path)
    (tmp_path / "models").mkdir()
    for name in ("one", "two"):
        (tmp_path / "models" / f"{name}.sql").write_text("select 1 as id", encoding="utf-8")
    part = "{{ config(materialized='ephemeral') }} select 1 as id"
    (tmp_path / "models" / "part.sql").write_text(part, encoding="utf-8")
    properties = "models: [{name: one, columns: [{name: id, data_tests: [not_null]}]}]"
    (tmp_path / "models" / "models.yml").write_text(properties, encoding="utf-8")
    progress: list[str] = []
    monkeypatch.setenv("PLUMBLINE_BUILD_FILE", str(tmp_path / "build.duckdb"))
    results = run_dbt(["build"], tmp_path / "target", project_dir=tmp_path, progress=progress)
    assert all(result.is_good for result in results)
    assert {result.name for result in results} == {"one", "two", "one: not_null"}
    assert progress == ["3 of 3 seeds, models and tests"]
