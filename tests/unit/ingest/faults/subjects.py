"""The files that are broken: two real ones, three of a simulated company, two of a made-up one.

What must land is worked out here from the cells, without any reader of ours.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import yaml

from tests.nights import PROJECT_DIR
from tests.unit.ingest.faults.mapped import calls, deals
from tests.unit.ingest.faults.sheets import Form, Row
from tests.unit.ingest.faults.subject import Subject, day, decimal, flag, time

SHARED = PROJECT_DIR.parent / "shared" / "data"


def _maven_row(row: Row) -> dict[str, Any]:
    return {
        "id": row["opportunity_id"],
        "account_id": row["account"] or None,
        "owner_id": row["sales_agent"],
        "product_id": {"GTXPro": "GTX Pro"}.get(row["product"], row["product"]),
        "stage_name": row["deal_stage"],
        "amount": decimal(row["close_value"]),
        "created_date": day(row["engage_date"]),
        "closed_date": day(row["close_date"]),
        "is_closed": row["deal_stage"] in ("Won", "Lost"),
        "is_won": row["deal_stage"] == "Won",
    }


def maven() -> Subject:
    """8,800 deals of the public set "CRM Sales Opportunities"."""
    folder = SHARED / "maven_crm"
    data = (folder / "sales_pipeline.csv").read_bytes().replace(b"\r\n", b"\n")
    return Subject(
        name="Maven sales_pipeline.csv (real)",
        system="csv_mapping",
        table="opportunity",
        file="sales_pipeline.csv",
        data=data,
        sheet=Form().read(data),
        form=Form(),
        landed=_maven_row,
        others={name: (folder / name).read_bytes() for name in ("sales_teams.csv", "accounts.csv", "products.csv")},
        mapping=(PROJECT_DIR / "config" / "mappings" / "maven_crm.yml").read_text(encoding="utf-8"),
        money="close_value",
        day="close_date",
        text="account",
        required="deal_stage",
        swaps=(
            ("engage_date", "close_date"),
            ("sales_agent", "account"),
            ("product", "deal_stage"),
            ("account", "product"),
            ("opportunity_id", "sales_agent"),
            ("opportunity_id", "close_value"),
        ),
    )


def _quota_row(row: Row) -> dict[str, Any]:
    return {
        "id": f"{row['BusinessEntityID']}-{row['QuotaDate']}",
        "rep_id": row["BusinessEntityID"],
        "period_start": day(row["QuotaDate"]),
        "amount": decimal(row["SalesQuota"]),
    }


def adventure_works() -> Subject:
    """163 quotas of AdventureWorks: tabs, no header."""
    folder, form = SHARED / "adventureworks", Form(has_header=False, delimiter="\t")
    data = (folder / "SalesPersonQuotaHistory.csv").read_bytes().removeprefix(b"\xef\xbb\xbf").replace(b"\r\n", b"\n")
    shipped = yaml.safe_load((PROJECT_DIR / "config" / "mappings" / "adventureworks.yml").read_text(encoding="utf-8"))
    entities = {name: shipped["entities"][name] for name in ("rep", "quota")}
    return Subject(
        name="AdventureWorks SalesPersonQuotaHistory.csv (real)",
        system="csv_mapping",
        table="quota",
        file="SalesPersonQuotaHistory.csv",
        data=data,
        sheet=form.read(data, entities["quota"]["header"]),
        form=form,
        landed=_quota_row,
        others={"SalesPerson.csv": (folder / "SalesPerson.csv").read_bytes()},
        mapping=yaml.safe_dump(shipped | {"entities": entities}),
        money="SalesQuota",
        day="QuotaDate",
        text="rowguid",
        required="SalesQuota",
        swaps=(("QuotaDate", "ModifiedDate"), ("BusinessEntityID", "SalesQuota"), ("BusinessEntityID", "rowguid")),
        unseen_swaps=(("QuotaDate", "ModifiedDate"),),
    )


_TEXTS = {
    "id": "Id",
    "account_id": "AccountId",
    "name": "Name",
    "stage_name": "StageName",
    "currency_iso_code": "CurrencyIsoCode",
    "type": "Type",
    "lead_source": "LeadSource",
    "forecast_category_name": "ForecastCategoryName",
    "next_step": "NextStep",
    "owner_id": "OwnerId",
    "loss_reason": "Loss_Reason__c",
    "created_by_id": "CreatedById",
}


def _opportunity_row(row: Row) -> dict[str, Any]:
    return {
        **{name: row.get(header) or None for name, header in _TEXTS.items()},
        "amount": decimal(row["Amount"]),
        "probability": decimal(row["Probability"]),
        "close_date": day(row["CloseDate"]),
        "is_closed": flag(row["IsClosed"]),
        "is_won": flag(row["IsWon"]),
        "created_date": time(row["CreatedDate"]),
        "system_modstamp": time(row["SystemModstamp"]),
    }


@cache
def _company() -> Path:
    import simulator

    folder = Path(mkdtemp(prefix="plumbline-faults-"))
    simulator.write(folder, simulator.Parameters().replace(seed=7, opportunities=200, reps=8))
    return folder


def opportunities() -> Subject:
    """The deals of a simulated company, with those they refer to and what refers to them."""
    folder = _company() / "crm"
    data = (folder / "Opportunity.csv").read_bytes()
    others = ("User.csv", "OpportunityHistory.csv")
    return Subject(
        name="Simulated Opportunity.csv",
        system="salesforce",
        table="opportunity",
        file="Opportunity.csv",
        data=data,
        sheet=Form().read(data),
        form=Form(),
        landed=_opportunity_row,
        others={name: (folder / name).read_bytes() for name in others},
        money="Amount",
        day="CloseDate",
        text="Name",
        optional="NextStep",
        required="StageName",
        stamp="SystemModstamp",
        swaps=(
            ("CloseDate", "CreatedDate"),
            ("CreatedDate", "SystemModstamp"),
            ("IsClosed", "IsWon"),
            ("OwnerId", "AccountId"),
            ("OwnerId", "CreatedById"),
            ("Id", "AccountId"),
            ("Name", "StageName"),
            ("Amount", "Probability"),
            ("Type", "LeadSource"),
            ("StageName", "ForecastCategoryName"),
        ),
        unseen_swaps=(
            ("OwnerId", "CreatedById"),
            ("Type", "LeadSource"),
            ("StageName", "ForecastCategoryName"),
        ),
    )


def _sheet(table: str, landed: Callable[[Row], Mapping[str, Any]], money: str, **more: Any) -> Subject:
    """A finance sheet of a simulated company, by the name of its table."""
    data = (_company() / "finance" / f"{table}.csv").read_bytes()
    return Subject(
        name=f"Simulated {table}.csv",
        system="finance",
        table=table,
        file=f"{table}.csv",
        data=data,
        sheet=Form().read(data),
        form=Form(),
        landed=landed,
        money=money,
        required=money,
        **more,
    )


def _rate_row(row: Row) -> dict[str, Any]:
    key = (row["date"], row["from_currency"], row["to_currency"])
    return {
        "concat_ws('|', date::varchar, from_currency, to_currency)": "|".join(key),
        "rate": decimal(row["rate"]),
    }


def rates() -> Subject:
    """Exchange rates of a simulated company: a hand-made sheet whose key is made of three columns."""
    return _sheet(
        "fx_rates",
        _rate_row,
        "rate",
        day="date",
        swaps=(("from_currency", "to_currency"), ("date", "rate")),
        unseen_swaps=(("from_currency", "to_currency"),),
    )


def _period_row(row: Row) -> dict[str, Any]:
    key = (row["rep_email"], row["measure"], row["period_start"], row["period_end"], row["valid_from"])
    return {
        "concat_ws('|', rep_email, measure, period_start::varchar, period_end::varchar, valid_from::varchar)": (
            "|".join(key)
        ),
        "amount": decimal(row["amount"]),
        "currency": row["currency"],
    }


def quotas() -> Subject:
    """Quotas of a simulated company: periods whose two ends may be mistaken for one another."""
    return _sheet(
        "quotas",
        _period_row,
        "amount",
        day="period_end",
        swaps=(("period_start", "period_end"), ("rep_email", "measure"), ("period_start", "valid_from")),
        unseen_swaps=(("period_start", "valid_from"),),
    )


# Those whose file lies in the folder of real inputs.
REAL = ("maven", "adventure_works")
SUBJECTS: Mapping[str, Callable[[], Subject]] = {
    "maven": cache(maven),
    "adventure_works": cache(adventure_works),
    "opportunities": cache(opportunities),
    "rates": cache(rates),
    "quotas": cache(quotas),
    "deals": cache(deals),
    "calls": cache(calls),
}
