"""Writes a real set of 8,800 opportunities, its accounts and its sales people into an Odoo, through its API."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from tests.live.odoo.client import Odoo

BATCH = 400
STAGES = {"Prospecting": "New", "Engaging": "Qualified", "Won": "Won", "Lost": "Qualified"}


def write_maven(odoo: Odoo, folder: Path) -> pd.DataFrame:
    """The opportunities with the `lead` that each became, in the order of the file."""
    deals = pd.read_csv(folder / "sales_pipeline.csv", dtype=str, keep_default_na=False)
    people = sorted(deals["sales_agent"].unique())
    logins = [{"name": name, "login": f"{name.replace(' ', '.').lower()}@maven.example"} for name in people]
    users = dict(zip(people, create(odoo, "res.users", logins), strict=True))
    accounts = sorted(set(deals["account"]) - {""})
    companies = [{"name": name, "is_company": True} for name in accounts]
    partners = dict(zip(accounts, create(odoo, "res.partner", companies), strict=True))
    stages = {row["name"]: row["id"] for row in odoo.call("crm.stage", "search_read", domain=[], fields=["name"])}
    leads = [
        {
            "name": f"{deal.product} {deal.opportunity_id}",
            "type": "opportunity",
            "user_id": users[deal.sales_agent],
            "partner_id": partners.get(deal.account, False),
            "stage_id": stages[STAGES[deal.deal_stage]],
            "expected_revenue": float(deal.close_value or 0),
            "date_deadline": deal.close_date or False,
        }
        | ({"active": False, "probability": 0} if deal.deal_stage == "Lost" else {})
        for deal in deals.itertuples()
    ]
    return deals.assign(lead=create(odoo, "crm.lead", leads))


def create(odoo: Odoo, model: str, values: Sequence[dict[str, Any]]) -> list[int]:
    """The ids of new records; no letters are sent to new users, and nothing is noted of a first value."""
    context = {"no_reset_password": True, "tracking_disable": True}
    batches = [list(values[start : start + BATCH]) for start in range(0, len(values), BATCH)]
    return [id_ for batch in batches for id_ in odoo.call(model, "create", vals_list=batch, context=context)]
