"""A load that is killed leaves nothing visible, and the next one lands every row."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

KILLED = """
import sys
from pathlib import Path
from datetime import date
import pyarrow as pa
from ingest.contracts import Verdict
from ingest.plumbline import record
from ingest.settings import Company, Environment, Settings

# Nothing that is used here may look for a host, not even to tell its makers how it is doing.
sys.addaudithook(lambda event, _: sys.stderr.write(event) if event in ("socket.connect", "socket.getaddrinfo") else 0)
settings = Settings(Path(sys.argv[1]), Path(sys.argv[1]) / "data", Company("Test", "EUR"), date(2025, 6, 30), None, (),
                    False, Environment.DEVELOPMENT, "0")
rows = pa.table({name: [value] for name, value in dict(
    as_of="2025-06-30", gate="1", check_name="keys", is_passed="true", detail=None,
    run_id="r", code_version="v", configuration_hash="c").items()})
result = record(settings, {"gate_result": rows})
sys.stdout.write(f"{result.status} {result.rows.get('gate_result', 0)}")
"""


def run(folder: Path, fault_point: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "FAULT_POINT": fault_point}
    command = [sys.executable, "-c", KILLED, str(folder)]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


@pytest.mark.night
def test_a_load_killed_anywhere_converges(tmp_path):
    landing = tmp_path / "data" / "landing"
    for stage in ("extracted", "gated"):
        assert run(tmp_path, f"load:{stage}:plumbline").returncode == -signal.SIGKILL
        assert list(landing.rglob("*.parquet")) == []
    assert run(tmp_path, "load:committed:plumbline").returncode == -signal.SIGKILL
    assert len(list(landing.rglob("gate_result/*.parquet"))) == 1

    again = run(tmp_path, "")
    assert (again.stdout, again.stderr) == ("unchanged 0", "")
    # What the killed loads were working on is gone as well.
    assert list((tmp_path / "data" / "state").rglob("*.parquet")) == []


def test_files_are_on_the_disk_before_their_record(salesforce, monkeypatch):
    """What a power cut may take is what was not synced: nothing that the record of the load speaks of."""
    synced, landing = [], salesforce.settings.landing_dir / "salesforce"
    records = landing / "_dlt_loads"

    def note(path):
        synced.append((path, list(records.glob("*.jsonl")) if records.exists() else []))

    monkeypatch.setattr("ingest.loading.package.sync", note)
    salesforce.deliver(contact=[{"id": "1", "last_name": "Muster"}])
    before = {path for path, written in synced if not written}
    assert {path.parent.name for path in before if path.suffix} == {"contact", "contact__person", "delivery"}
    assert before == {
        *landing.glob("*/*.parquet"),
        *(path.parent for path in before if path.suffix),
        landing,
        landing.parent,
    }
    assert {path for path, written in synced if written} == {*records.glob("*.jsonl"), records, landing}


def test_a_load_killed_between_its_files_and_its_record_converges(salesforce):
    opportunity = {"id": "1", "name": "Deal", "stage_name": "Prospecting"}
    salesforce.deliver(opportunity=[opportunity])
    before = salesforce.digests()
    salesforce.deliver(opportunity=[opportunity | {"name": "Other"}, opportunity | {"id": "2"}])
    # What dlt writes last is the record; without it the files that lie there are orphans.
    record = max((salesforce.settings.landing_dir / "salesforce" / "_dlt_loads").iterdir())
    record.unlink()
    note = max((salesforce.settings.landing_dir / "salesforce" / "_files").glob("*.json"))
    note.write_text(note.read_text().replace("true", "false"))  # as it is written before the record
    assert set(salesforce.digests()) > set(before)
    assert salesforce.versions("opportunity", "id, name") == [("1", "Deal", False)]

    salesforce.deliver(opportunity=[opportunity | {"name": "Other"}, opportunity | {"id": "2"}])
    assert salesforce.versions("opportunity", "id, name") == [
        ("1", "Deal", False), ("1", "Other", False), ("2", "Deal", False)
    ]  # fmt: skip
