"""Marketing campaigns: which leads were in them and who answered."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from simulator.clock import DAY
from simulator.company import Company
from simulator.draws import Ints, chance, spread


@dataclass(frozen=True)
class Campaigns:
    """`start` is the first day of each campaign; `members` are leads mailed: campaign, lead, at, has_responded."""

    start: Ints
    members: pd.DataFrame


def simulate(company: Company, leads: pd.DataFrame) -> Campaigns:
    """Campaigns mail some of the leads that existed when they began."""
    rng, clock, parameters = company.stream("campaigns"), company.clock, company.parameters
    span = clock.last_day - clock.first_day
    start = np.sort(clock.workday(rng, clock.first_day + (0.05 + 0.9 * rng.random(parameters.campaigns)) * span))
    existing = np.searchsorted(leads["created_at"].to_numpy(), start * DAY)
    reach = np.rint(np.minimum(existing, 0.3 * len(leads)) * parameters.campaign_reach).astype(np.int64)
    campaign, place = spread(reach)
    # Every nth of the leads before the campaign, so that nobody is in the same one twice.
    lead = existing[campaign] - 1 - place * (existing[campaign] // np.maximum(reach[campaign], 1))
    members = pd.DataFrame(
        {
            "campaign": campaign,
            "lead": lead,
            "at": clock.utc(start * DAY + 36_000)[campaign] + rng.integers(0, 1800, len(lead)),
            "has_responded": chance(rng, parameters.response_rate, len(lead)),
        }
    )
    return Campaigns(start, members)
