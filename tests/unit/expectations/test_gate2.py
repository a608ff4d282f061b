"""Gate 2 passes a warehouse whose layers agree and names the relation and both figures where they do not."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import duckdb
import pytest

from expectations import gate2, gx
from ingest.contracts import tables
from ingest.settings import Company, Settings

ROWS = Path(__file__).with_name("gate2.sql").read_text(encoding="utf-8")


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(
        project_dir=tmp_path,
        data_dir=tmp_path,
        company=Company("Example", "EUR", "Europe/Berlin"),
        as_of=date(2025, 5, 20),
        known_at=None,
        sources=(),
        is_embedded=False,
        environment="development",
        configuration_hash="0" * 64,
    )


@pytest.fixture
def build(settings: Settings) -> Path:
    """A build file in which every layer agrees."""
    settings.warehouse_dir.mkdir()
    with duckdb.connect(str(settings.build_file)) as connection:
        connection.execute("create schema landing")
        for system in ("salesforce", "csv_mapping", "odoo"):
            for table in tables(system):
                columns = ", ".join(f'"{column.name}" {column.type.value}' for column in table.landed_columns)
                meta = "_is_deleted boolean, _loaded_at timestamp"
                connection.execute(f'create table landing."{system}__{table.name}" ({columns}, {meta})')
        connection.execute(ROWS)
    return settings.build_file


def spoil(build: Path, statement: str) -> None:
    with duckdb.connect(str(build)) as connection:
        connection.execute(statement)


def published(settings: Settings, **facts: object) -> None:
    folder = settings.published_dir / "current"
    folder.mkdir(parents=True)
    known = {"as_of": "2025-05-19", "row_counts": {"funnel_conversion": 7, "crm_findings": 3}}
    (folder / "run.json").write_text(json.dumps(known | facts), encoding="utf-8")


def test_layers_that_agree_pass(settings, build):
    published(settings)
    assert gate2.judge(build, settings).failures == ()


@pytest.mark.parametrize(
    ("statement", "where", "expected", "observed"),
    [
        (
            "insert into core.fct_opportunity values ('salesforce:1')",
            ("core", "fct_opportunity", "(rows)"),
            "opportunities landed and created by then: 4",
            "5",
        ),
        (
            "delete from core.fct_lead",
            ("core", "fct_lead", "(rows)"),
            "leads landed, created by then and not deleted: 4",
            "0",
        ),
        (
            "delete from marts.funnel_conversion",
            ("marts", "funnel_conversion", "(rows)"),
            "rows, as in the published generation",
            "none where 7 were published",
        ),
    ],
)  # fmt: skip
def test_each_kind_of_disagreement_is_refused(settings, build, statement, where, expected, observed):
    published(settings)
    spoil(build, statement)
    failures = gate2.judge(build, settings).failures
    assert (failures[0].system, failures[0].table, failures[0].column) == where
    assert (failures[0].expected, failures[0].observed) == (expected, observed)


def test_a_crm_in_which_nothing_is_closed_has_a_line(settings, build):
    assert gate2.judge(build, settings).warnings == ()
    spoil(build, "insert into marts.data_quality values ('no_closed_opportunity', 'crm', 'none is closed', 'do so')")
    verdict = gate2.judge(build, settings)
    assert (verdict.passed, verdict.warnings) == (True, ("crm: none is closed. Remedy: do so",))


def test_what_is_wrong_in_a_crm_may_come_to_nothing(settings, build):
    published(settings)
    spoil(build, "delete from marts.crm_findings")
    assert gate2.judge(build, settings).passed


def test_a_mart_may_be_empty_where_nothing_or_a_later_date_was_published(settings, build):
    spoil(build, "delete from marts.funnel_conversion")
    assert gate2.judge(build, settings).passed
    published(settings, as_of="2025-05-21")
    assert gate2.judge(build, settings).passed
    assert not gate2.judge(build, replace(settings, as_of=date(2025, 5, 21))).passed


def test_a_run_file_that_cannot_be_read_is_passed_over_for_the_one_before(settings, build):
    published(settings)
    current, generations = (settings.published_dir / name for name in ("current", "generations"))
    generations.mkdir()
    current.rename(generations / "run-1")
    current.mkdir()
    (current / "run.json").write_text("{", encoding="utf-8")
    spoil(build, "delete from marts.funnel_conversion")
    assert not gate2.judge(build, settings).passed
    assert gate2.judge(build, replace(settings, known_at=datetime(2025, 5, 1, tzinfo=UTC))).passed


def test_a_warehouse_that_cannot_be_read_is_never_a_pass(settings, build):
    with pytest.raises(gx.GateError):
        gate2.judge(build.with_name("none.duckdb"), settings)
    spoil(build, "drop table landing.odoo__lead")
    with pytest.raises(gx.GateError, match="could not read"):
        gate2.judge(build, settings)
