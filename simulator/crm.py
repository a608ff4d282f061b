"""Opportunities and their two histories as Salesforce exports them."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pyarrow as pa

from simulator import events, names
from simulator.clock import NEVER, Clock
from simulator.customers import Customers
from simulator.draws import Ints, Timeline, chance, stream
from simulator.events import Events
from simulator.files import Columns, flag, instant, iso_date, money, pick, same, text
from simulator.ids import salesforce_ids
from simulator.journey import stage_count
from simulator.parameters import Parameters
from simulator.people import People

FIELDS = {
    "stage": "StageName",
    "closed_won": "StageName",
    "closed_lost": "StageName",
    "reopened": "StageName",
    "amount": "Amount",
    "close_date": "CloseDate",
    "next_step": "NextStep",
    "owner": "Owner",
}
CATEGORY_NAMES = {"BestCase": "Best Case", "Forecast": "Commit"}  # the picklist's words for the history's


def opportunity_columns(
    parameters: Parameters,
    people: People,
    customers: Customers,
    opportunities: pd.DataFrame,
    state: pd.DataFrame,
    next_steps: pd.DataFrame,
    campaign_ids: pa.Array,
) -> Columns:
    """`Opportunity`: the state on the last day."""
    rng = stream(parameters.seed, "opportunity details")
    count = len(opportunities)
    stage, is_lost = state["stage"].to_numpy(), state["outcome"].to_numpy() == 2
    probability = events.stage_probabilities(parameters)[stage]
    categories = [CATEGORY_NAMES.get(category, category) for category in events.stage_categories(parameters)]
    account = opportunities["account"].to_numpy()
    product = pick([name for _, name, _ in names.PRODUCTS], opportunities["product"].to_numpy())
    step = next_steps.groupby("opportunity")["new"].last().reindex(range(count), fill_value=-1).to_numpy()
    reason = np.where(is_lost & chance(rng, 0.9, count), rng.integers(0, len(names.LOSS_REASONS), count), -1)
    campaign = np.where(chance(rng, 0.1, count) & (len(campaign_ids) > 0), rng.integers(0, max(len(campaign_ids), 1), count), -1)
    return {
        "Id": salesforce_ids("006", count),
        "AccountId": pick(customers.account_ids, account),
        "Name": text(pick(customers.account_names, account), " - ", product),
        "StageName": pick(events.stage_names(parameters), stage),
        "Amount": money(state["amount"].to_numpy()),
        "CurrencyIsoCode": pick([one.code for one in parameters.currencies], opportunities["currency"].to_numpy()),
        "Probability": pa.array(probability),
        "CloseDate": iso_date(state["close_day"].to_numpy()),
        "IsClosed": flag(stage >= stage_count(parameters)),
        "IsWon": flag(state["outcome"].to_numpy() == 1),
        "Type": pick(("New Business", "Existing Business"), rng.integers(0, 2, count)),
        "LeadSource": pick([one.name for one in parameters.sources], opportunities["source"].to_numpy()),
        "ForecastCategoryName": pick(categories, stage),
        "NextStep": pick(names.NEXT_STEPS, step),
        "CampaignId": pick(campaign_ids, campaign),
        "OwnerId": pick(people.users, state["owner"].to_numpy()),
        "Loss_Reason__c": pick(names.LOSS_REASONS, reason),
        "Budget_Confirmed__c": flag((stage >= 3) & chance(rng, 0.75, count)),
        "IsDeleted": flag(state["is_deleted"].to_numpy()),
        "CreatedDate": instant(opportunities["created_at"].to_numpy()),
        "CreatedById": pick(people.users, opportunities["owner"].to_numpy()),
        "SystemModstamp": instant(np.where(state["is_deleted"], state["deleted_at"], state["changed_at"])),
    }


def history_columns(
    parameters: Parameters, people: People, opportunities: pd.DataFrame, changes: pd.DataFrame, owners: Timeline, state: pd.DataFrame
) -> Columns:
    """`OpportunityHistory`: the full state at creation and after every change of stage, amount or close date."""
    opportunity, at, stage = (changes[name].to_numpy() for name in ("opportunity", "at", "stage"))
    return {
        "Id": salesforce_ids("008", len(changes)),
        "OpportunityId": pick(salesforce_ids("006", len(opportunities)), opportunity),
        "StageName": pick(events.stage_names(parameters), stage),
        "Amount": money(changes["amount"].to_numpy()),
        "CurrencyIsoCode": pick(
            [one.code for one in parameters.currencies], opportunities["currency"].to_numpy()[opportunity]
        ),
        "Probability": pa.array(events.stage_probabilities(parameters)[stage]),
        "CloseDate": iso_date(changes["close_day"].to_numpy()),
        "ForecastCategory": pick(events.stage_categories(parameters), stage),
        "CreatedDate": instant(at),
        "CreatedById": pick(people.users, owners.lookup(opportunity, at)),
        "IsDeleted": flag(state["is_deleted"].to_numpy()[opportunity]),
    }


def field_history_columns(people: People, count: int, happened: list[Events], owners: Timeline, state: pd.DataFrame) -> Columns:
    """`OpportunityFieldHistory`: a row per changed field; a hand-over is a pair of rows, one with names, one with ids."""
    parts = [event for event in happened if event.kind in FIELDS] + [events.from_owners(owners, people.names)]
    opportunity = np.concatenate([part.opportunity for part in parts])
    at = np.concatenate([part.at for part in parts])
    order = np.lexsort((at, opportunity))
    opportunity, at = opportunity[order], at[order]
    place = pa.array(order)

    def merged(arrays: list[pa.Array]) -> pa.Array:
        return pa.concat_arrays(arrays).take(place)

    return {
        "Id": salesforce_ids("017", len(order)),
        "OpportunityId": pick(salesforce_ids("006", count), opportunity),
        "Field": merged([same(FIELDS[part.kind], len(part.at)) for part in parts]),
        "OldValue": merged([part.old for part in parts]),
        "NewValue": merged([part.new for part in parts]),
        "CreatedDate": instant(at),
        "CreatedById": pick(people.users, owners.lookup(opportunity, at)),
        "IsDeleted": flag(state["is_deleted"].to_numpy()[opportunity]),
    }


def account_facts(
    parameters: Parameters, clock: Clock, people: People, customers: Customers, opportunities: pd.DataFrame, state: pd.DataFrame
) -> tuple[Ints, Ints]:
    """Owner of each account (of its last opportunity, else the rep of the patch) and when it was created."""
    rng = stream(parameters.seed, "account facts")
    count = len(customers.accounts)
    account, patch = opportunities["account"].to_numpy(), np.arange(count) % people.count
    owner = np.where(people.reps["left_at"].to_numpy()[patch] == NEVER, patch, 0)
    owner[account] = state["owner"].to_numpy()  # the last one stands
    created_at = clock.moment(rng, clock.first_day - 1500 * rng.random(count))
    is_new = chance(rng, parameters.new_account_share, count)
    first_deal_at = np.full(count, NEVER)
    np.minimum.at(first_deal_at, account, opportunities["created_at"].to_numpy())
    return owner, np.where(is_new & (first_deal_at < NEVER), first_deal_at - 3600, created_at)
