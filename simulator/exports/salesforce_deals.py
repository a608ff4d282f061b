"""Salesforce's opportunities with their two histories, quotes, contact roles, splits and products."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from simulator import campaigns, names
from simulator.behaviours import words
from simulator.behaviours.cast import LOOK_ALIKE, PLANTED, showing
from simulator.clock import NEVER
from simulator.draws import Ints, chance
from simulator.exports import happened
from simulator.exports.files import Columns, flag, instant, iso_date, money, pick, same, text
from simulator.exports.labels import Labels
from simulator.history import LOST, WON
from simulator.journey import PROPOSAL, won_stage
from simulator.proposals import STATUSES
from simulator.seen import Seen

# Field names of OpportunityFieldHistory; what is not here it does not track.
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


def opportunity(world: Seen, labels: Labels) -> Columns:
    """The state on the last day."""
    company, deals, state = world.company, world.sales.opportunities, world.sales.state
    count, stage, outcome = len(deals), state["stage"].to_numpy(), state["outcome"].to_numpy()
    account, product = deals["account"].to_numpy(), deals["product"].to_numpy()
    created_at, until = deals["created_at"].to_numpy(), company.clock.seen_until
    merged_at = company.customers.accounts["merged_at"].to_numpy()[account]
    merged_at = np.where((created_at < merged_at) & (merged_at <= until), merged_at, 0)
    typed = world.sales.next_steps.groupby("opportunity")[["new", "at"]].last().reindex(range(count), fill_value=-1)
    rng, life = company.stream("opportunity details"), len(world.life.sales.opportunities)
    has_reason, has_campaign, has_budget = (chance(rng, share, life)[:count] for share in (0.9, 0.1, 0.75))
    kind, reason, nth = (
        rng.integers(0, most, life)[:count] for most in (names.USUAL_TYPES, len(names.LOSS_REASONS), 1 << 30)
    )
    begun = np.searchsorted(campaigns.starts(company), company.clock.day(created_at), side="right")
    campaign = np.where(has_campaign & (begun > 0), nth % np.maximum(begun, 1), -1)
    campaign = np.where(showing(company, deals, "bulk entry", PLANTED), -1, campaign)
    campaign = np.where(showing(company, deals, "bulk entry", LOOK_ALIKE), np.maximum(begun, 1) - 1, campaign)
    reason = words.loss_reasons(company, deals, np.where(has_reason, reason, -1))
    special, unqualified = deals["deal_type"].to_numpy(), showing(company, deals, "proposal to unqualified")
    deleted_at = state["deleted_at"].to_numpy()
    changed_at = np.maximum(np.maximum(state["changed_at"], typed["at"]), merged_at)
    return {
        "Id": labels.opportunities[:count],
        "AccountId": pick(labels.accounts, company.customers.surviving(account, until)),
        "Name": text(
            pick(labels.account_names, account), " - ", pick([name for _, name, _ in names.PRODUCTS], product)
        ),
        "StageName": pick(labels.stages, stage),
        "Amount": money(state["amount"].to_numpy()),
        "CurrencyIsoCode": pick(labels.currencies, deals["currency"].to_numpy()),
        "Probability": pa.array(labels.probabilities[stage]),
        "CloseDate": iso_date(state["close_day"].to_numpy()),
        "IsClosed": flag(stage >= won_stage(company.parameters)),
        "IsWon": flag(outcome == WON),
        "Type": pick(names.DEAL_TYPES, np.where(special < 0, kind, special)),
        "LeadSource": pick(labels.sources, deals["source"].to_numpy()),
        "ForecastCategoryName": pick([CATEGORY_NAMES.get(name, name) for name in labels.categories], stage),
        "NextStep": pick(names.ALL_NEXT_STEPS, typed["new"].to_numpy()),
        "CampaignId": pick(labels.campaigns, campaign),
        "OwnerId": pick(labels.users, state["owner"].to_numpy()),
        "Loss_Reason__c": pick(names.ALL_LOSS_REASONS, np.where(outcome == LOST, reason, -1)),
        "Budget_Confirmed__c": flag((stage >= PROPOSAL - 1) & has_budget & ~unqualified),
        "IsDeleted": flag(deleted_at < NEVER),
        "CreatedDate": instant(created_at - deals["dated_back"].to_numpy()),
        "CreatedById": pick(labels.users, _entered_by(world, labels)),
        "SystemModstamp": instant(np.where(deleted_at < NEVER, np.maximum(deleted_at, changed_at), changed_at)),
    }


def _entered_by(world: Seen, labels: Labels) -> Ints:
    """The owner; the integration's user where the deal was imported."""
    deals = world.sales.opportunities
    is_imported = showing(world.company, deals, "back-dated creation", LOOK_ALIKE)
    return np.where(is_imported, len(labels.users) - 1, deals["owner"])


