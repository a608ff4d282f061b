"""Marketing campaigns: which leads were in them and who answered."""

from __future__ import annotations

import numpy as np
import pandas as pd

from simulator.clock import DAY
from simulator.company import Company
from simulator.draws import Ints, chance, spread


def starts(company: Company) -> Ints:
    """The first day of each campaign, in order."""
    rng, clock = company.common_stream("campaigns"), company.clock
    share = 0.05 + 0.9 * rng.random(company.parameters.campaigns)
    return np.sort(clock.workday(rng, clock.first_day + share * (clock.last_day - clock.first_day)))


def members(company: Company, leads: pd.DataFrame) -> pd.DataFrame:
    """Campaigns mail some of the leads that existed when they began: campaign, lead, at, has_responded."""
    rng, clock, parameters, start = company.stream("members"), company.clock, company.parameters, starts(company)
    existing = np.searchsorted(leads["created_at"].to_numpy(), start * DAY)
    reach = np.rint(np.minimum(existing, 0.3 * len(leads)) * parameters.campaign_reach).astype(np.int64)
    campaign, place = spread(reach)
    # Every nth of the leads before the campaign, so that nobody is in the same one twice.
    lead = existing[campaign] - 1 - place * (existing[campaign] // np.maximum(reach[campaign], 1))
    return pd.DataFrame(
        {
            "campaign": campaign,
            "lead": lead,
            "at": clock.utc(start * DAY + 36_000)[campaign] + rng.integers(0, 1800, len(lead)),
            "has_responded": chance(rng, parameters.response_rate, len(lead)),
        }
    )
