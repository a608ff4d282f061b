"""Publishing: a generation is whole or not there, readers never see anything between, refusals leave the old one."""

from __future__ import annotations

import json
import os
import pickle
import shutil
import signal
import stat
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import duckdb
import pyarrow.parquet as pq
import pytest

from ingest.contracts import Failure, Verdict
from serving import generations
from serving.gate_verdict import PublishRefused, verdict_path, write_verdict
from serving.publish import publish
from tests.nights import PROJECT_DIR


@pytest.fixture(autouse=True)
def _without_page(monkeypatch):
    """The page has its own tests; drawing it takes longer than all the rest."""
    monkeypatch.setattr("serving.publish.render", lambda _database, folder, *_: folder.mkdir())


FAILURE = Failure("marts", "crm_findings", "(rows)", "rows", "none", "Look.")


def current(settings):
    return settings.published_dir / "current"


def shown(settings):
    return current(settings).readlink().name


def rows(path: Path, query: str):
    with duckdb.connect(str(path / "sales_marts.duckdb"), read_only=True) as connection:
        return connection.execute(query).fetchall()


def test_a_generation_holds_the_marts_their_comments_and_what_the_run_was(settings, run):
    publication = publish(settings, run)
    folder = current(settings).resolve()
    assert folder == publication.folder.resolve()
    assert publication.row_counts["crm_findings"] == 3
    assert rows(folder, "select count(*) from marts.rep_performance_monthly") == [(5,)]
    assert rows(folder, "select count(*) from duckdb_views() where schema_name = 'rules'") == [(0,)]
    [(comment,)] = rows(folder, "select comment from duckdb_tables() where table_name = 'crm_findings'")
    assert comment.endswith("the CRM's own record contradicts")
    assert rows(folder, "select comment from duckdb_columns() where column_name = 'value_at_risk_rc'")[0][0]
    for path in (folder, *folder.rglob("*"), folder.parent, settings.published_dir):
        assert stat.S_IMODE(path.stat().st_mode) == (0o444 if path.is_file() else 0o755)
    assert pq.read_metadata(folder / "parquet" / "crm_findings.parquet").num_rows == 3
    facts = json.loads((folder / "run.json").read_text())
    assert facts["row_counts"] == publication.row_counts
    assert facts["findings"] == {"H05": 1, "H17": 1}
    assert facts["gates"]["gate2"]["passed"] is True
    assert {"as_of", "known_at", "code_version", "configuration_hash", "digest", "freshness", "timings"} <= facts.keys()


def test_the_published_file_has_the_old_storage_version(settings, run):
    folder = publish(settings, run).folder
    with duckdb.connect() as connection:
        connection.execute(f"attach '{folder / 'sales_marts.duckdb'}' as published (read_only)")
        [(tags,)] = connection.execute(
            "select tags from duckdb_databases() where database_name = 'published'"
        ).fetchall()
    assert tags["storage_version"].startswith("v1.2.0")


@pytest.mark.parametrize("kind", ["missing", "failed", "of another run", "unreadable"])
def test_without_this_runs_passed_verdict_nothing_is_published(settings, run, next_run, kind):
    publish(settings, run)
    refused = next_run("run-2")
    path = verdict_path(settings, "run-2")
    if kind == "missing":
        path.unlink()
    elif kind == "failed":
        write_verdict(settings, "run-2", Verdict((FAILURE,)))
    elif kind == "unreadable":
        path.write_text('{"run_id": "run-2", "pas')
    else:
        path.write_text(path.read_text().replace("run-2", "run-1"))
    with pytest.raises(PublishRefused):
        publish(settings, refused)
    assert shown(settings) == "run-1"


def test_a_copy_that_is_not_whole_is_not_shown(settings, run, next_run, monkeypatch):
    publish(settings, run)
    monkeypatch.setattr("serving.publish.differences", lambda *_: ["crm_findings: 2 rows instead of 3"])
    with pytest.raises(PublishRefused, match="2 rows instead of 3"):
        publish(settings, next_run("run-2"))
    assert shown(settings) == "run-1"


def test_a_build_without_marts_is_refused(settings, run):
    settings.build_file.unlink()
    with duckdb.connect(str(settings.build_file)) as connection:
        connection.execute("create schema marts")
    with pytest.raises(PublishRefused, match="no table in the schema marts"):
        publish(settings, run)
    assert not current(settings).exists()


