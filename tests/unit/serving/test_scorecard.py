"""The scorecard says what the marts say, escapes what people typed, and asks no host for anything."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date
from html import escape

import duckdb
import pytest

from ingest.settings import Company, Source
from serving.database import records, write_database
from serving.scorecard import attainment
from serving.scorecard.page import render

NO_ACCOUNTING = """
update marts.rep_performance_monthly set invoiced_amount = null;
update marts.quota_attainment set
    invoiced_amount = null, attainment = null, pace = null, reps_at_quota = null, reps_on_pace = null;
insert into marts.source_freshness by name
select '(none)' as source_system, 'accounting' as table_name, false as is_connected,
    'accounting not connected: <i>no file</i>' as note;
"""


@pytest.fixture
def page(settings, run, tmp_path):
    """Draws the page of the build file, changed by a statement; gives its HTML and the numbers of its figures."""

    def draw(statement="", run=run, settings=settings):
        if statement:
            with duckdb.connect(str(settings.build_file)) as connection:
                connection.execute(statement)
        target = tmp_path / f"{len(list(tmp_path.iterdir()))}"
        target.mkdir()
        write_database(settings.build_file, target / "marts.duckdb")
        render(target / "marts.duckdb", target / "page", run, settings)
        html = (target / "page" / "index.html").read_text(encoding="utf-8")
        return html, json.loads((target / "page" / "numbers.json").read_text(encoding="utf-8"))["figures"]

    return draw


def test_the_numbers_are_those_of_the_marts(page, settings):
    html, numbers = page()
    with duckdb.connect(str(settings.build_file), read_only=True) as connection:
        reps = connection.execute("""
            select rep_id, sum(invoiced_amount)::double, sum(crm_won_count)::int
            from marts.rep_performance_monthly group by rep_id
        """).fetchall()
    attainment = numbers["attainment"]
    assert {(rep["rep_id"], rep["invoiced"], rep["won_count"]) for rep in attainment["reps"]} == {
        row for row in reps if row[0] != "unassigned"
    }
    assert {step["to_step"]: step["rate"] for step in numbers["funnel"]["steps"][:3]} == {
        "opportunity": 0.5,
        "proposal": 0.4,
        "won": 0.25,
    }
    assert numbers["findings"]["value_at_risk"] == 1000.0
    assert "243 EUR" in html.replace("\u202f", " ")


def test_titles_state_the_finding(page):
    html, numbers = page()
    assert numbers["attainment"]["title"] == "1 of 2 reps are on pace to reach their quota"
    assert numbers["funnel"]["title"].replace("\u202f", " ") == (
        "25 % of proposals become won deals, the narrowest step"
    )
    assert numbers["findings"]["title"].replace("\u202f", " ") == (
        "Entries that contradict the evidence: 2 deals worth 1.00 k EUR"
    )
    assert numbers["forecast"]["title"].replace("\u202f", " ") == (
        "This quarter: 500 EUR expected (80% range: 400 to 600 EUR)"
    )
    assert numbers["leads"]["title"].replace("\u202f", " ") == (
        "Trade Show has the highest conversion to opportunities: 40 %"
    ), "the rare source converts all of its three, and that is no rate"
    for part in ("attainment", "forecast", "funnel", "leads", "findings"):
        assert f"<h2>{numbers[part]['title']}</h2>" in html


def test_what_people_typed_is_text(page, settings, degraded_run):
    company = Company("<img src=x onerror=alert(1)>", "EUR")
    html, _ = page(NO_ACCOUNTING, run=degraded_run, settings=replace(settings, company=company))
    for raw in ("<script", "<b> ", "<i>", "<img"):
        assert raw not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt; is in the past" in html
    assert html.count("Bo &lt;b&gt;") >= 2, "in the chart and in the table"
    assert html.count("Web &lt;i&gt;") >= 2, "in the chart and in the table"


def test_no_host_is_asked_for_anything(page):
    html, _ = page()
    assert not re.search(r"https?:", html)
    assert not re.search(r"""(src|href|url\(|@import)\s*[=(]?\s*["']?//""", html)
    assert "default-src 'none'" in html


def test_the_same_marts_give_the_same_bytes(page):
    assert page() == page()


def test_what_is_not_connected_is_said_and_never_zero(page):
    html, numbers = page(NO_ACCOUNTING)
    attainment = numbers["attainment"]
    assert attainment["measure"] == "won_amount"
    assert attainment["invoiced"] is None
    assert attainment["team_attainment"] is None
    assert "accounting not connected: &lt;i&gt;no file&lt;/i&gt;" in html
    assert attainment["title"].startswith("1 of 1 reps account for half of the 85")


def test_a_company_without_quotas_sees_revenue(page):
    _, numbers = page("""
        update marts.rep_performance_monthly set quota_amount = null;
        update marts.quota_attainment set prorated_quota_amount = null, attainment = null, pace = null;
    """)
    assert numbers["attainment"]["measure"] == "invoiced"
    assert numbers["attainment"]["subtitle"].endswith("no quota covers 1 Apr to 20 May 2025.")


def test_an_empty_company_has_a_page(page):
    marts = (
        *(
            "rep_performance_monthly",
            "quota_attainment",
            "forecast_by_period",
            "funnel_conversion",
            "lead_sources",
            "crm_findings",
        ),
        *("source_freshness", "data_quality"),
    )
    html, numbers = page(";".join(f"delete from marts.{mart}" for mart in marts))
    assert numbers["findings"]["title"] == "No open findings"
    assert numbers["funnel"]["title"] == "No cohort is mature yet"
    assert numbers["forecast"]["title"] == "No forecast is available yet"
    assert numbers["leads"]["title"] == "No leads were recorded in the last twelve months"
    assert "<svg" not in html


def test_a_crm_without_opportunities_is_said(page):
    line = "The CRM contains no opportunities yet."
    html, _ = page()
    assert line not in html
    html, _ = page("update marts.source_freshness set table_name = 'opportunity', current_rows = 0")
    assert line in html


def test_a_forecast_without_past_errors_has_no_range(page):
    _, numbers = page("update marts.forecast_by_period set p10 = null, p50 = null, p90 = null")
    assert numbers["forecast"]["title"].replace("\u202f", " ") == "This quarter: 500 EUR expected"
    assert "line across a bar" not in numbers["forecast"]["subtitle"]


def test_on_the_last_day_of_a_quarter_the_next_is_foreseen(page, settings):
    following = """
        insert into marts.forecast_by_period by name
        select * replace (
            date '2025-07-01' as period_start, date '2025-09-30' as period_end,
            expected_amount + 50 as expected_amount, p10 + 50 as p10, p90 + 50 as p90
        )
        from marts.forecast_by_period where period_start = date '2025-04-01'
    """
    _, numbers = page(following, settings=replace(settings, as_of=date(2025, 6, 29)))
    assert numbers["forecast"]["title"].startswith("This quarter: 500")
    _, numbers = page(settings=replace(settings, as_of=date(2025, 6, 30)))
    assert numbers["forecast"]["title"].replace("\u202f", " ").startswith("Next quarter: 550 EUR")


def test_a_source_that_is_best_by_chance_is_not_named(page):
    _, numbers = page(
        "update marts.lead_sources set leads_count = leads_count / 10, converted_count = converted_count / 10"
    )
    assert (
        numbers["leads"]["title"].replace("\u202f", " ")
        == "No source differs significantly: 27 % of all leads become opportunities"
    )


def test_names_are_counted_beside_the_leads(page):
    html, numbers = page()
    assert numbers["leads"]["leads"] == 1203
    assert [row["lead_source"] for row in numbers["leads"]["sources"]][-1] == "Rare"
    assert "not leads: 1,300; 90 of them became opportunities" in html.replace("\u202f", " ")


def test_sources_of_few_leads_are_not_compared(page):
    _, numbers = page("update marts.lead_sources set leads_count = 3, converted_count = 1 where leads_count > 0")
    assert numbers["leads"]["title"] == "Too few leads to compare sources"
    assert numbers["leads"]["unknown_share"] == 0.2


def test_few_records_report_no_rate(page):
    _, numbers = page("update marts.funnel_conversion set entered = 9, converted = 3, lost = 3, still_open = 3")
    assert numbers["funnel"]["title"] == "Too few records to report a rate"
    assert {step["rate"] for step in numbers["funnel"]["steps"]} == {None}


def test_a_step_that_is_not_connected_gives_its_reason(page):
    html, _ = page("update marts.funnel_conversion set is_mature = null where to_step = 'proposal'")
    assert "opportunity to proposal: no data." in html


def test_only_the_dearest_hundred_records_of_a_rule_are_drawn(page):
    html, numbers = page("""
        insert into marts.crm_findings by name
        select findings.* replace ('csv:' || number as object_id, number as value_at_risk_rc)
        from marts.crm_findings as findings, range(150) as numbers(number) where object_id = 'salesforce:006A'
    """)
    [rule] = [rule for rule in numbers["findings"]["rules"] if rule["rule_id"] == "H05"]
    assert (rule["findings"], len(rule["records"])) == (151, 100)
    assert rule["records"][0]["object_id"] == "salesforce:006A"
    assert "The mart crm_findings contains 51 more." in html


def test_records_are_named_by_customer_and_linked_to_the_crm(page, settings):
    html, numbers = page()
    assert "Alder &amp; Co" in html
    assert "Proposal · close date 1 May 2025" in html
    owner = numbers["findings"]["rules"][0]["records"][0]["rep_name"]
    assert f"<td>{escape(owner)}</td>" in html
    crm = Source("salesforce", settings.data_dir, places=("crm",), record_url="https://acme.example/{id}")
    html, _ = page(settings=replace(settings, sources=(crm,)))
    assert '<a href="https://acme.example/006A" rel="noopener noreferrer">Alder &amp; Co</a>' in html
    assert "no customer known" in page("update marts.crm_findings set account_name = null")[0]


def test_the_severest_findings_come_first_and_each_shows_its_severity(page):
    _, numbers = page("""
        insert into marts.crm_findings by name
        select * replace ('salesforce:006D' as object_id, 'low' as severity, 950.00 as value_at_risk_rc)
        from marts.crm_findings where object_id = 'salesforce:006A'
    """)
    rules = numbers["findings"]["rules"]
    assert [rule["rule_id"] for rule in rules] == ["H17", "H05"], "critical before high, whatever is at risk"
    assert rules[1]["severities"] == {"high": 1, "low": 1}
    assert [record["severity"] for record in rules[1]["records"]] == ["high", "low"]


def test_nothing_is_new_in_the_first_night(page):
    assert "<em>new</em>" in page()[0]
    assert "<em>new</em>" not in page("update marts.crm_findings set first_seen = date '2025-05-20'")[0]


def test_no_drawn_step_is_narrower_than_the_narrowest(page):
    _, numbers = page()
    drawn = {
        (step["from_step"], step["to_step"]): step["rate"] for step in numbers["funnel"]["steps"] if step["is_drawn"]
    }
    assert ("opportunity", "won") not in drawn, "it skips the proposal"
    assert min(drawn.values()) == drawn["proposal", "won"]
    _, numbers = page("delete from marts.funnel_conversion where 'proposal' in (from_step, to_step)")
    assert [step["to_step"] for step in numbers["funnel"]["steps"] if step["is_drawn"]] == ["opportunity", "won"]


def test_a_skipped_source_is_announced(page, degraded_run):
    assert "The last accepted data of xero is shown" in page(run=degraded_run)[0]
    never = replace(degraded_run, loads={"xero": {"status": "failed", "has_accepted_load": False}})
    assert "The page shows no data of xero" in page(run=never)[0]
    assert 'role="alert"' not in page()[0]


def test_reps_who_share_a_name_have_a_bar_each(page):
    html, numbers = page("update marts.rep_performance_monthly set rep_name = 'Ana' where rep_id = 'salesforce:2'")
    assert len(numbers["attainment"]["reps"]) == 3
    assert "Ana (salesforce:1)" in html
    assert "Ana (salesforce:2)" in html


TEN_DATES = [
    *("2025-04-01", "2025-04-02", "2025-05-22", "2025-06-29", "2025-06-30"),  # first, middle and last days of a quarter
    *("2025-07-01", "2025-12-31", "2026-01-01", "2026-02-28", "2026-03-31"),
]
OF_THE_MART = {
    "quota": "prorated_quota_amount",
    "invoiced": "invoiced_amount",
    "team_attainment": "attainment",
    "team_pace": "pace",
    "elapsed_share": "elapsed_share",
    "with_quota": "reps_with_quota",
    "at_quota": "reps_at_quota",
    "on_pace": "reps_on_pace",
}


@pytest.mark.parametrize(("fiscal_start", "months"), [(1, (1, 4, 7, 10)), (2, (2, 5, 8, 11))])
def test_page_and_mart_state_one_attainment_on_ten_dates(build, fiscal_start, months):
    """Of the whole present quarter, from its first day, whatever months have begun."""
    starts = [date(year, month, 1) for year in (2025, 2026) for month in months]
    with duckdb.connect(str(build)) as connection:
        connection.execute("set schema = 'marts'")
        connection.execute("""
            create or replace table quota_attainment as
            select * replace (
                starts.day as period_start, starts.day + interval 3 month - interval 1 day as period_end,
                prorated_quota_amount + epoch(starts.day) as prorated_quota_amount,
                invoiced_amount + epoch(starts.day) % 977 as invoiced_amount,
                attainment + epoch(starts.day) % 7 as attainment, pace + epoch(starts.day) % 5 as pace
            )
            from quota_attainment, range(date '2024-11-01', date '2026-06-01', interval 1 month) as starts(day)
        """)
        for day in map(date.fromisoformat, TEN_DATES):
            start = max(first for first in starts if first <= day)
            mart = records(connection, "select * from quota_attainment where period_start = $start", {"start": start})
            shown = attainment.read(connection, day, fiscal_start, "EUR", {})
            [company] = [row for row in mart if row["entity_type"] == "company"]
            assert shown["period_start"] == start
            assert {name: shown[name] for name in OF_THE_MART} == {
                name: company[column] for name, column in OF_THE_MART.items()
            }
            assert {
                rep["rep_id"]: (rep["quota"], rep["invoiced"], rep["attainment"], rep["pace"]) for rep in shown["reps"]
            } == {
                row["entity_id"]: (row["prorated_quota_amount"], row["invoiced_amount"], row["attainment"], row["pace"])
                for row in mart
                if row["entity_type"] == "rep" and row["entity_id"] != "unassigned"
            }


def test_who_is_left_out_is_said(page):
    html, _ = page("update marts.quota_attainment set reps_with_quota = 1 where entity_type = 'company'")
    html = html.replace("\u202f", " ")
    assert "8 EUR invoiced is not credited to any rep; the total includes it." in html
    assert "Reps without a quota: 1. The total includes the 5 EUR that they invoiced." in html
    assert "employed for less than half of the days: 1." in html


def test_bars_below_zero_and_beyond_the_chart_are_drawn_and_marked(page):
    assert "is cut off; its label" not in page()[0]
    html, _ = page("update marts.quota_attainment set attainment = 3.0 where entity_id = 'salesforce:1'")
    assert "is cut off; its label" in html
    assert ">//</text>" in html
    before = page("update marts.quota_attainment set attainment = 0.0 where entity_id = 'salesforce:2'")[0]
    after = page("update marts.quota_attainment set attainment = -0.3 where entity_id = 'salesforce:2'")[0]
    assert after.count("<line") > before.count("<line"), "the line at zero, left of which the bar is drawn"
