"""Whole nights: what a scheduler sees when all is well, a delivery is bad, a source is dead, two runs meet."""

from __future__ import annotations

import csv
import fcntl
import re
import shutil
import signal
from pathlib import Path

import duckdb
import pytest

from tests.nights import Night, assert_published_whole, run_night, start_night

pytestmark = pytest.mark.night


def rows_landed(night: Night) -> int:
    return sum(sum(load["rows"].values()) for load in night.run_json["loads"].values())


def landed_files(data_dir: Path) -> set[Path]:
    return {path.relative_to(data_dir) for path in (data_dir / "landing").rglob("*") if path.is_file()}


@pytest.fixture
def drop(company: Path, tmp_path: Path) -> Path:
    """A copy of the company's exports that a test may spoil."""
    return Path(shutil.copytree(company, tmp_path / "drop"))


def cut_in_half(path: Path) -> None:
    content = path.read_bytes()
    path.write_bytes(content[: len(content) // 2])


def changed_and_one_twice(opportunities: Path) -> list[str]:
    """Changes a row of an export and writes it a second time as it was; the lines without the second one."""
    header, *lines = opportunities.read_text(encoding="utf-8").splitlines()
    changed = [lines[0].replace(lines[0].split(",")[1], "Renamed"), *lines[1:]]
    opportunities.write_text("\n".join([header, *changed, lines[0]]) + "\n", encoding="utf-8")
    return [header, *changed]


@pytest.fixture(scope="module")
def killed(clean_night: Night, company: Path, as_of: str, tmp_path_factory: pytest.TempPathFactory) -> Night:
    """A night on what the clean one left, killed when its result lay there and was not shown yet."""
    data_dir = Path(shutil.copytree(clean_night.data_dir, tmp_path_factory.mktemp("again") / "data", symlinks=True))
    return run_night(data_dir, company, AS_OF=as_of, FAULT_POINT="publish:renamed")


@pytest.fixture(scope="module")
def two_at_once(killed: Night, company: Path, as_of: str) -> tuple[Night, Night]:
    """Two nights that were started at once on what the killed one left; first the one with the lower exit code."""
    runs = [start_night(killed.data_dir, company, AS_OF=as_of) for _ in range(2)]
    outputs = [run.communicate(timeout=900)[0] for run in runs]
    first, second = sorted(zip((run.returncode for run in runs), outputs, strict=True))
    return Night(*first, killed.data_dir), Night(*second, killed.data_dir)


@pytest.mark.xdist_group("again")
def test_killed_before_its_result_is_shown(killed: Night, clean_night: Night) -> None:
    """A reader sees the result before, whole. All other moments: test_kills.py."""
    assert killed.code == -signal.SIGKILL, killed.output
    assert killed.run_json["run_id"] == clean_night.run_json["run_id"]
    assert_published_whole(killed.data_dir, {clean_night.run_json["digest"]})


@pytest.mark.xdist_group("again")
def test_second_night_lands_nothing_and_publishes_the_same(
    clean_night: Night, two_at_once: tuple[Night, Night]
) -> None:
    """Even on what a killed night left."""
    second, _ = two_at_once
    assert second.code == 0, second.output
    assert rows_landed(clean_night) > 0
    assert rows_landed(second) == 0
    assert landed_files(second.data_dir) == landed_files(clean_night.data_dir)
    assert second.run_json["run_id"] != clean_night.run_json["run_id"]
    assert second.run_json["digest"] == clean_night.run_json["digest"]


@pytest.mark.xdist_group("again")
def test_of_two_runs_at_once_one_wins(two_at_once: tuple[Night, Night]) -> None:
    won, refused = two_at_once
    assert (won.code, refused.code) == (0, 5), refused.output
    assert len(refused.output.splitlines()) == 1
    assert "another run" in refused.output


def test_the_output_says_where_the_result_is(clean_night: Night) -> None:
    """The first line names the log, the last line states the duration, a line between them has the page's address."""
    first, *_, last = clean_night.output.splitlines()
    log = Path(first.partition(", log: ")[2])
    assert re.fullmatch(r"\d{4}-\d{2}-\d{2}_\d{6}\.log", log.name)
    assert (clean_night.data_dir / "logs" / "latest.log").resolve() == log.resolve()
    assert log.read_text(encoding="utf-8").startswith(f"{first}\n")
    assert re.search(r" published after \d+ s$", last)
    assert (clean_night.published / "scorecard" / "index.html").absolute().as_uri() in clean_night.output
    assert str(clean_night.data_dir / "published" / "current" / "sales_marts.duckdb") in clean_night.output
    assert "Traceback" not in clean_night.output


def test_a_bad_first_load_publishes_nothing(drop: Path, as_of: str, tmp_path: Path) -> None:
    cut_in_half(drop / "crm" / "Opportunity.csv")
    night = run_night(tmp_path / "data", drop, AS_OF=as_of)
    assert night.code == 1, night.output
    assert "salesforce.opportunity" in night.output
    assert not (tmp_path / "data" / "published" / "current").exists()


def test_a_bad_batch_leaves_what_had_landed(clean_night: Night, drop: Path, as_of: str, tmp_path: Path) -> None:
    data_dir = Path(shutil.copytree(clean_night.data_dir, tmp_path / "data", symlinks=True))
    changed_and_one_twice(drop / "crm" / "Opportunity.csv")
    night = run_night(data_dir, drop, AS_OF=as_of)
    assert night.code == 3, night.output
    assert "salesforce.opportunity" in night.output
    log = (data_dir / "logs" / "latest.log").read_text(encoding="utf-8")
    reasons = re.findall(r"^\d\d:\d\d:\d\d ERROR   (salesforce\.opportunity\..+)$", log, re.MULTILINE)
    assert (len(reasons), len(set(reasons))) == (2, 1), "said when it was found and at the end"
    landed, before = (landed_files(data / "landing" / "salesforce") for data in (data_dir, clean_night.data_dir))
    assert landed == before
    assert night.run_json["run_id"] != clean_night.run_json["run_id"]
    assert night.run_json["digest"] == clean_night.run_json["digest"]


@pytest.mark.long
def test_four_nights(drop: Path, as_of: str, tmp_path: Path) -> None:
    """Bad first load, good load, bad batch, good load again, then a dead source."""
    data_dir = tmp_path / "data"
    opportunities = drop / "crm" / "Opportunity.csv"
    good = opportunities.read_bytes()

    cut_in_half(opportunities)
    first = run_night(data_dir, drop, AS_OF=as_of)
    assert first.code == 1, first.output
    assert "salesforce.opportunity" in first.output
    assert not (data_dir / "published" / "current").exists()

    opportunities.write_bytes(good)
    second = run_night(data_dir, drop, AS_OF=as_of)
    assert second.code == 0, second.output

    # Night three brings new and changed rows, among them a key that is there twice with different contents.
    changed = changed_and_one_twice(opportunities)
    before = landed_files(data_dir / "landing" / "salesforce")
    third = run_night(data_dir, drop, AS_OF=as_of)
    assert third.code == 3, third.output
    assert "salesforce.opportunity" in third.output
    assert landed_files(data_dir / "landing" / "salesforce") == before
    assert third.run_json["digest"] == second.run_json["digest"]

    opportunities.write_text("\n".join(changed) + "\n", encoding="utf-8")
    fourth = run_night(data_dir, drop, AS_OF=as_of)
    assert fourth.code == 0, fourth.output
    assert rows_landed(fourth) == 1
    fresh = run_night(tmp_path / "fresh", drop, AS_OF=as_of)
    assert fourth.run_json["digest"] == fresh.run_json["digest"]

    shutil.rmtree(drop / "accounting")
    fifth = run_night(data_dir, drop, AS_OF=as_of)
    assert fifth.code == 3, fifth.output
    assert "xero" in fifth.output
    assert fifth.run_json["digest"] == fourth.run_json["digest"]


def test_a_date_ahead_of_the_data_is_refused_at_once(clean_night: Night, company: Path, tmp_path: Path) -> None:
    data_dir = Path(shutil.copytree(clean_night.data_dir, tmp_path / "data", symlinks=True))
    for as_of in ("9999-12-31", "1900-01-01"):
        night = run_night(data_dir, company, AS_OF=as_of)
        assert night.code == 1, night.output
        assert f"as of {as_of}: the data has records from " in night.output
        assert "exported" not in night.output
        assert night.run_json["run_id"] == clean_night.run_json["run_id"]


@pytest.mark.long
def test_a_rebuild_of_the_past_lies_beside_what_readers_see(
    clean_night: Night, company: Path, as_of: str, tmp_path: Path
) -> None:
    """Nothing of it is recorded, and the next night of the newest date goes on where the last one was."""
    data_dir = Path(shutil.copytree(clean_night.data_dir, tmp_path / "data", symlinks=True))
    before = landed_files(data_dir)
    past = run_night(data_dir, company, AS_OF="2026-03-31")
    assert past.code == 0, past.output
    assert "a rebuild of the past" in past.output
    assert (data_dir / "published" / "as_of" / "2026-03-31" / "scorecard" / "index.html").is_file()
    assert past.run_json["run_id"] == clean_night.run_json["run_id"]
    assert landed_files(data_dir) == before
    known = run_night(data_dir, company, AS_OF=as_of, KNOWN_AT="2020-01-01T00:00:00Z")
    assert known.code == 1, known.output
    assert "nothing was known before the first load of a CRM" in known.output
    again = run_night(data_dir, company, AS_OF=as_of)
    assert again.code == 0, again.output
    assert again.run_json["is_newest"] is True
    assert again.run_json["digest"] == clean_night.run_json["digest"]


@pytest.mark.long
def test_what_fails_after_the_swap_is_told_and_done_by_the_next_night(
    clean_night: Night, company: Path, as_of: str, tmp_path: Path
) -> None:
    """The record cannot be written: a file stands where its folder should be."""
    data_dir = Path(shutil.copytree(clean_night.data_dir, tmp_path / "data", symlinks=True))
    record = data_dir / "landing" / "plumbline"
    record.rename(tmp_path / "record")
    record.write_text("in the way", encoding="utf-8")
    night = run_night(data_dir, company, AS_OF=as_of)
    assert night.code == 3, night.output
    assert "published, but a later step failed: plumbline_record: " in night.output
    assert "nothing was published" not in night.output
    assert night.run_json["run_id"] != clean_night.run_json["run_id"]
    record.unlink()
    again = run_night(data_dir, company, AS_OF=as_of)
    assert again.code == 0, again.output
    assert f"the record of run {night.run_json['run_id']}, which was missing, has landed" in again.output
    assert list((record / "issued_forecast").glob("*.parquet"))


@pytest.mark.long
def test_of_five_runs_at_once_one_wins(company: Path, as_of: str, tmp_path: Path) -> None:
    runs = [start_night(tmp_path / "data", company, AS_OF=as_of) for _ in range(5)]
    outputs = [run.communicate(timeout=600)[0] for run in runs]
    codes = [run.returncode for run in runs]
    assert sorted(codes) == [0, 5, 5, 5, 5], outputs
    refused = [output for output, code in zip(outputs, codes, strict=True) if code == 5]
    assert all(len(output.splitlines()) == 1 and "another run" in output for output in refused)


def test_a_click_in_the_ui_is_held_by_the_lock_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The lock is in the resource that every asset asks for: a job started otherwise fails before it does anything."""
    from dagster import build_init_resource_context

    from dagster_project.resources import Warehouse
    from ingest.loading.run_lock import LockHeldError

    monkeypatch.setenv("PLUMBLINE_DATA_DIR", str(tmp_path))
    with Warehouse().yield_for_execution(build_init_resource_context()) as free:
        assert isinstance(free, Warehouse)
    with (tmp_path / "warehouse" / "run.lock").open("a", encoding="utf-8") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        with (
            pytest.raises(LockHeldError, match="another run"),
            Warehouse().yield_for_execution(build_init_resource_context()),
        ):
            pytest.fail("the resource was given although the lock is held")


def test_a_click_in_the_ui_checks_what_has_landed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from dagster import build_init_resource_context

    from dagster_project.resources import Warehouse
    from ingest.loading.landed_files import DamagedLandingError
    from ingest.loading.run_lock import RunLock

    monkeypatch.setenv("PLUMBLINE_DATA_DIR", str(tmp_path))
    note = tmp_path / "landing" / "xero" / "_files" / "1.5.json"
    note.parent.mkdir(parents=True)
    note.write_text('{"counts": true, "files": {}}', encoding="utf-8")
    with (
        pytest.raises(DamagedLandingError, match=r"the record of load 1\.5 is gone"),
        Warehouse().yield_for_execution(build_init_resource_context()),
    ):
        pytest.fail("the resource was given although the landing is damaged")
    lock = RunLock(tmp_path / "warehouse")
    assert lock.acquire(), "the lock was given back"
    lock.release()


@pytest.mark.long
def test_what_may_be_missing_is_null_with_the_reason(drop: Path, as_of: str, tmp_path: Path) -> None:
    """Only users and opportunities, and of these only the columns that nothing can do without."""
    needed = {"User.csv": ["Id"], "Opportunity.csv": ["Id", "OwnerId", "StageName", "CloseDate", "CreatedDate"]}
    for path in [*drop.glob("*/*")]:
        if path.name not in needed:
            path.unlink()
    for name, columns in needed.items():
        with (drop / "crm" / name).open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        with (drop / "crm" / name).open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, columns, extrasaction="ignore")
            writer.writeheader()
            writer.writerows(rows)
    for place in ("email", "accounting", "finance", "truth"):
        shutil.rmtree(drop / place)
    night = run_night(tmp_path / "data", drop, AS_OF=as_of)
    assert night.code == 0, night.output
    reps = night.mart("rep_performance_monthly")
    assert reps["crm_created_count"].sum() == len(rows)
    for column in ("invoiced_amount", "quota_amount", "proposals_count", "proposals_amount"):
        assert reps[column].isna().all(), column
    won = reps[reps["crm_won_count"] > 0]
    assert len(won) > 5
    assert won["crm_won_amount"].isna().all()
    assert won["note"].str.contains("crm_won_amount is without").all()
    assert reps["note"].str.contains("accounting not connected").all()


def test_no_network_is_needed(clean_night: Night) -> None:
    """The clean night ran in a network namespace that has not even a loopback interface."""
    if clean_night.has_network:
        pytest.skip("this machine does not allow network namespaces")
    assert clean_night.code == 0


def test_no_contact_is_in_anything_published(clean_night: Night, company: Path) -> None:
    """E-mail addresses and phones of contacts and leads stand in no published file."""
    with duckdb.connect() as connection:
        people = connection.execute(
            f"select Email, Phone from read_csv('{company}/crm/Contact.csv', all_varchar = true, header = true) "
            f"union all select Email, Phone from read_csv('{company}/crm/Lead.csv', all_varchar = true, header = true)"
        ).fetchall()
    canaries = {value.encode() for person in people for value in person if value}
    assert len(canaries) > 50
    for path in clean_night.published.resolve().rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            assert not [canary for canary in canaries if canary in content], path
    with duckdb.connect(str(clean_night.published / "sales_marts.duckdb"), read_only=True) as connection:
        for (table,) in connection.execute("select table_name from duckdb_tables()").fetchall():
            text = connection.execute(
                f"select string_agg(cast(t as varchar), '\n') from marts.{table} as t"
            ).fetchall()[0][0]
            assert not [canary for canary in canaries if canary.decode() in (text or "")], table
