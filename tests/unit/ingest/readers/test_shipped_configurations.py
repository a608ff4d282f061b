"""The configurations that are shipped can be loaded, and say what their comments say."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from ingest.csv_mapping.mapping_file import read_mapping
from ingest.settings import load_settings


def test_the_embedded_company(tmp_path: Path) -> None:
    settings = load_settings({"PLUMBLINE_DATA_DIR": str(tmp_path)})
    assert settings.is_embedded
    assert settings.as_of == date(2026, 6, 30)
    assert [source.system for source in settings.sources] == ["salesforce", "sendgrid", "xero", "finance"]
    assert all(source.folder.is_relative_to(tmp_path.resolve() / "embedded") for source in settings.sources)


@pytest.mark.parametrize(
    ("example", "variable", "as_of", "entities"),
    [
        ("maven_crm", "MAVEN_CRM_DIR", date(2017, 12, 31), {"rep", "account", "product", "opportunity"}),
        (
            "adventureworks",
            "ADVENTUREWORKS_DIR",
            date(2025, 5, 30),
            {"rep", "territory", "territory_assignment", "quota", "exchange_rate"},
        ),
    ],
)
def test_the_examples_of_csv_exports(
    tmp_path: Path, example: str, variable: str, as_of: date, entities: set[str]
) -> None:
    sources = {"PLUMBLINE_SOURCES": f"config/examples/{example}.yml", variable: str(tmp_path)}
    settings = load_settings(sources | {"PLUMBLINE_DATA_DIR": "data"})
    assert not settings.is_embedded
    assert settings.as_of == as_of
    (source,) = settings.sources
    assert (source.system, source.folder) == ("csv_mapping", tmp_path.resolve())
    assert source.mapping is not None
    assert {entity.table.name for entity in read_mapping(source.mapping).entities} == entities
