"""Activities of reps with customers: e-mails and their answers, calls and meetings."""

from __future__ import annotations

import numpy as np
import pandas as pd

from simulator.behaviours import contacts
from simulator.clock import DAY, NEVER
from simulator.company import Company
from simulator.draws import Floats, Ints, chance, choose, lognormal, spread
from simulator.kinds import AUTO_REPLY, EMAIL, MEETING, PLANNED, REPLY
from simulator.sales import Sales

MOST_WEEKS = 40.0  # nobody works on one deal for longer
FAKE_EFFORT, FAKE_REPLY_RATE = 0.25, 0.03  # relative effort on made-up deals, and how often somebody answers there
PLANNED_AHEAD = 9  # days: meetings of the last two days are still to come


def simulate(company: Company, sales: Sales) -> pd.DataFrame:
    """One row per activity in order of time: kind, at, rep, and opportunity or lead (the other is -1).

    `seconds` is the length of a call, 0 without an answer; `status` is that of a meeting; `logged_at` its entry.
    """
    rng, cutoff = company.stream("activities"), company.clock.cutoff
    frame = pd.concat([_on_deals(rng, company, sales), _on_leads(rng, company, sales.leads)], ignore_index=True)
    is_planned = ((frame["kind"] == MEETING) & (frame["at"] > cutoff - 2 * DAY)).to_numpy()
    frame = frame.assign(
        at=np.where(is_planned, frame["at"] + PLANNED_AHEAD * DAY, frame["at"]),
        status=np.where(is_planned, PLANNED, choose(rng, (0.82, 0.09, 0.09), len(frame))),
        seconds=np.where(chance(rng, 0.35, len(frame)), 0, lognormal(rng, 180, 1.0, len(frame)).astype(np.int64)),
    )
    frame = contacts.rewrite(company, sales, frame[(frame["at"] <= cutoff) | is_planned])
    return frame.sort_values("at", kind="stable", ignore_index=True)


def _on_deals(rng: np.random.Generator, company: Company, sales: Sales) -> pd.DataFrame:
    parameters = company.parameters
    is_fake = sales.opportunities["is_fake"].to_numpy()
    start = sales.opportunities["created_at"].to_numpy()
    end = np.minimum(sales.state["closed_at"].to_numpy(), company.clock.cutoff)
    weeks = np.minimum((end - start) / (7 * DAY), MOST_WEEKS)
    effort = parameters.touches_per_week * np.where(is_fake, FAKE_EFFORT, 1.0)
    deal, _ = spread(rng.poisson(np.maximum(weeks, 0.3) * effort))
    at = company.clock.moment(rng, start[deal] / DAY + (weeks * 7)[deal] * rng.random(len(deal)))
    at = np.maximum(np.minimum(at, end[deal] - 60), start[deal] + 60)
    shares = (1 - parameters.call_share - parameters.meeting_share, parameters.call_share, parameters.meeting_share)
    touches = pd.DataFrame({"opportunity": deal, "lead": -1, "at": at, "kind": choose(rng, shares, len(deal))})
    frame = _answered(rng, company, touches, np.where(is_fake, FAKE_REPLY_RATE, parameters.reply_rate)[deal])
    return frame.assign(rep=sales.owners.lookup(frame["opportunity"].to_numpy(), frame["at"].to_numpy()))


def _on_leads(rng: np.random.Generator, company: Company, leads: pd.DataFrame) -> pd.DataFrame:
    """Attempts on leads: the first when the lead is taken up, more until it ends."""
    parameters, rows = company.parameters, np.flatnonzero(leads["worked_at"].to_numpy() < NEVER)
    start, end, rep = (leads[name].to_numpy()[rows] for name in ("worked_at", "ended_at", "owner"))
    end = np.minimum(np.minimum(end, start + 30 * DAY), company.clock.cutoff)
    lead, number = spread(1 + rng.poisson(parameters.touches_per_lead - 1, len(rows)))
    at = company.clock.moment(rng, (start[lead] + (end - start)[lead] * rng.random(len(lead))) / DAY)
    at = np.where(number == 0, start[lead], np.clip(at, start[lead], end[lead]))
    kind = choose(rng, (0.45, 0.5, 0.05), len(lead))
    touches = pd.DataFrame({"opportunity": -1, "lead": rows[lead], "at": at, "kind": kind, "rep": rep[lead]})
    return _answered(rng, company, touches, np.full(len(touches), parameters.reply_rate / 2))


def _answered(rng: np.random.Generator, company: Company, touches: pd.DataFrame, reply_rate: Floats) -> pd.DataFrame:
    """The touches and the answers to e-mails: hours later, or automatic and at once."""
    count, at = len(touches), touches["at"].to_numpy()
    is_email = touches["kind"].to_numpy() == EMAIL
    is_answered = is_email & chance(rng, reply_rate, count)
    is_automatic = is_email & chance(rng, company.parameters.auto_reply_rate, count)
    seconds: Ints = np.rint(lognormal(rng, 7.0, 1.1, count) * 3600).astype(np.int64)
    replies = touches.assign(kind=REPLY, at=at + seconds)[is_answered]
    automatic = touches.assign(kind=AUTO_REPLY, at=at + rng.integers(5, 90, count))[is_automatic]
    return pd.concat([touches, replies, automatic], ignore_index=True)
