"""Proposals: the versions sent to the customer, drafts that never were, and what became of them."""

from __future__ import annotations

import numpy as np
import pandas as pd

from simulator.behaviours import quoting
from simulator.clock import DAY
from simulator.company import Company
from simulator.draws import Ints, chance, spread, strictly_later
from simulator.journey import PROPOSAL, won_stage

STATUSES = ("Draft", "Presented", "Accepted", "Denied")
DRAFT, PRESENTED, ACCEPTED, DENIED = range(4)


def simulate(company: Company, opportunities: pd.DataFrame, changes: pd.DataFrame, outcome: Ints) -> pd.DataFrame:
    """One row per quote by opportunity and time: sent_at, amount (cents), status, version (from 1, drafts 0)."""
    rng, parameters, cutoff = company.stream("proposals"), company.parameters, company.clock.cutoff
    entered = changes[changes["stage"] == PROPOSAL].groupby("opportunity")["at"].min()
    closed = changes[changes["stage"] >= won_stage(parameters)].groupby("opportunity")["at"].min()
    opportunity, start = entered.index.to_numpy(), entered.to_numpy()
    end = closed.reindex(opportunity, fill_value=cutoff).to_numpy()
    is_revised, offer, final = (
        opportunities[name].to_numpy()[opportunity] for name in ("is_revised", "offer", "final")
    )
    versions = 1 + is_revised * (1 + chance(rng, parameters.revised_share, len(start)))
    deal, number = spread(versions + chance(rng, parameters.draft_share, len(start)))
    # The first goes out within hours of the stage, the others until the closing; a draft lies about after the last.
    first_at = start + np.floor(np.minimum(end - start, DAY // 4) * rng.random(len(start))).astype(np.int64)
    share = number / (versions[deal] + 1)
    sent_at = first_at[deal] + np.floor((end - first_at)[deal] * share).astype(np.int64)
    part = np.minimum(number / np.maximum(versions[deal] - 1, 1), 1)
    quotes = pd.DataFrame(
        {
            "opportunity": opportunity[deal],
            "sent_at": np.minimum(strictly_later(deal, sent_at), cutoff),
            "amount": np.rint(offer[deal] + (final - offer)[deal] * part).astype(np.int64),
            "is_draft": number >= versions[deal],
        }
    )
    return _decided(quoting.rewrite(company, opportunities, changes, quotes), outcome)


def _decided(quotes: pd.DataFrame, outcome: Ints) -> pd.DataFrame:
    """Adds version and status: the last version is decided with its deal."""
    deal, is_draft = quotes["opportunity"].to_numpy(), quotes["is_draft"].to_numpy()
    version = np.where(is_draft, 0, (~quotes["is_draft"]).groupby(quotes["opportunity"]).cumsum())
    last = np.zeros(len(outcome), np.int64)
    np.maximum.at(last, deal, version)
    decided = np.array((PRESENTED, ACCEPTED, DENIED))[outcome[deal]]  # while open, won, lost
    status = np.where(is_draft, DRAFT, np.where(version == last[deal], decided, PRESENTED))
    return quotes.drop(columns="is_draft").assign(version=version, status=status)


def final_quotes(quotes: pd.DataFrame, count: int) -> Ints:
    """Per opportunity the row of the last version sent, -1 without one."""
    row = np.full(count, -1)
    sent = np.flatnonzero(quotes["version"].to_numpy() > 0)
    row[quotes["opportunity"].to_numpy()[sent]] = sent  # the last one stands
    return row
