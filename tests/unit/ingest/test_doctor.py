"""What the doctor says of folders of exports, of what is not connected, and of a configuration that is wrong."""

from __future__ import annotations

import csv
import shutil
from itertools import islice
from pathlib import Path

import pytest

from ingest.doctor import report as doctor
from ingest.settings import Settings, load_settings

SOURCES = """
company: {name: Acme, reporting_currency: EUR}
sources:
  crm: {system: salesforce, folder: "${ACME_CRM_DIR}"}
  email: {system: sendgrid, folder: "${ACME_EMAIL_DIR}"}
  accounting: {system: odoo, url: "${ACME_ODOO_URL}"}
"""


@pytest.fixture
def drop(tmp_path: Path, company: Path) -> Path:
    return shutil.copytree(company, tmp_path / "drop")


def settings(drop: Path) -> Settings:
    return load_settings({"PLUMBLINE_DROP": str(drop), "PLUMBLINE_DATA_DIR": str(drop.parent / "data")})


def said(drop: Path) -> tuple[str, int]:
    lines, problems = doctor.report(settings(drop))
    assert not (drop.parent / "data").exists(), "nothing is loaded or kept"
    return "\n".join(" ".join(line.split()) for line in lines), problems


def test_folders_that_are_well(drop: Path) -> None:
    text, problems = said(drop)
    assert problems == 0
    rows = len((drop / "crm" / "Opportunity.csv").read_text(encoding="utf-8").splitlines()) - 1
    assert f"opportunity (Opportunity.csv) {rows:,} rows, newest change 2026-06-" in text
    assert "quotas (quotas.csv) " in text
    assert "rows, file of 20" in text
    assert "not connected" not in text
    assert text.endswith("Every configured source can be read. Nothing was loaded.")


def test_all_that_is_wrong_or_missing_is_told_at_once(drop: Path) -> None:
    crm = drop / "crm"
    (crm / "Quote.csv").unlink()
    for name in ("Task.csv", "Campaign.csv"):
        (crm / name).write_text("Nothing\n1\n", encoding="utf-8")
    with (crm / "Opportunity.csv").open(encoding="utf-8", newline="") as file:
        header, one, other = islice(csv.reader(file), 3)
    other[header.index("Amount")] = "perhaps"
    with (crm / "Opportunity.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([header, one, other])
    (drop / "accounting" / "Payments.jsonl").write_text("{\n", encoding="utf-8")
    shutil.rmtree(drop / "email")
    text, problems = said(drop)
    assert problems == 3
    for name in ("salesforce.task: Task.csv", "salesforce.campaign: Campaign.csv", "xero.payment: Payments.jsonl"):
        assert f"! {name}" in text
    assert "opportunity (Opportunity.csv) 2 rows" in text
    assert "1 would be quarantined" in text
    assert "? salesforce.opportunity: Opportunity.csv line 3: " in text
    assert "contact (Contacts.jsonl)" in text, "the tables beside a broken one are read"
    assert "quote (Quote.csv)" in next(line for line in text.splitlines() if line.startswith("not there: "))
    assert "proposals: no Quote.csv\n" in text
    assert "pipeline_by_rep (proposals_count, proposals_amount): NULL [M94 proposals in play]" in text
    assert "email: no *.jsonl of e-mail events or mailing.trace\n" in text
    assert "activities: no" not in text, "they are there and cannot be read"
    assert text.endswith("3 to correct")


def test_a_folder_that_is_not_there_is_one_thing_to_put_right(drop: Path) -> None:
    shutil.rmtree(drop / "crm")
    text, problems = said(drop)
    assert problems == 1
    assert "cannot be read" in text.splitlines()[0]
    assert "! salesforce: the folder " in text
    assert "proposals: no" not in text, "nobody knows what it has"


def test_all_missing_variables_are_told_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "sources.yml").write_text(SOURCES)
    for name, value in (("SOURCES", str(tmp_path / "sources.yml")), ("DROP", ""), ("DATA_DIR", str(tmp_path))):
        monkeypatch.setenv(f"PLUMBLINE_{name}", value)
    monkeypatch.delenv("ODOO_API_KEY", raising=False)
    assert doctor.main() == 1
    told = capsys.readouterr().out
    for name in ("ACME_CRM_DIR", "ACME_EMAIL_DIR", "ACME_ODOO_URL", "ODOO_API_KEY"):
        assert name in told


def test_a_mapped_export_and_a_mapping_that_is_wrong(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PLUMBLINE_SOURCES", "config/examples/maven_crm.yml")
    monkeypatch.setenv("MAVEN_CRM_DIR", str(tmp_path))
    assert doctor.main() == 1
    told = capsys.readouterr().out
    assert "rows, keys and references: make doctor MAPPING=config/mappings/maven_crm.yml" in told
    assert "! csv_mapping.rep: the file sales_teams.csv is not there" in told
    assert "! csv_mapping.opportunity: the file sales_pipeline.csv is not there" in told


def test_the_made_up_company_before_its_first_night(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, value in (("SOURCES", ""), ("DROP", ""), ("DATA_DIR", str(tmp_path / "data"))):
        monkeypatch.setenv(f"PLUMBLINE_{name}", value)
    assert doctor.main() == 1
    assert "`make nightly` writes it" in capsys.readouterr().out