def history(world: Seen, labels: Labels) -> Columns:
    """The full state at creation and after every change of stage, amount or close date."""
    deals, changes, sales = world.sales.opportunities, world.sales.changes, world.sales
    deal, at, stage, amount, close_day = (
        changes[name].to_numpy() for name in ("opportunity", "at", "stage", "amount", "close_day")
    )
    is_first = np.r_[True, deal[1:] != deal[:-1]]
    typed_by = np.where(is_first, _entered_by(world, labels)[deal], sales.owners.lookup(deal, at))
    return {
        "Id": labels.ids("008", changes["number"].to_numpy()),
        "OpportunityId": pick(labels.opportunities, deal),
        "StageName": pick(labels.stages, stage),
        "Amount": money(amount),
        "CurrencyIsoCode": pick(labels.currencies, deals["currency"].to_numpy()[deal]),
        "Probability": pa.array(labels.probabilities[stage]),
        "CloseDate": iso_date(close_day),
        "ForecastCategory": pick(labels.categories, stage),
        "CreatedDate": instant(at),
        "CreatedById": pick(labels.users, typed_by),
        "IsDeleted": flag(sales.state["deleted_at"].to_numpy()[deal] < NEVER),
    }


def field_history(world: Seen, labels: Labels) -> Columns:
    """A row per changed field; a hand-over is a pair of rows, one with names, one with ids."""
    parts = [part for part in happened.changes(world, labels) if part.kind in FIELDS]
    parts.append(happened.next_steps(world))
    parts += [happened.owners(world, called) for called in (labels.user_names, labels.users)]
    deal, at, columns = happened.merged(parts)
    kinds = pc.index_in(columns["kind"], pa.array(list(FIELDS)))
    return {
        "Id": labels.ids("017", len(at)),
        "OpportunityId": pick(labels.opportunities, deal),
        "Field": pa.array(list(FIELDS.values())).take(kinds),
        "OldValue": columns["old"],
        "NewValue": columns["new"],
        "CreatedDate": columns["at"],
        "CreatedById": pick(labels.users, world.sales.owners.lookup(deal, at)),
        "IsDeleted": flag(world.sales.state["deleted_at"].to_numpy()[deal] < NEVER),
    }


def quote(world: Seen, labels: Labels) -> Columns:
    """All versions and drafts, with what became of them."""
    sales, quotes, accounts = world.sales, world.sales.quotes, world.company.customers.accounts
    deal, sent_at, cents, status = (quotes[name].to_numpy() for name in ("opportunity", "sent_at", "amount", "status"))
    tax = accounts["tax"].to_numpy()[sales.opportunities["account"].to_numpy()[deal]]
    number, changed_at = quotes["number"].to_numpy(), quotes["changed_at"].to_numpy()
    return {
        "Id": pick(labels.quotes, number),
        "OpportunityId": pick(labels.opportunities, deal),
        "QuoteNumber": pick(labels.quote_numbers, number),
        "Name": text("Proposal ", pick(labels.quote_numbers, number)),
        "Status": pick(STATUSES, status),
        "GrandTotal": money(np.rint(cents * (1 + tax)).astype(np.int64)),
        "TotalPrice": money(cents),
        "CurrencyIsoCode": pick(labels.currencies, sales.opportunities["currency"].to_numpy()[deal]),
        "ExpirationDate": iso_date(world.company.clock.day(sent_at) + 30),
        "OwnerId": pick(labels.users, sales.owners.lookup(deal, sent_at)),
        "IsDeleted": same("false", len(quotes)),
        "CreatedDate": instant(sent_at),
        "SystemModstamp": instant(changed_at),
    }
