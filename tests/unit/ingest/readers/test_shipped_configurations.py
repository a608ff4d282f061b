"""The configurations that are shipped can be loaded, and say what their comments say."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from ingest.settings import load_settings


def test_the_embedded_company(tmp_path: Path) -> None:
    settings = load_settings({"PLUMBLINE_DATA_DIR": str(tmp_path)})
    assert settings.is_embedded
    assert settings.as_of == date(2026, 6, 30)
    assert [source.system for source in settings.sources] == ["salesforce", "sendgrid", "xero", "finance"]
    assert all(source.folder.is_relative_to(tmp_path.resolve() / "embedded") for source in settings.sources)


def test_the_example_of_a_csv_export(tmp_path: Path) -> None:
    settings = load_settings(
        {
            "PLUMBLINE_SOURCES": "config/examples/maven_crm.yml",
            "MAVEN_CRM_DIR": str(tmp_path),
            "PLUMBLINE_DATA_DIR": "data",
        }
    )
    assert not settings.is_embedded
    assert settings.as_of == date(2017, 12, 31)
    (source,) = settings.sources
    assert (source.system, source.folder) == ("csv_mapping", tmp_path.resolve())
    assert source.mapping is not None
