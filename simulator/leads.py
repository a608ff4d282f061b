"""Leads: those that became opportunities and the many that did not."""

from __future__ import annotations

import numpy as np
import pandas as pd

from simulator import names, season
from simulator.behaviours.cast import NO_TRAIT
from simulator.clock import DAY, NEVER
from simulator.company import Company
from simulator.draws import chance, choose, lognormal

STATUSES = ("Open - Not Contacted", "Working - Contacted", "Closed - Converted", "Closed - Not Converted")
OPEN, WORKING, CONVERTED, NOT_CONVERTED = range(4)
DISPOSITIONS = ("Qualified", "Unqualified", "Wrong person", "Bad contact info", "No response")
LOST_SHARES = (0.0, 0.4, 0.15, 0.2, 0.25)  # of the dispositions, among leads that were closed without converting


def simulate(company: Company, opportunities: pd.DataFrame) -> pd.DataFrame:
    """One row per lead in order of creation; `worked_at` and `ended_at` are NEVER, positions -1 where there is none.

    `first`, `last` and `company` are numbers to draw names from; `trait` is the behaviour that mailings show.
    """
    rng = company.stream("leads")
    frame = pd.concat([_converted(rng, company, opportunities), _idle(rng, company, opportunities)], ignore_index=True)
    frame = frame.sort_values("created_at", kind="stable", ignore_index=True)
    count, cutoff = len(frame), company.clock.cutoff
    deleted_at = company.clock.moment(rng, frame["created_at"].to_numpy() / DAY + 1 + 60 * rng.random(count))
    is_deleted = chance(rng, company.parameters.deleted_share, count) & (frame["ended_at"] > cutoff).to_numpy()
    is_converted = (frame["opportunity"] >= 0).to_numpy()
    frame = frame.assign(
        disposition=np.where(is_converted, 0, choose(rng, LOST_SHARES, count)),
        deleted_at=np.where(is_deleted & (deleted_at <= cutoff), deleted_at, NEVER),
        first=rng.integers(0, len(names.FIRST_NAMES), count),
        last=rng.integers(0, len(names.LAST_NAMES), count),
        company=rng.integers(0, 1 << 30, count),
        trait=NO_TRAIT,
    )
    return as_of(frame, cutoff)


def as_of(leads: pd.DataFrame, until: int) -> pd.DataFrame:
    """The leads as they are at that instant."""
    ended_at = np.where(leads["ended_at"] > until, NEVER, leads["ended_at"])
    deleted_at = np.where(leads["deleted_at"] > until, NEVER, leads["deleted_at"])
    is_worked = leads["worked_at"] < np.minimum(np.minimum(ended_at, deleted_at), until + 1)
    has_ended, is_converted = ended_at < NEVER, leads["opportunity"].to_numpy() >= 0
    closed_as = np.where(is_converted, CONVERTED, NOT_CONVERTED)
    return leads.assign(
        ended_at=ended_at,
        worked_at=np.where(is_worked, leads["worked_at"], NEVER),
        deleted_at=deleted_at,
        status=np.where(has_ended, closed_as, np.where(is_worked, WORKING, OPEN)),
        disposition=np.where(has_ended, leads["disposition"], -1),
        opportunity=np.where(has_ended, leads["opportunity"], -1),
        is_deleted=deleted_at < NEVER,
    )


def _converted(rng: np.random.Generator, company: Company, opportunities: pd.DataFrame) -> pd.DataFrame:
    """Leads that became opportunities, at the very moment of their creation."""
    rows = np.flatnonzero(opportunities["has_lead"].to_numpy())
    opened_at, owner, source = (opportunities[name].to_numpy()[rows] for name in ("created_at", "owner", "source"))
    lag = lognormal(rng, company.parameters.lead_lag_days, 0.8, len(rows))
    began_at = company.clock.moment(rng, opened_at / DAY - 0.2 - lag)
    hired_at = company.people.reps["hired_at"].to_numpy()[owner]
    began_at = np.minimum(np.maximum(began_at, hired_at + 3600), opened_at - 600)
    return pd.DataFrame(
        {
            "created_at": began_at,
            "owner": owner,
            "source": source,
            "worked_at": (began_at + opened_at) // 2,
            "ended_at": opened_at,
            "opportunity": rows,
        }
    )


def _idle(rng: np.random.Generator, company: Company, opportunities: pd.DataFrame) -> pd.DataFrame:
    """Leads that did not: never touched, worked and still open, or closed weeks later."""
    parameters, clock = company.parameters, company.clock
    count = round(int(opportunities["has_lead"].sum()) * (1 / parameters.lead_conversion - 1))
    created_at = np.minimum(clock.moment(rng, season.arrivals(rng, company, count)), clock.cutoff - 7200)
    lazy, patient = parameters.lead_untouched_share, parameters.lead_open_share
    fate = choose(rng, (lazy, patient, 1 - lazy - patient), count)
    worked_at = clock.moment(rng, created_at / DAY + lognormal(rng, 1.5, 0.9, count))
    ended_at = clock.moment(rng, created_at / DAY + 3 + lognormal(rng, 18.0, 0.8, count))
    return pd.DataFrame(
        {
            "created_at": created_at,
            "owner": company.people.starting(rng, created_at),
            "source": choose(rng, [one.share for one in parameters.sources], count),
            "worked_at": np.where(fate > 0, np.maximum(worked_at, created_at + 60), NEVER),
            "ended_at": np.where(fate > 1, np.maximum(ended_at, created_at + 7200), NEVER),
            "opportunity": -1,
        }
    )
