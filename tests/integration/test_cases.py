"""Small inputs as real exports look like, each with the right values: one complete night per case."""

from __future__ import annotations

import shutil
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pytest

from ingest.csv_mapping.doctor import check
from tests.nights import PROJECT_DIR, Night, copy_project, environment, run_night
from tests.unit.ingest.forget.traces import traces

pytestmark = [pytest.mark.night, pytest.mark.long]


@pytest.fixture(scope="module")
def cases(shared_dir: Path) -> Path:
    return shared_dir / "cases"


def night_on(case: Path, folder: Path, **variables: str) -> Night:
    """A night on a case that must publish."""
    night = run_night(folder / "data", case / "drop", AS_OF="2026-06-30", **variables)
    assert night.code == 0, night.output
    return night


def mapped_night(case: Path, folder: Path) -> Night:
    """A night on a case that comes with a mapping and a sources file."""
    project = copy_project(folder / "project")
    name = f"case_{case.name[:2]}"
    shutil.copy(case / "mapping.yml", project / "config" / "mappings" / f"{name}.yml")
    night = run_night(
        folder / "data",
        project_dir=project,
        PLUMBLINE_SOURCES=str(case / "sources.yml"),
        CASE_DIR=str(case / "files"),
    )
    assert night.code == 0, night.output
    return night


def by_rep_and_month(night: Night, column: str) -> dict[tuple[str, str], Decimal]:
    """The values of a column of `rep_performance_monthly` that are not 0, by name of the rep and month."""
    rows = night.mart("rep_performance_monthly")
    return {
        (row.rep_name, f"{row.month_start:%Y-%m}"): getattr(row, column)
        for row in rows.itertuples()
        if row.rep_name and getattr(row, column)
    }


def by_month(night: Night, column: str) -> dict[str, Decimal]:
    """The sums of a column of `rep_performance_monthly` over all reps, by month, where they are not 0."""
    rows = night.mart("rep_performance_monthly")
    sums = rows.groupby(rows["month_start"].map(lambda day: f"{day:%Y-%m}"))[column].sum()
    return {month: value for month, value in sums.items() if value}


def issues(night: Night, issue: str) -> list[str]:
    """The records of an issue in `data_quality`."""
    rows = night.mart("data_quality")
    return sorted(rows.loc[rows["issue"] == issue, "object_id"].dropna())


def open_opportunities(night: Night) -> int:
    ((count,),) = night.rows("select count(*) from core.fct_opportunity where not is_closed")
    return count


def test_only_revenue_splits_are_credited(cases: Path, tmp_path: Path) -> None:
    night = night_on(cases / "01-split-types", tmp_path)
    right = {("Ana Ruiz", "2026-04"): 6000, ("Ben Cole", "2026-04"): 4000}
    assert by_rep_and_month(night, "crm_won_amount") == right
    assert by_rep_and_month(night, "invoiced_amount") == right


def test_the_finer_of_overlapping_quotas_counts(cases: Path, tmp_path: Path) -> None:
    night = night_on(cases / "02-overlapping-quotas", tmp_path)
    begun = [f"2026-{month:02}" for month in range(1, 7)]
    assert by_rep_and_month(night, "quota_amount") == {
        (rep, month): 10_000 for rep in ("Ana Ruiz", "Ben Cole") for month in begun
    }
    yearly = "finance:u1@rep.example|2026-01-01|2026-12-31|revenue|2025-12-15"
    assert issues(night, "overlapping_quota") == [yearly]


def test_short_ids_are_the_same_ids(cases: Path, tmp_path: Path) -> None:
    night = night_on(cases / "03-short-ids", tmp_path)
    assert by_rep_and_month(night, "invoiced_amount") == {("Ben Cole", "2026-05"): 5000}
    assert night.rows("select attempts_count from core.fct_lead") == [(1,), (1,)]


