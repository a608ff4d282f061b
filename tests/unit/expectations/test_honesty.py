"""The honesty report counts open findings per rule, and its site asks no other host for anything."""

from __future__ import annotations

import re
import tempfile

import duckdb
import pytest

from expectations import gx, honesty

BUILD = """
create schema marts;
create schema rules;
create view rules.rule_h05_close_date_in_past as select 1 as one;
create view rules.rule_h17_won_without_invoice as select 1 as one;
create table marts.crm_findings as
select * from (values ('H05', 'csv:1', 'open'), ('H05', 'csv:2', 'open'), ('H05', 'csv:3', 'fixed'))
    as rows(rule_id, object_id, status);
"""
RESOURCE = re.compile(r"(?:src|href|url\(|@import)[^>\n]{0,4}(?:https?:)?//", re.IGNORECASE)


@pytest.fixture
def build(tmp_path):
    file = tmp_path / "build.duckdb"
    with duckdb.connect(str(file)) as connection:
        connection.execute(BUILD)
    return file


@pytest.fixture
def nowhere_else(tmp_path, monkeypatch):
    """The folder for temporary files, in which nothing may be left."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


def test_open_findings_are_counted_per_rule_and_the_site_stands_alone(build, tmp_path, nowhere_else):
    folder = tmp_path / "site"
    assert honesty.report(build, folder) == {"H05": 2, "H17": 0}
    assert not list(nowhere_else.iterdir())
    pages = list(folder.rglob("*.html"))
    assert len(pages) == 3
    for page in pages:
        html = page.read_text(encoding="utf-8")
        assert not RESOURCE.search(html)
        assert "http://" not in html
        assert "https://" not in html
        assert "<script" not in html
        assert "default-src 'none'" in html
    [result] = folder.glob("validations/**/*.html")
    shown = result.read_text(encoding="utf-8")
    assert "H05" in shown
    assert "Failed" in shown


def test_the_site_is_written_anew_when_findings_change(build, tmp_path):
    folder = tmp_path / "site"
    honesty.report(build, folder)
    [page] = folder.glob("validations/**/*.html")
    written = page.stat().st_mtime_ns
    honesty.report(build, folder)
    assert page.stat().st_mtime_ns == written
    with duckdb.connect(str(build)) as connection:
        connection.execute("update marts.crm_findings set status = 'open'")
    assert honesty.report(build, folder) == {"H05": 3, "H17": 0}
    [page] = folder.glob("validations/**/*.html")
    assert page.stat().st_mtime_ns > written


def test_a_library_page_would_ask_other_hosts():
    page = (
        '<head><script src="https://a.example/x.js">\n</script><link href="https://a.example/y.css"></head><p>kept</p>'
    )
    assert RESOURCE.search(page)
    assert not RESOURCE.search(honesty.without_other_hosts(page))
    assert "<p>kept</p>" in honesty.without_other_hosts(page)


def test_a_failure_of_the_library_is_a_failure_of_its_own_kind(tmp_path):
    with pytest.raises(gx.GateError):
        honesty.report(tmp_path / "none.duckdb", tmp_path / "site")
