"""Marketing campaigns: who was in them, who answered, and the mailings that went out."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
import pyarrow as pa

from simulator import names
from simulator.clock import DAY, Clock
from simulator.draws import Ints, chance, spread, stream
from simulator.files import Columns, flag, instant, iso_date, money, pick, same, text
from simulator.ids import salesforce_ids
from simulator.parameters import Parameters

RESPONSE_RATE = 0.12


@dataclass(frozen=True)
class Mailings:
    """`start` is the first day of each campaign; `members` are leads in campaigns, `sent` the messages to them."""

    ids: pa.Array
    start: Ints
    members: pd.DataFrame
    sent: pd.DataFrame


def simulate(parameters: Parameters, clock: Clock, leads: pd.DataFrame) -> Mailings:
    """Campaigns mail some of the leads that existed when they began."""
    rng = stream(parameters.seed, "campaigns")
    count = parameters.campaigns
    start = np.sort(clock.workday(rng, clock.first_day + (0.05 + 0.9 * rng.random(count)) * (clock.last_day - clock.first_day)))
    existing = np.searchsorted(leads["created_at"].to_numpy(), start * DAY)
    reach = np.rint(np.minimum(existing, 0.3 * len(leads)) * parameters.campaign_reach).astype(np.int64)
    campaign, place = spread(reach)
    # Every nth of the leads before the campaign, so that nobody is in the same one twice.
    lead = (existing[campaign] - 1) - place * (existing[campaign] // np.maximum(reach[campaign], 1))
    at = clock.utc(start * DAY + 36_000)[campaign] + rng.integers(0, 1800, len(lead))
    members = pd.DataFrame(
        {"campaign": campaign, "lead": lead, "at": at, "responded": chance(rng, RESPONSE_RATE, len(lead))}
    )
    members = members[members["at"] > leads["created_at"].to_numpy()[lead]].reset_index(drop=True)
    sent = members[["at", "lead", "campaign"]].assign(opportunity=-1, rep=-1)
    return Mailings(salesforce_ids("701", count), start, members, sent)


def export(parameters: Parameters, clock: Clock, leads: pd.DataFrame, mailings: Mailings) -> dict[str, Columns]:
    """`Campaign` and `CampaignMember`."""
    number = np.arange(len(mailings.start))
    began_at = mailings.start * DAY + 36_000
    end = mailings.start + 30
    campaign: Columns = {
        "Id": mailings.ids,
        "Name": text("Campaign ", pa.array(number + 1).cast(pa.string())),
        "Type": pick(names.CAMPAIGN_TYPES, number % len(names.CAMPAIGN_TYPES)),
        "Status": pick(("In Progress", "Completed"), (end <= clock.last_day).astype(np.int64)),
        "StartDate": iso_date(mailings.start),
        "EndDate": iso_date(end),
        "BudgetedCost": money(400_000 + number * 37_000),
        "ActualCost": money(420_000 + number * 31_000),
        "CurrencyIsoCode": same(parameters.reporting_currency, len(number)),
        "IsDeleted": same("false", len(number)),
        "CreatedDate": instant(began_at - 14 * DAY),
        "SystemModstamp": instant(began_at),
    }
    members = mailings.members
    responded = members["responded"].to_numpy()
    member: Columns = {
        "Id": salesforce_ids("00v", len(members)),
        "CampaignId": pick(mailings.ids, members["campaign"].to_numpy()),
        "LeadId": pick(salesforce_ids("00Q", len(leads)), members["lead"].to_numpy()),
        "ContactId": pa.nulls(len(members), pa.string()),
        "Status": pick(("Sent", "Responded"), responded.astype(np.int64)),
        "HasResponded": flag(responded),
        "IsDeleted": same("false", len(members)),
        "CreatedDate": instant(members["at"].to_numpy()),
        "SystemModstamp": instant(np.minimum(members["at"].to_numpy() + responded * 7200, clock.cutoff)),
    }
    return {"Campaign": campaign, "CampaignMember": member}