def test_names_on_a_list_are_published_and_are_no_leads(cases: Path, tmp_path: Path) -> None:
    case = shutil.copytree(cases / "03-short-ids", tmp_path / "case")
    leads = case / "drop" / "crm" / "Lead.csv"
    leads.chmod(0o644)
    leads.write_text(leads.read_text(encoding="utf-8").replace("Web ", "Bought list "), encoding="utf-8")
    night = night_on(case, tmp_path)
    assert night.mart("lead_sources")[["leads_count", "names_count"]].sum().to_list() == [0, 2]
    assert night.mart("lead_dispositions").empty
    page = (night.published / "scorecard" / "index.html").read_text(encoding="utf-8")
    assert "Names that are not leads: 2; 0 of them became opportunities." in page


def test_what_is_entered_after_it_closed_has_no_cycle(cases: Path, tmp_path: Path) -> None:
    night = night_on(cases / "04-closed-before-created", tmp_path)
    assert by_rep_and_month(night, "cycle_days_median") == {("Cara Lin", "2026-05"): 10}
    assert by_month(night, "crm_won_amount") == {"2026-05": 7000}
    assert issues(night, "unknown_start") == ["salesforce:0067Q0000000001QAA"]


def test_a_line_of_events_is_a_webhook_body(cases: Path, tmp_path: Path) -> None:
    night = night_on(cases / "05-sendgrid-batches", tmp_path)
    assert night.rows("select count(*) from staging.stg_sendgrid__events") == [(3,)]
    # The lead is not in the export: only the message can be looked at.
    assert night.rows("select rep_id, direction, is_automated from core.fct_email_message") == [
        ("salesforce:0057Q0000000002QAA", "out", False)
    ]


def test_xero_answers_come_in_their_envelope(cases: Path, tmp_path: Path) -> None:
    night = night_on(cases / "06-xero-envelope", tmp_path)
    assert by_month(night, "invoiced_amount") == {"2026-05": 5000}
    assert night.rows("select count(*) from staging.stg_xero__contacts") == [(1,)]
    assert night.rows("select net_amount from core.fct_invoice_line") == [(5000,)]


def test_a_bad_file_keeps_no_good_crm_from_being_published_on_a_first_night(cases: Path, tmp_path: Path) -> None:
    drop = tmp_path / "drop"
    shutil.copytree(cases / "06-xero-envelope" / "drop", drop)
    (drop / "email").mkdir()
    (drop / "email" / "a.jsonl").write_text('{"event": "open"')
    night = run_night(tmp_path / "data", drop, AS_OF="2026-06-30")
    assert night.code == 3, night.output
    assert "degraded: sendgrid was skipped, no data of it exists yet" in night.output
    assert by_month(night, "invoiced_amount") == {"2026-05": 5000}


def test_a_report_is_read_without_its_footer(cases: Path, tmp_path: Path) -> None:
    """Its draft says how; the refusal names the lines."""
    case = cases / "15-report-footer"
    mapping = tmp_path / "mapping.yml"
    mapping.write_text((case / "mapping.yml").read_text())
    lines, _ = check(mapping, case / "files")
    assert any("leave it out by `footer: 4` in a mapping" in line for line in lines)
    mapping.write_text(f"footer: 4\n{mapping.read_text()}")
    lines, problems = check(mapping, case / "files")
    assert not problems
    assert {"  = 3 rows", "  = amount: 13,175.85 EUR", "  = is_won: 1"} <= set(lines)


def test_rates_of_the_crm_are_used(cases: Path, tmp_path: Path) -> None:
    night = night_on(cases / "07-dated-rates", tmp_path)
    assert by_month(night, "crm_won_amount") == {"2026-04": Decimal("3613.95"), "2026-06": Decimal("516.67")}
    assert not issues(night, "missing_rate")


@pytest.mark.parametrize("case", ["08-stages-without-flags", "10-utf16"])
def test_outcomes_without_flags_and_other_encodings(cases: Path, tmp_path: Path, case: str) -> None:
    night = night_on(cases / case, tmp_path)
    assert by_month(night, "crm_won_amount") == {"2026-04": Decimal("3975.35"), "2026-06": Decimal("500.00")}
    assert by_month(night, "crm_lost_count") == {"2026-05": 1}
    assert open_opportunities(night) == 1
    assert not (night.mart("crm_findings")["rule_id"] == "H05").any()


