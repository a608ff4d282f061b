"""The command `plumbline`: help and exit codes of each part, and refusals that wait for nothing heavy."""

from __future__ import annotations

import importlib
import subprocess
import sys
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from dagster_project.command_line import app
from dagster_project.run_log import KEPT_LOGS, LOGGER, logging_to, new_log
from ingest.loading.run_lock import RunLock
from tests.nights import PROJECT_DIR, environment

COMMANDS = ("nightly", "doctor", "mapping draft", "mapping check", "forget", "redate", "dev")
PASSED_ON = ("simulate", "dbt")


@pytest.mark.parametrize("command", COMMANDS)
def test_help_says_the_exit_codes(command: str) -> None:
    done = CliRunner().invoke(app, [*command.split(), "--help"])
    assert done.exit_code == 0
    assert "Exit codes:" in done.output


def test_the_commands_are_those_that_are_tested() -> None:
    group = typer.main.get_command(app)
    names = {name for name in group.commands if name != "mapping"}
    assert names | {f"mapping {name}" for name in group.commands["mapping"].commands} == {*COMMANDS, *PASSED_ON}
    assert all("Exit codes:" in (group.commands[name].help or "") for name in PASSED_ON)


def run(data_dir: Path, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """The command, and on standard error what it imported."""
    command = [sys.executable, "-X", "importtime", "-m", "dagster_project", *arguments]
    return subprocess.run(
        command, cwd=PROJECT_DIR, env=environment(data_dir, **variables), capture_output=True, text=True, check=False
    )


HEAVY = ("dagster", "dbt.cli", "duckdb", "pandas", "pyarrow", "dlt", "great_expectations")


@pytest.mark.parametrize("arguments", [["nightly"], ["dbt", "build"]])
def test_a_refused_lock_is_one_line_and_waits_for_no_import(tmp_path: Path, arguments: list[str]) -> None:
    lock = RunLock(tmp_path / "warehouse")
    lock.acquire()
    try:
        done = run(tmp_path, *arguments)
    finally:
        lock.release()
    assert done.returncode == 5, done.stderr
    assert len(done.stdout.splitlines()) == 1
    imported = {line.rsplit("|", 1)[1].strip() for line in done.stderr.splitlines() if line.count("|") == 2}
    assert "ingest.settings" in imported
    assert not imported & set(HEAVY)


@pytest.mark.parametrize("command", ["nightly", "doctor", "mapping check", "forget x:1", "redate", "dbt", "dev"])
def test_a_configuration_that_cannot_be_used_is_told_without_a_traceback(tmp_path: Path, command: str) -> None:
    (tmp_path / "sources.yml").write_text("company: {name: 7}\ncolour: red\n", encoding="utf-8")
    done = run(tmp_path / "data", *command.split(), PLUMBLINE_SOURCES=str(tmp_path / "sources.yml"))
    assert done.returncode == 1, done.stderr
    assert "sources.yml line 1: company.name: must be a text" in done.stdout
    assert "sources.yml line 2: colour: is not known (known: company, as_of, sources)" in done.stdout
    assert "Traceback" not in done.stdout + done.stderr


@pytest.mark.parametrize("command", ["nightly", "forget x:1", "redate", "dbt"])
def test_a_data_folder_that_cannot_be_written_is_one_line(command: str) -> None:
    done = run(Path("/proc/plumbline"), *command.split())
    assert done.returncode == 1, done.stderr
    assert "'/proc/plumbline'" in done.stdout
    assert len(done.stdout.splitlines()) == 1
    assert "Traceback" not in done.stdout + done.stderr


def test_our_lines_are_on_the_terminal_and_foreign_ones_in_the_log_alone(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    log = new_log(tmp_path)
    with logging_to(log):
        LOGGER.info("landed salesforce")
        subprocess.run(["echo", "chatter"], check=True)
    terminal, written = capfd.readouterr().out, log.read_text(encoding="utf-8")
    assert terminal.endswith(" landed salesforce\n")
    assert "chatter" not in terminal
    assert "landed salesforce" in written
    assert "chatter" in written
    assert (tmp_path / "latest.log").resolve() == log


def test_old_logs_are_removed_and_latest_leads_to_the_newest(tmp_path: Path) -> None:
    for number in range(KEPT_LOGS + 5):
        (tmp_path / f"{number}.log").touch()
    log = new_log(tmp_path)
    log.touch()
    assert len([path for path in tmp_path.glob("*.log") if not path.is_symlink()]) == KEPT_LOGS
    assert (tmp_path / "latest.log").resolve() == log


@pytest.mark.parametrize("main", ["ingest.loading.redate", "ingest.forget.command"])
def test_every_problem_of_the_configuration_is_a_line(
    main: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    sources = tmp_path / "sources.yml"
    sources.write_text("company: {name: X, reporting_currency: XXXX, time_zone: Mars}\nsources: {}\n", encoding="utf-8")
    monkeypatch.setenv("PLUMBLINE_SOURCES", str(sources))
    monkeypatch.setenv("PLUMBLINE_DATA_DIR", str(tmp_path / "data"))
    arguments = ("salesforce:1",) if main.endswith("command") else ()
    assert importlib.import_module(main).main(*arguments) == 1
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) >= 2
    assert not any("?" in line for line in lines)


@pytest.mark.parametrize("command", ["nightly", "forget salesforce:003", "redate", "dbt ls"])
def test_a_damaged_landing_is_one_line_for_each_command(tmp_path: Path, command: str) -> None:
    loads = tmp_path / "landing" / "salesforce" / "_dlt_loads"
    files = loads.with_name("_files")
    for folder in (loads, files):
        folder.mkdir(parents=True)
    (loads / "1.jsonl").write_text('{"load_id": "1796044776.5", "status": 0}', encoding="utf-8")
    noted = '{"counts": true, "files": {"opportunity/1796044776.5.x.parquet": ["0"]}}'
    (files / "1796044776.5.json").write_text(noted, encoding="utf-8")
    done = run(tmp_path, *command.split())
    assert done.returncode == 1, done.stderr
    (line,) = [line for line in done.stdout.splitlines() if "the file of load 1796044776.5 (2026-11-30 " in line]
    assert "is gone. Restore it from a backup" in line
    logs = "".join(path.read_text(encoding="utf-8") for path in tmp_path.glob("logs/*.log"))
    assert "Traceback" not in done.stdout + done.stderr + logs
