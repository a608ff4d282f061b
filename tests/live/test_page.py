"""The published scorecard in a real browser: it is drawn, and nothing on it tries to reach another host."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from ingest.rules import rules
from tests.nights import Night

pytestmark = [pytest.mark.night, pytest.mark.xdist_group("page")]
FLAGS = ("--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--enable-logging=stderr")
Browse = Callable[[Path], tuple[int, str, list[str]]]


@pytest.fixture
def browse(tmp_path: Path) -> Browse:
    """Opens a page: the size of its screenshot in bytes, its DOM, and what the page was refused."""
    browser = shutil.which("chromium")
    if browser is None:
        pytest.skip("no Chromium on this machine")

    def browse(page: Path) -> tuple[int, str, list[str]]:
        picture = tmp_path / "page.png"
        flags = [*FLAGS, f"--user-data-dir={tmp_path / 'profile'}", "--window-size=1280,1600"]
        command = [browser, *flags, f"--screenshot={picture}", "--dump-dom", page.resolve().as_uri()]
        done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=True)
        refused = [line for line in done.stderr.splitlines() if "CONSOLE" in line]
        return picture.stat().st_size, done.stdout, refused

    return browse


def test_it_is_drawn_and_reaches_for_nothing(clean_night: Night, browse: Browse) -> None:
    folder = clean_night.published / "scorecard"
    size, dom, refused = browse(folder / "index.html")
    assert size > 40_000, "a blank page is smaller"
    assert refused == []
    figures = json.loads((folder / "numbers.json").read_text(encoding="utf-8"))["figures"]
    assert set(figures) == {"attainment", "forecast", "funnel", "leads", "findings"}
    assert dom.count("<svg") >= 4


def test_its_attainment_is_that_of_the_mart(clean_night: Night) -> None:
    numbers = json.loads((clean_night.published / "scorecard" / "numbers.json").read_text(encoding="utf-8"))
    shown = numbers["figures"]["attainment"]
    mart = clean_night.mart("quota_attainment")
    rows = mart.query("entity_type == 'company' and period_type == 'quarter' and measure == 'revenue'")
    company = rows.sort_values("period_start").iloc[-1]
    assert shown["period_start"] == f"{company.period_start:%Y-%m-%d}"
    assert (shown["quota"], shown["invoiced"]) == (float(company.prorated_quota_amount), float(company.invoiced_amount))
    assert (shown["team_attainment"], shown["at_quota"]) == (company.attainment, company.reps_at_quota)


def test_the_sentences_of_findings_follow_from_their_evidence(clean_night: Night) -> None:
    heads = {rule.id: rule for rule in rules()}
    findings = clean_night.mart("crm_findings").query("status == 'open'")
    assert findings["rule_id"].nunique() > 4
    for finding in findings.itertuples():
        rule, evidence = heads[finding.rule_id], json.loads(finding.evidence_json)
        shown = {name: "(unknown)" if value is None else value for name, value in evidence.items()}
        for sentence, template in ((finding.observed, rule.observed), (finding.expected, rule.expected)):
            chosen = template if isinstance(template, str) else template[evidence["reason"]]
            assert sentence == chosen.format(**shown)


def test_the_browser_would_tell_of_a_page_that_reaches_out(clean_night: Night, browse: Browse, tmp_path: Path) -> None:
    """The page's own policy forbids every other host; the browser says so when something is planted."""
    page = (clean_night.published / "scorecard" / "index.html").read_text(encoding="utf-8")
    other = tmp_path / "other.html"
    other.write_text(page.replace("</body>", '<img src="https://a.example/x.png"></body>'), encoding="utf-8")
    assert any("a.example" in line for line in browse(other)[2])