def test_the_digest_tells_values_apart_and_not_the_order_of_rows(settings, run, next_run):
    first = publish(settings, run).digest
    with duckdb.connect(str(settings.build_file)) as connection:
        connection.execute(
            "create or replace table marts.crm_findings as from marts.crm_findings order by object_id desc"
        )
    assert publish(settings, next_run("run-2")).digest == first
    with duckdb.connect(str(settings.build_file)) as connection:
        connection.execute(
            "update marts.crm_findings set value_at_risk_rc = 900.01 where object_id = 'salesforce:006A'"
        )
    assert publish(settings, next_run("run-3")).digest != first


def test_the_last_five_generations_are_kept_and_a_reader_of_a_removed_one_keeps_working(settings, run, next_run):
    publish(settings, run)
    with duckdb.connect(str(current(settings) / "sales_marts.duckdb"), read_only=True) as reader:
        for number in range(2, 8):
            publish(settings, next_run(f"run-{number}"))
        assert reader.execute("select count(*) from marts.crm_findings").fetchall() == [(3,)]
    kept = sorted(folder.name for folder in (settings.published_dir / "generations").iterdir())
    assert kept == [f"run-{number}" for number in range(3, 8)]


def test_the_generation_that_readers_see_is_never_removed(settings, run, next_run):
    publish(settings, run)
    for number in range(2, 7):
        publish(settings, next_run(f"run-{number}"))
    generations.swap(settings.published_dir, "run-2", current(settings))
    for number in range(7, 9):
        folder = settings.published_dir / "generations" / f"run-{number}"
        folder.mkdir()
        (folder / "run.json").write_text(json.dumps({"generation": number}))
    generations.remove_old(settings.published_dir)
    assert (current(settings) / "run.json").is_file()


def test_the_same_run_is_not_published_over_itself(settings, run):
    publish(settings, run)
    with pytest.raises(PublishRefused, match="already"):
        publish(settings, run)
    assert (current(settings) / "run.json").is_file()


@pytest.mark.parametrize("run_id", ["../evil", "", ".", "a/b", "-x\n"])
def test_a_run_id_cannot_leave_its_folder(settings, run, run_id):
    with pytest.raises(PublishRefused):
        publish(settings, replace(run, run_id=run_id))


def test_a_skipped_source_is_told(settings, degraded_run):
    assert publish(settings, degraded_run).is_degraded is True


def test_a_rebuild_of_the_past_is_shown_beside_the_newest_date(settings, run, next_run):
    assert publish(settings, run).is_newest is True
    past = settings.published_dir / "as_of" / "2025-01-01"
    for rebuilt, run_id, name in (
        (replace(settings, as_of=date(2025, 1, 1)), "run-2", "2025-01-01"),
        (
            replace(settings, known_at=datetime(2025, 5, 1, tzinfo=UTC)),
            "run-3",
            "2025-05-20_known_at_2025-05-01T000000Z",
        ),
    ):
        assert publish(rebuilt, next_run(run_id)).is_newest is False
        assert generations.shown_at(settings.published_dir, run_id) == past.with_name(name)
        assert rows(past.with_name(name), "select count(*) from marts.crm_findings") == [(3,)]
        assert shown(settings) == "run-1"
    assert publish(replace(settings, as_of=date(2025, 1, 1)), next_run("run-4")).is_newest is False
    assert past.resolve().name == "run-4"
    for number in range(5, 11):
        publish(settings, next_run(f"run-{number}"))
    assert rows(past, "select count(*) from marts.crm_findings") == [(3,)], "newer nights do not remove it"


def test_rebuilds_of_the_past_are_removed_too(settings, run, next_run):
    publish(settings, run)
    for day in range(1, 8):
        publish(replace(settings, as_of=date(2025, 1, day)), next_run(f"past-{day}"))
    links = sorted((settings.published_dir / "as_of").iterdir())
    assert [link.name for link in links] == [f"2025-01-0{day}" for day in range(3, 8)]
    assert all((link / "run.json").is_file() for link in links)
    assert shown(settings) == "run-1"