def test_a_history_may_begin_without_an_old_value(cases: Path, tmp_path: Path) -> None:
    night = mapped_night(cases / "09-history-first-value-empty", tmp_path)
    assert by_rep_and_month(night, "crm_won_amount") == {("Ana", "2026-06"): 1000}
    assert open_opportunities(night) == 1


def test_a_history_without_its_closing_row_ends_on_the_close_date(cases: Path, tmp_path: Path) -> None:
    case = Path(shutil.copytree(cases / "09-history-first-value-empty", tmp_path / "09-cut"))
    history = case / "files" / "history.csv"
    rows = history.read_text(encoding="utf-8").splitlines(keepends=True)
    history.write_text("".join(row for row in rows if not row.startswith("E2,")), encoding="utf-8")
    night = mapped_night(case, tmp_path)
    assert by_rep_and_month(night, "crm_won_amount") == {("Ana", "2026-06"): 1000}
    assert open_opportunities(night) == 1


def test_the_currency_of_an_org_is_not_guessed(cases: Path, tmp_path: Path) -> None:
    night = night_on(cases / "11-usd-org", tmp_path)
    listed = night.mart("data_quality")
    remedies = set(listed.loc[listed["issue"] == "unknown_currency", "remedy"])
    assert remedies == {"name it: `currency` of the source in the sources file, or `defaults` of the mapping"}
    quotas = by_rep_and_month(night, "quota_amount")
    assert {rep for rep, _ in quotas} == {"Ana Ruiz"}
    assert sum(quotas.values()) == 9000
    assert set(night.mart("rep_performance_monthly")["currency"]) == {"USD"}


