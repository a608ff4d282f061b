"""`plumbline forget`: its exit codes and lines, a night at work, a kill at any moment."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import duckdb
import pytest

from ingest.forget import command
from ingest.forget.command import main
from ingest.loading.run_lock import RunLock
from ingest.reading.judging import work_dir
from ingest.settings import Settings
from tests.unit.ingest.conftest import Landing
from tests.unit.ingest.forget.test_rewriting import PLANTED, crm
from tests.unit.ingest.forget.traces import traces

POINTS = ("forget:listed", "forget:rewritten:contact", "forget:written:lead__person", "forget:rewritten:lead__person")


@pytest.fixture
def landed(salesforce: Landing, settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Landing:
    """People that have landed, a build file with them, and the environment of a night on them."""
    salesforce.deliver(**crm())
    settings.build_file.parent.mkdir(parents=True)
    settings.build_file.write_text("Zapatera", encoding="utf-8")
    page = settings.state_dir / "api" / "odoo" / "partner" / "1.jsonl"
    page.parent.mkdir(parents=True)
    page.write_text("Zapatera", encoding="utf-8")
    (tmp_path / "drop" / "crm").mkdir(parents=True)
    monkeypatch.setenv("PLUMBLINE_DATA_DIR", str(settings.data_dir))
    monkeypatch.setenv("PLUMBLINE_DROP", str(tmp_path / "drop"))
    return salesforce


def test_it_says_ids_and_counts_and_never_the_person(
    landed: Landing, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    before = landed.digests()
    assert main("salesforce:0031", dry_run=True) == 0
    who = "salesforce:0031, salesforce:00Q1 (2 records, 1 e-mail addresses)"
    assert capsys.readouterr().out == f"would be forgotten: {who}\n"
    assert landed.digests() == before

    assert main("salesforce:0031") == 0
    assert capsys.readouterr().out.splitlines()[:2] == [
        f"forgotten: {who}",
        "rewritten rows: salesforce.contact 1, salesforce.lead 1, salesforce.task 1",
    ]
    assert traces(settings.data_dir, PLANTED) == set()
    assert main("salesforce:0031") == 0
    assert capsys.readouterr().out.startswith("nothing left to forget: salesforce:0031")
    assert main("salesforce:0039") == 1
    assert "no contact, lead, partner or person account with the id 'salesforce:0039'" in capsys.readouterr().out


def test_a_night_at_work_is_not_disturbed(landed: Landing, settings: Settings) -> None:
    before = landed.digests()
    holder = f"import fcntl; file = open({str(RunLock(settings.warehouse_dir).path)!r}, 'a'); fcntl.flock(file, 2); "
    holder += "print('held', flush=True); input()"
    with subprocess.Popen(
        [sys.executable, "-c", holder], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as night:
        assert night.stdout
        assert night.stdout.readline() == "held\n"
        done = run()
        night.communicate("\n")
    assert done.returncode == 5
    assert len(done.stdout.splitlines()) == 1
    assert "nothing was done" in done.stdout
    assert landed.digests() == before
    assert settings.build_file.exists()


def test_killed_anywhere_the_next_run_forgets_the_rest(landed: Landing, settings: Settings) -> None:
    """One kill after the other, each further on; the address is known by the list once the record has lost it."""
    for point in POINTS:
        assert run(FAULT_POINT=point).returncode == -signal.SIGKILL, point
        # Readers see whole files meanwhile.
        assert len(landed.versions("lead__person", "id")) == 1
    assert run().returncode == 0
    assert traces(settings.data_dir, PLANTED) == set()
    assert not list(settings.data_dir.rglob("*.unfinished"))
    assert landed.deliver(**crm()).rows == {}


def run(**variables: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "dagster_project", "forget", "salesforce:0031"]
    environment = {**os.environ, **variables}
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


def test_nothing_is_kept_outside_the_data_folder(
    landed: Landing, settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """What DuckDB spills is personal; a killed command leaves it where the next one removes it."""
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "elsewhere"))
    left_over = settings.state_dir / "forget" / "plumbline-x" / "spilled"
    left_over.parent.mkdir(parents=True)
    left_over.write_text("Zapatera", encoding="utf-8")
    seen: list[Path] = []
    find = command.find

    def looking(connection: duckdb.DuckDBPyConnection, *others: object) -> object:
        seen.append(work_dir(connection))
        return find(connection, *others)

    monkeypatch.setattr(command, "find", looking)
    assert main("salesforce:0031") == 0
    assert [path.is_relative_to(settings.state_dir / "forget") for path in seen] == [True]
    assert not (settings.state_dir / "forget").exists()
    assert not list((tmp_path / "elsewhere").iterdir())
    assert landed.settings.landing_dir.is_dir()