def test_a_date_that_was_wrong_silences_no_later_night(settings, run, next_run):
    """AS_OF or the clock was years ahead: no data can answer for that date."""
    publish(replace(settings, as_of=date(2036, 1, 1)), run)
    night = replace(next_run("run-2"), last_day=date(2025, 5, 21))
    assert publish(settings, night).is_newest is True
    assert shown(settings) == "run-2"


def test_a_run_file_that_cannot_be_read_is_told_and_replaced(settings, run, next_run):
    publish(settings, run)
    publish(settings, next_run("run-2"))
    (current(settings) / "run.json").chmod(0o644)
    (current(settings) / "run.json").write_text("{")
    (line,) = generations.repair(settings.published_dir)
    assert line == f"{current(settings) / 'run.json'} cannot be read: the result is replaced by that of this night"
    past = replace(settings, as_of=date(2025, 1, 1))
    assert publish(past, next_run("run-3")).is_newest is False, "the generation before tells the newest date"
    assert publish(settings, next_run("run-4")).is_newest is True
    assert not list(generations.repair(settings.published_dir))


@pytest.mark.parametrize("has_generation", [True, False])
def test_a_folder_where_the_link_should_be_is_set_aside(settings, run, next_run, has_generation):
    """As a copy or a restored backup leaves it that follows links."""
    folder = publish(settings, run).folder
    current(settings).unlink()
    (shutil.copytree if has_generation else shutil.move)(folder, current(settings))
    (line,) = generations.repair(settings.published_dir)
    assert "was no link to a generation: it was set aside as " in line
    assert shown(settings) == "run-1"
    publish(settings, next_run("run-2"))
    assert shown(settings) == "run-2"


def test_a_foreign_folder_where_the_link_should_be_is_set_aside(settings, run):
    current(settings).mkdir(parents=True)
    (current(settings) / "note.txt").write_text("mine")
    assert len(list(generations.repair(settings.published_dir))) == 1
    publish(settings, run)
    assert shown(settings) == "run-1"
    assert [path.read_text() for path in settings.published_dir.glob("current.set-aside-*/note.txt")] == ["mine"]


CHILD = """
import pickle, sys
from serving.publish import publish
publish(*pickle.loads(bytes.fromhex(sys.argv[1])))
"""


@pytest.mark.parametrize(
    ("point", "expected"),
    [("written", "run-1"), ("verified", "run-1"), ("renamed", "run-1"), ("swapped", "run-2")],
)
def test_a_kill_at_any_point_leaves_one_whole_result_and_the_next_run_cleans_up(
    settings, run, next_run, point, expected
):
    publish(settings, run)
    arguments = pickle.dumps((settings, next_run("run-2"))).hex()
    environment = os.environ | {"FAULT_POINT": f"publish:{point}", "PYTHONPATH": os.pathsep.join(sys.path)}
    child = subprocess.run([sys.executable, "-c", CHILD, arguments], env=environment, check=False)
    assert child.returncode == -signal.SIGKILL
    assert shown(settings) == expected
    assert rows(current(settings), "select count(*) from marts.crm_findings") == [(3,)]
    digest = json.loads((current(settings) / "run.json").read_text())["digest"]
    assert publish(settings, next_run("run-3")).digest == digest
    assert not list(settings.published_dir.rglob(".unfinished-*"))


SNIPPET = (PROJECT_DIR / "README.md").read_text(encoding="utf-8").split("```python\n")[1].split("```")[0]


@pytest.mark.parametrize(
    "statement",
    [
        "from read_text('/etc/hostname')",
        "from read_csv('/etc/hostname')",
        "copy (select 1) to 'stolen.csv'",
        "attach 'other.duckdb'",
        "install httpfs",
        "load httpfs",
        "set enable_external_access = true",
        "set lock_configuration = false",
        "create table marts.x as select 1",
    ],
)
def test_the_connection_of_the_readme_reads_the_marts_and_nothing_else(settings, run, monkeypatch, statement):
    publish(settings, run)
    monkeypatch.chdir(settings.project_dir)
    names = {}
    exec(SNIPPET, names)  # noqa: S102
    with names["marts"] as marts:
        assert marts.sql("from marts.rep_performance_monthly").fetchall()
        with pytest.raises(duckdb.Error):
            marts.execute(statement)
    assert not (settings.project_dir / "stolen.csv").exists()