@pytest.mark.parametrize("id_", ["salesforce:0037Q0000000005QAA", "salesforce:0017Q0000000005QAA"])
def test_a_person_account_is_forgotten_by_either_id(cases: Path, tmp_path: Path, id_: str) -> None:
    """Nothing of the person is found before either where readers look, nor after a later night on the same export."""
    person = ("Zelda", "Quux", "zelda.q@personmail.example", "+34 600 111 222")
    drop = Path(shutil.copytree(cases / "12-person-account" / "drop", tmp_path / "drop"))
    # Rows that are quarantined also mention the person.
    accounts = (drop / "crm" / "Account.csv").read_text(encoding="utf-8").splitlines()
    broken = accounts[-1].replace("0017Q0000000005QAA", "0017Q0000000006QAA").replace("2024-01-01T", "soon ")
    (drop / "crm" / "Account.csv").write_text("\n".join([*accounts, broken, ""]), encoding="utf-8")
    (drop / "crm" / "Task.csv").write_text(
        f"Id,WhoId,OwnerId,Subject,Status,ActivityDate,Contact_Name\n00T7Q0000000001QAA,{id_.partition(':')[2]},"
        "0057Q0000000003QAA,Call Zelda Quux,Called Zelda Quux,soon,Zelda Quux\n"
        "00T7Q0000000002QAA,,0057Q0000000003QAA,Plan,Completed,2026-05-20,\n",
        encoding="utf-8",
    )
    night = run_night(tmp_path / "data", drop, AS_OF="2026-06-30")
    assert night.code == 0, night.output
    places = {path.split("/")[0] for path, _ in traces(night.data_dir, person)}
    assert places - {"warehouse"} == {"landing"}
    done = subprocess.run(
        [sys.executable, "-m", "dagster_project", "forget", id_],
        cwd=PROJECT_DIR,
        env=environment(night.data_dir, drop),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "salesforce:0017Q0000000005QAA, salesforce:0037Q0000000005QAA (2 records, 1 e-mail" in done.stdout
    assert traces(night.data_dir, person) == set()
    again = run_night(night.data_dir, drop, AS_OF="2026-06-30")
    assert again.code == 0, again.output
    assert "nothing changed at the sources" in again.output
    # The ids of quarantined rows are digests of what was in them.
    changed = dict(again.run_json["digests"].items() - night.run_json["digests"].items())
    assert changed.keys() <= {"data_quality"}
    assert traces(night.data_dir, person) == set()


def test_closed_without_a_date_is_in_no_month(cases: Path, tmp_path: Path) -> None:
    night = mapped_night(cases / "13-closed-without-date", tmp_path)
    assert by_rep_and_month(night, "crm_won_amount") == {("Ana", "2026-06"): 1000}
    assert not by_month(night, "crm_lost_count")
    assert len(issues(night, "undated_opportunity")) == 2


def test_an_address_of_two_users_is_nobodys(cases: Path, tmp_path: Path) -> None:
    night = night_on(cases / "14-two-users-one-address", tmp_path)
    assert by_rep_and_month(night, "quota_amount") == {("Unassigned", "2026-05"): 5000}, "kept, and no rep's"
    assert {"salesforce:0057Q0000000004QAA", "salesforce:0057Q0000000005QAA"} <= set(
        issues(night, "ambiguous_rep_email")
    )


USER = (
    "Id,Name,Email,ManagerId,IsActive,CreatedDate\n"
    "0057Q0000000001QAA,Ana,a@rep.example,0057Q0000000009QAA,true,2026-06-01T09:00:00Z\n"
)
OPPORTUNITIES = "Id,OwnerId,StageName,Amount,CurrencyIsoCode,CloseDate,IsClosed,IsWon,CreatedDate\n"
FIRST = "0067Q0000000001QAA,0057Q0000000001QAA,Prospecting,500,EUR,2026-08-01,false,false,2026-06-10T09:00:00Z\n"


@pytest.mark.parametrize("opportunities", ["", FIRST])
def test_a_company_that_begins_has_a_page(tmp_path: Path, opportunities: str) -> None:
    """One rep, whose manager is not in the export, with no opportunity or with one."""
    crm = tmp_path / "case" / "drop" / "crm"
    crm.mkdir(parents=True)
    (crm / "User.csv").write_text(USER, encoding="utf-8")
    (crm / "Opportunity.csv").write_text(OPPORTUNITIES + opportunities, encoding="utf-8")
    (crm / "manifest.json").write_text(f'{{"Opportunity.csv": {{"rows": {bool(opportunities):d}}}}}', encoding="utf-8")
    night = night_on(tmp_path / "case", tmp_path)
    page = (night.published / "scorecard" / "index.html").read_text(encoding="utf-8")
    assert ("The CRM contains no opportunities yet." in page) is (not opportunities)
    assert len(night.mart("pipeline_by_deal")) == bool(opportunities)


def test_the_deals_of_an_owner_who_is_not_in_the_export_count_for_an_unknown_rep(tmp_path: Path) -> None:
    """An export of some users only is published; what the others won is in the totals and listed."""
    crm = tmp_path / "case" / "drop" / "crm"
    crm.mkdir(parents=True)
    won = "0067Q000000000{}QAA,{},Closed Won,300,EUR,2026-06-20,true,true,2026-06-10T09:00:00Z\n"
    owners = ["0057Q0000000001QAA"] + ["0057Q0000000008QAA"] * 4
    deals = "".join(won.format(number, owner) for number, owner in enumerate(owners, start=10))
    (crm / "User.csv").write_text(USER, encoding="utf-8")
    (crm / "Opportunity.csv").write_text(OPPORTUNITIES + deals, encoding="utf-8")
    night = night_on(tmp_path / "case", tmp_path)
    assert by_rep_and_month(night, "crm_won_amount") == {
        ("Ana", "2026-06"): 300,
        ("Unknown 0057Q0000000008QAA", "2026-06"): 1200,
    }
    assert issues(night, "unknown_rep") == ["salesforce:0057Q0000000008QAA"]
