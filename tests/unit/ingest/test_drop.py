"""A drop folder is read with no configuration, and a folder in a configuration leads nowhere else."""

from __future__ import annotations

import gzip
import tempfile
from pathlib import Path

import pytest

from ingest.configuration import plain_files
from ingest.configuration.confinement import confined
from ingest.settings import ConfigurationError, load_settings


@pytest.fixture
def drop(tmp_path: Path) -> Path:
    for name in ("crm", "finance", "accounting"):
        (tmp_path / "drop" / name).mkdir(parents=True)
    (tmp_path / "drop" / "accounting" / "Invoices.jsonl").write_text('{"CurrencyCode": "CHF", "Lines": []}\nnot json\n')
    return tmp_path / "drop"


def settings_of(drop: Path):
    return load_settings({"PLUMBLINE_DROP": str(drop), "PLUMBLINE_DATA_DIR": str(drop.parent / "data")})


def test_the_sub_folders_are_the_sources(drop):
    settings = settings_of(drop)
    assert [(source.system, source.folder) for source in settings.sources] == [
        ("salesforce", drop / "crm"), ("xero", drop / "accounting"), ("finance", drop / "finance")
    ]  # fmt: skip
    assert settings.company.time_zone == "UTC"
    assert not settings.is_embedded


def test_a_sub_folder_that_went_missing_is_still_a_source(drop):
    (drop.parent / "data" / "landing" / "sendgrid").mkdir(parents=True)
    assert "sendgrid" in [source.system for source in settings_of(drop).sources]


def test_the_currency_is_told_by_the_files(drop):
    assert settings_of(drop).company.reporting_currency == "CHF"
    (drop / "crm" / "Opportunity.csv").write_text(
        'CurrencyIsoCode,Name\nUSD,"two\nlines"\nEUR,b\nUSD,c\nXXQ,d\nXXQ,e\nXXQ,f\n'
    )
    assert settings_of(drop).company.reporting_currency == "USD"
    (drop / "crm" / "CurrencyType.csv").write_text("IsoCode,IsCorporate\nUSD,false\nEUR,true\n")
    assert settings_of(drop).company.reporting_currency == "EUR"
    (drop / "crm" / "CurrencyType.csv").unlink()
    (drop / "finance" / "fx_rates.csv").write_text("date,from_currency,to_currency,rate\n2025-01-01,USD,GBP,0.8\n")
    assert settings_of(drop).company.reporting_currency == "GBP"
    # A file that is broken says nothing here; its reader refuses it.
    (drop / "finance" / "fx_rates.csv").write_text("date,rate\n2025-01-01\n")
    assert settings_of(drop).company.reporting_currency == "USD"


def test_the_currency_is_told_by_packed_files_and_answers_too(drop):
    text = "CurrencyIsoCode\tName\nUSD\ta\n"
    (drop / "crm" / "Opportunity.csv.gz").write_bytes(gzip.compress(text.encode("utf-16")))
    assert settings_of(drop).company.reporting_currency == "USD"
    (drop / "crm" / "Opportunity.csv.gz").write_bytes(b"no gzip")
    (drop / "accounting" / "Invoices.jsonl").write_text('{"Invoices": [\n{"currencyCode": "GBP"}]}')
    assert settings_of(drop).company.reporting_currency == "GBP"


def test_a_code_across_two_pieces_of_a_file_counts(drop):
    field = '{"CurrencyCode": "GBP"}'
    for shift in range(len(field) + 2):
        text = " " * (plain_files.PIECE - shift) + field
        (drop / "accounting" / "Invoices.jsonl").write_text(text)
        assert settings_of(drop).company.reporting_currency == "GBP"


NAMED = "Id,Name\n00D,Acme Ltd\n"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("Organization.csv", NAMED.encode()),
        ("organization.CSV", NAMED.encode("utf-16")),
        ("Organization.csv", NAMED.replace(",", "\t").encode("utf-16")),
        ("Organization.csv.gz", gzip.compress(NAMED.encode())),
    ],
    ids=["plain", "utf-16, other case", "utf-16, tabs", "packed"],
)
def test_the_name_of_the_company_is_read_as_any_other_file(drop, name, content):
    (drop / "crm" / name).write_bytes(content)
    assert settings_of(drop).company.name == "Acme Ltd"


def test_settings_unpack_nothing_to_the_disk(drop, monkeypatch):
    """They are read before the lock is taken; a killed process would leave the data of persons behind."""
    (drop / "crm" / "Opportunity.csv.gz").write_bytes(gzip.compress(b"CurrencyIsoCode\nUSD\n"))
    monkeypatch.setattr(tempfile, "mkdtemp", lambda *_, **__: pytest.fail("a temporary folder was made"))
    assert settings_of(drop).company.reporting_currency == "USD"
    assert not (drop.parent / "data").exists()


def test_quotas_tell_the_currency_where_nothing_else_does(drop):
    (drop / "accounting" / "Invoices.jsonl").write_text('{"Lines": []}\n')
    (drop / "crm" / "Opportunity.csv").write_text("Amount,Name\n1,a\n")
    (drop / "finance" / "quotas.csv").write_text("amount,currency\n9000,USD\n")
    assert settings_of(drop).company.reporting_currency == "USD"


def test_a_drop_folder_must_be_there_and_hold_its_own_folders(drop, tmp_path):
    with pytest.raises(ConfigurationError, match="no such folder"):
        settings_of(tmp_path / "nowhere")
    (drop / "email").symlink_to("/etc")
    with pytest.raises(ConfigurationError, match="leads out of its root"):
        settings_of(drop)


@pytest.mark.parametrize(
    "path",
    [
        "/etc",
        "../x",
        "a/../../x",
        "a\\..\\x",
        "${ROOT}/../x",
        "${ROOT}//etc",
        "a\0b",
        "http://host/x",
        "s3://bucket",
        "${ROOT}/*.csv",
        "a[0]",
        "~root",
        "${UNSET}/a",
        "a/${ROOT}",
        "${ROOT}x/../..",
        "out",
        "${ROOT}/out/deeper",
    ],
)
def test_a_path_that_leads_elsewhere_is_refused(tmp_path, path):
    for root in (tmp_path / "project", tmp_path / "root"):
        root.mkdir()
        (root / "out").symlink_to("/etc")
    way = r"\$\{EXPORT_DIR\}$" if path[0] in "/~" else "."
    with pytest.raises(ValueError, match=way):
        confined(path, tmp_path / "project", {"ROOT": str(tmp_path / "root")})


def test_a_path_stays_beneath_its_root(tmp_path):
    (tmp_path / "root" / "inner").mkdir(parents=True)
    (tmp_path / "link").symlink_to(tmp_path / "root")
    (tmp_path / "root" / "alias").symlink_to(tmp_path / "root" / "inner")
    environ = {"ROOT": str(tmp_path / "link")}
    assert confined("${ROOT}", tmp_path, environ) == tmp_path / "root"
    assert confined("${ROOT}/alias/x y", tmp_path, environ) == tmp_path / "root" / "inner" / "x y"
    assert confined("a/b", tmp_path, {}) == tmp_path / "a" / "b"
