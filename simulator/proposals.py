"""Proposals: the versions sent to the customer, drafts that never were, and what became of them."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from simulator.clock import DAY, Clock
from simulator.draws import Ints, Timeline, chance, spread, strictly_later, stream
from simulator.files import Columns, flag, instant, iso_date, money, pick, text
from simulator.ids import salesforce_ids
from simulator.journey import PROPOSAL
from simulator.parameters import Parameters
from simulator.people import People

STATUSES = ("Draft", "Presented", "Accepted", "Denied")
DRAFT, PRESENTED, ACCEPTED, DENIED = range(4)


def simulate(
    parameters: Parameters, clock: Clock, opportunities: pd.DataFrame, changes: pd.DataFrame, state: pd.DataFrame
) -> pd.DataFrame:
    """One row per quote by opportunity and time: sent_at, amount (cents), status, version (from 1, drafts 0)."""
    rng = stream(parameters.seed, "proposals")
    entered = changes[changes["stage"] == PROPOSAL].groupby("opportunity")["at"].min()
    opportunity, start = entered.index.to_numpy(), entered.to_numpy()
    closed = changes[changes["stage"] > PROPOSAL + 1].groupby("opportunity")["at"].min()
    end = closed.reindex(entered.index, fill_value=clock.cutoff).to_numpy()
    extra = opportunities["is_revised"].to_numpy()[opportunity] * (1 + chance(rng, parameters.revised_share, len(start)))
    drafts = chance(rng, parameters.draft_share, len(start)).astype(np.int64)
    parent, number = spread(1 + extra + drafts)
    versions = 1 + extra[parent]
    is_draft = number >= versions
    # The first goes out within a day of the stage, the others until the closing.
    first_at = start + np.floor(np.minimum(end - start, DAY // 4) * rng.random(len(start))).astype(np.int64)
    later = first_at[parent] + np.floor((end - first_at)[parent] * np.clip(number / (versions + 1), 0, 0.95)).astype(np.int64)
    part = number / np.maximum(versions - 1, 1)
    offer, final = (opportunities[name].to_numpy()[opportunity[parent]] for name in ("offer", "final"))
    frame = pd.DataFrame(
        {
            "opportunity": opportunity[parent],
            "sent_at": later,
            "amount": np.rint(offer + (final - offer) * np.minimum(part, 1)).astype(np.int64),
            "is_draft": is_draft,
        }
    ).sort_values(["opportunity", "sent_at"], kind="stable", ignore_index=True)
    frame["sent_at"] = np.minimum(strictly_later(frame["opportunity"].to_numpy(), frame["sent_at"].to_numpy()), clock.cutoff)
    is_sent = ~frame["is_draft"]
    frame["version"] = np.where(is_sent, is_sent.groupby(frame["opportunity"]).cumsum(), 0)
    is_last = frame["version"] == frame.groupby("opportunity")["version"].transform("max")
    outcome = state["outcome"].to_numpy()[frame["opportunity"]]
    decided = np.where(outcome == 1, ACCEPTED, np.where(outcome == 2, DENIED, PRESENTED))
    frame["status"] = np.where(frame["is_draft"], DRAFT, np.where(is_last, decided, PRESENTED))
    return frame


def numbers(count: int) -> pa.Array:
    """Quote numbers as Salesforce counts them."""
    return pc.utf8_lpad(pa.array(np.arange(1, count + 1)).cast(pa.string()), 8, "0")


def final_quotes(quotes: pd.DataFrame, count: int) -> Ints:
    """Per opportunity the last version sent, -1 without one."""
    sent = quotes[quotes["version"] > 0]
    return sent.reset_index().groupby("opportunity")["index"].last().reindex(range(count), fill_value=-1).to_numpy()


def export(
    parameters: Parameters,
    clock: Clock,
    people: People,
    opportunities: pd.DataFrame,
    quotes: pd.DataFrame,
    owners: Timeline,
    tax: Ints,
    closed_at: Ints,
) -> Columns:
    """`Quote`; `tax` is the sales tax rate and `closed_at` the last closing per opportunity."""
    opportunity, sent_at, cents = (quotes[name].to_numpy() for name in ("opportunity", "sent_at", "amount"))
    number = numbers(len(quotes))
    is_decided = quotes["status"].to_numpy() >= ACCEPTED
    modified = np.where(is_decided, np.maximum(closed_at[opportunity], sent_at), sent_at)
    return {
        "Id": salesforce_ids("0Q0", len(quotes)),
        "OpportunityId": pick(salesforce_ids("006", len(opportunities)), opportunity),
        "QuoteNumber": number,
        "Name": text("Proposal ", number),
        "Status": pick(STATUSES, quotes["status"].to_numpy()),
        "GrandTotal": money(np.rint(cents * (1 + tax[opportunity])).astype(np.int64)),
        "TotalPrice": money(cents),
        "CurrencyIsoCode": pick(
            [one.code for one in parameters.currencies], opportunities["currency"].to_numpy()[opportunity]
        ),
        "ExpirationDate": iso_date(clock.day(sent_at) + 30),
        "OwnerId": pick(people.users, owners.lookup(opportunity, sent_at)),
        "IsDeleted": flag(np.zeros(len(quotes), bool)),
        "CreatedDate": instant(sent_at),
        "SystemModstamp": instant(modified),
    }
