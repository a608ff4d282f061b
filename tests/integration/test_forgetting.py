"""A lead and a contact of the made-up company are forgotten: the marts stay as they were, the people do not."""

from __future__ import annotations

import csv
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.nights import PROJECT_DIR, Night, environment, run_night
from tests.unit.ingest.forget.traces import traces

pytestmark = [pytest.mark.night, pytest.mark.long]
PERSONAL = ("Email", "Phone", "MobilePhone")


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


@pytest.fixture
def people(company: Path) -> dict[str, dict[str, str]]:
    """Id -> row of a contact who looked at content and of a lead who was written to."""
    viewers = {view["contact_email"].lower() for view in rows(company / "finance" / "content_views.csv")}
    written = "".join(path.read_text(encoding="utf-8").lower() for path in (company / "email").glob("*.jsonl"))
    contact = next(row for row in rows(company / "crm" / "Contact.csv") if row["Email"].lower() in viewers)
    lead = next(
        row
        for row in rows(company / "crm" / "Lead.csv")
        if row["Email"] and f'"{row["Email"].lower()}"' in written and row["Email"] != contact["Email"]
    )
    return {f"salesforce:{row['Id']}": row for row in (contact, lead)}


def test_the_marts_are_the_same_without_them(
    people: dict[str, dict[str, str]], clean_night: Night, company: Path, as_of: str, tmp_path: Path
) -> None:
    data_dir = Path(shutil.copytree(clean_night.data_dir, tmp_path / "data", symlinks=True))
    planted = [row[name] for row in people.values() for name in PERSONAL if row.get(name)]
    # What readers and logs see never held them.
    places = {path.split("/")[0] for path, _ in traces(data_dir, planted)}
    assert places == {"landing", "warehouse"}

    for id_ in people:
        command = [sys.executable, "-m", "dagster_project", "forget", id_]
        done = subprocess.run(
            command, cwd=PROJECT_DIR, env=environment(data_dir, company), capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr
        assert id_ in done.stdout
    assert traces(data_dir, planted) == set()

    again = run_night(data_dir, company, AS_OF=as_of)
    assert again.code == 0, again.output
    assert ": 0 rows landed" in again.output
    assert again.run_json["digests"] == clean_night.run_json["digests"]
    assert traces(data_dir, planted) == set()
