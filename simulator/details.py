"""What hangs on opportunities in the CRM: contact roles, splits, products and their lines; and the reps' logins."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pyarrow as pa

from simulator import names
from simulator.clock import DAY, Clock, is_weekend
from simulator.customers import Customers
from simulator.draws import Ints, chance, choose, share_out, spread, stream
from simulator.files import Columns, flag, instant, money, pick, rate, same
from simulator.ids import salesforce_ids
from simulator.journey import PROPOSAL
from simulator.parameters import Parameters
from simulator.people import People

ROLES = ("Decision Maker", "Economic Buyer", "Evaluator", "Business User")
MISSING_ROLE_SHARE = 0.15
BROKEN_SPLIT_SHARE = 0.1  # splits that do not add up to 100 %
LOGIN_SHARE = 0.85  # of working days


def contact_role_columns(parameters: Parameters, customers: Customers, opportunities: pd.DataFrame) -> Columns:
    """`OpportunityContactRole`: most deals name somebody; the first is the primary contact."""
    rng = stream(parameters.seed, "contact roles")
    account = opportunities["account"].to_numpy()
    first = customers.first_contact(account)
    available = customers.first_contact(account + 1) - first
    wanted = np.where(chance(rng, MISSING_ROLE_SHARE, len(account)), 0, rng.integers(1, 4, len(account)))
    opportunity, place = spread(np.minimum(wanted, available))
    created = instant(opportunities["created_at"].to_numpy()[opportunity])
    return {
        "Id": salesforce_ids("00K", len(opportunity)),
        "OpportunityId": pick(salesforce_ids("006", len(account)), opportunity),
        "ContactId": pick(customers.contact_ids, first[opportunity] + place),
        "Role": pick(ROLES, rng.integers(-1, len(ROLES), len(opportunity))),
        "IsPrimary": flag(place == 0),
        "IsDeleted": same("false", len(opportunity)),
        "CreatedDate": created,
        "SystemModstamp": created,
    }


def split_columns(parameters: Parameters, people: People, opportunities: pd.DataFrame, state: pd.DataFrame) -> Columns:
    """`OpportunitySplit`: the owner and a colleague share a few deals; some shares do not add up to 100 %."""
    rng = stream(parameters.seed, "splits")
    owner, amount = state["owner"].to_numpy(), state["amount"].to_numpy()
    colleague = (owner + 1) % people.count
    rows = np.flatnonzero(chance(rng, parameters.split_share, len(owner)) & (colleague != owner) & (amount > 0))
    share = rng.integers(2, 9, len(rows)) * 10
    other = np.where(chance(rng, BROKEN_SPLIT_SHARE, len(rows)), 90, 100) - share
    opportunity, place = spread(np.full(len(rows), 2))
    opportunity = rows[opportunity]
    percent = np.stack([share, other], axis=1).reshape(-1)
    rep = np.where(place == 0, owner[opportunity], colleague[opportunity])
    created_at = opportunities["created_at"].to_numpy()[opportunity]
    return {
        "Id": salesforce_ids("1IN", len(opportunity)),
        "OpportunityId": pick(salesforce_ids("006", len(owner)), opportunity),
        "SplitOwnerId": pick(people.users, rep),
        "SplitPercentage": rate(percent.astype(np.float64), 2),
        "SplitAmount": money(np.rint(amount[opportunity] * percent / 100).astype(np.int64)),
        "IsDeleted": same("false", len(opportunity)),
        "CreatedDate": instant(created_at),
        "SystemModstamp": instant(created_at),
    }


def line_item_columns(
    parameters: Parameters, opportunities: pd.DataFrame, changes: pd.DataFrame, state: pd.DataFrame
) -> Columns:
    """`OpportunityLineItem`: one or two products of each deal that came to a proposal; they add up to its amount."""
    rng = stream(parameters.seed, "line items")
    reached = changes[changes["stage"] == PROPOSAL].groupby("opportunity")["at"].min()
    rows = reached.index.to_numpy()
    deal, place = spread(rng.integers(1, 3, len(rows)))
    opportunity = rows[deal]
    total = share_out(state["amount"].to_numpy()[rows], 0.4 + rng.random(len(deal)), deal)
    quantity = rng.integers(1, 10, len(deal))
    other = choose(rng, names.PRODUCT_SHARES, len(deal))
    created = instant(reached.to_numpy()[deal])
    return {
        "Id": salesforce_ids("00k", len(deal)),
        "OpportunityId": pick(salesforce_ids("006", len(opportunities)), opportunity),
        "Product2Id": pick(product_ids(), np.where(place == 0, opportunities["product"].to_numpy()[opportunity], other)),
        "Quantity": rate(quantity.astype(np.float64), 2),
        "UnitPrice": rate(total / 100 / quantity, 2),
        "TotalPrice": money(total),
        "CurrencyIsoCode": pick(
            [one.code for one in parameters.currencies], opportunities["currency"].to_numpy()[opportunity]
        ),
        "IsDeleted": same("false", len(deal)),
        "CreatedDate": created,
        "SystemModstamp": created,
    }


def product_ids() -> pa.Array:
    return salesforce_ids("01t", len(names.PRODUCTS))


def product_columns(clock: Clock) -> Columns:
    """`Product2`."""
    count = len(names.PRODUCTS)
    created = instant(np.full(count, (clock.first_day - 2000) * DAY))
    codes, labels, families = (pa.array(column) for column in zip(*names.PRODUCTS, strict=True))
    return {
        "Id": product_ids(),
        "Name": labels,
        "ProductCode": codes,
        "Family": families,
        "IsActive": same("true", count),
        "IsDeleted": same("false", count),
        "CreatedDate": created,
        "SystemModstamp": created,
    }


def working_days(clock: Clock, people: People) -> tuple[Ints, Ints]:
    """Rep and day of every working day of everybody, by day."""
    days = np.arange(clock.first_day, clock.last_day + 1)
    days = days[~is_weekend(days)]
    day, rep = np.repeat(days, people.count), np.tile(np.arange(people.count), len(days))
    hired, left = (clock.day(people.reps[name].to_numpy()) for name in ("hired_at", "left_at"))
    employed = (day >= hired[rep]) & (day < left[rep])
    return rep[employed], day[employed]


def login_columns(parameters: Parameters, clock: Clock, people: People) -> Columns:
    """`LoginHistory`: reps on most working days, and the integration's user every night."""
    rng = stream(parameters.seed, "logins")
    rep, day = working_days(clock, people)
    came = chance(rng, LOGIN_SHARE, len(rep))
    nights = np.arange(clock.first_day, clock.last_day + 1)
    user = np.r_[rep[came], np.full(len(nights), len(people.users) - 1)]
    at = np.r_[clock.moment(rng, day[came]), nights * DAY + 3600]
    order = np.argsort(at, kind="stable")
    order = order[at[order] <= clock.cutoff]
    is_api = user[order] >= people.count
    return {
        "Id": salesforce_ids("0Ya", len(order)),
        "UserId": pick(people.users, user[order]),
        "LoginTime": instant(at[order]),
        "LoginType": pick(("Application", "Remote Access 2.0"), is_api.astype(np.int64)),
        "ApiType": pick(("", "REST API"), is_api.astype(np.int64)),
        "Status": same("Success", len(order)),
    }
