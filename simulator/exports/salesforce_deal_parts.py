"""Records that depend on Salesforce's opportunities: contact roles, splits, products and line items."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from simulator import names
from simulator.behaviours.cast import LOOK_ALIKE, PLANTED, showing
from simulator.clock import DAY
from simulator.draws import chance, choose, share_out, spread
from simulator.exports.files import Columns, flag, instant, money, only, pick, rate, same
from simulator.exports.labels import CompanyLabels, Labels
from simulator.journey import PROPOSAL
from simulator.seen import Seen
from simulator.world import Whole

ROLES = ("Decision Maker", "Economic Buyer", "Evaluator", "Business User")
MISSING_ROLE_SHARE = 0.15
BROKEN_SPLIT_SHARE = 0.1  # splits that do not add up to 100 %


def contact_role(world: Seen, labels: Labels) -> Columns:
    """Most deals name somebody; the first is the primary contact."""
    rng, customers = world.company.stream("contact roles"), world.company.customers
    deals = world.life.sales.opportunities
    account = deals["account"].to_numpy()
    first = customers.first_contact(account)
    wanted = np.where(chance(rng, MISSING_ROLE_SHARE, len(deals)), 0, rng.integers(1, 4, len(deals)))
    nobody, one = (showing(world.company, deals, "no contact", kind) for kind in (PLANTED, LOOK_ALIKE))
    nobody = nobody | showing(world.company, deals, "proposal to unqualified")
    wanted = np.where(nobody, 0, np.where(one, 1, wanted))
    deal, place = spread(np.minimum(wanted, customers.first_contact(account + 1) - first))
    role = np.where(one[deal], ROLES.index("Economic Buyer"), rng.integers(-1, len(ROLES), len(deal)))
    created_at = deals["created_at"].to_numpy()[deal]
    created, known = instant(created_at), created_at <= world.company.clock.seen_until
    columns = {
        "Id": labels.ids("00K", len(deal)),
        "OpportunityId": pick(labels.opportunities, deal),
        "ContactId": pick(labels.contacts, first[deal] + place),
        "Role": pick(ROLES, role),
        "IsPrimary": flag(place == 0),
        "IsDeleted": same("false", len(deal)),
        "CreatedDate": created,
        "SystemModstamp": created,
    }
    return only(known, columns)


def split(world: Seen, labels: Labels) -> Columns:
    """The owner and a colleague share a few deals; some shares do not add up to 100 %."""
    rng, state, people = world.company.stream("splits"), world.sales.state, world.company.people
    owner, amount = state["owner"].to_numpy(), state["amount"].to_numpy()
    colleague, life = (owner + 1) % people.count, len(world.life.sales.opportunities)
    is_chosen, is_broken = (chance(rng, p, life) for p in (world.company.parameters.split_share, BROKEN_SPLIT_SHARE))
    share = rng.integers(2, 9, life) * 10
    rows = np.flatnonzero(is_chosen[: len(owner)] & (colleague != owner) & (amount > 0))
    rest = np.where(is_broken, 90, 100) - share
    percent, deal = np.stack([share, rest], axis=1)[rows].reshape(-1), np.repeat(rows, 2)
    rep = np.stack([owner, colleague], axis=1)[rows].reshape(-1)
    number = np.stack([2 * rows, 2 * rows + 1], axis=1).reshape(-1)
    created = instant(world.sales.opportunities["created_at"].to_numpy()[deal])
    return {
        "Id": labels.ids("1IN", number),
        "OpportunityId": pick(labels.opportunities, deal),
        "SplitOwnerId": pick(labels.users, rep),
        "SplitPercentage": rate(percent.astype(np.float64), 2),
        "SplitAmount": money(np.rint(amount[deal] * percent / 100).astype(np.int64)),
        "IsDeleted": same("false", len(deal)),
        "CreatedDate": created,
        "SystemModstamp": instant(state["changed_at"].to_numpy()[deal]),
    }


def line_item(world: Seen, labels: Labels) -> Columns:
    """One or two products of each deal that came to a proposal; they add up to its amount."""
    rng, deals, changes = world.company.stream("line items"), world.life.sales.opportunities, world.life.sales.changes
    reached = changes[changes["stage"] == PROPOSAL].groupby("opportunity")["at"].min()
    listed = showing(world.company, deals, "round amounts", LOOK_ALIKE)[reached.index]
    row, place = spread(np.where(listed, 1, rng.integers(1, 3, len(reached))))
    deal = reached.index.to_numpy()[row]
    known = (reached <= world.company.clock.seen_until).to_numpy()[row]
    state = world.sales.state.reindex(reached.index, fill_value=0)
    amount, changed_at = state["amount"].to_numpy(), state["changed_at"].to_numpy()
    total = share_out(amount, 0.4 + rng.random(len(row)), row)
    pieces = total // (np.array(names.LIST_PRICES)[deals["product"].to_numpy()[deal]] * 100)
    quantity = np.where(listed[row], np.maximum(pieces, 1), rng.integers(1, 10, len(row)))
    product = np.where(place == 0, deals["product"].to_numpy()[deal], choose(rng, names.PRODUCT_SHARES, len(row)))
    columns = {
        "Id": labels.ids("00k", len(row)),
        "OpportunityId": pick(labels.opportunities, deal),
        "Product2Id": pick(labels.products, product),
        "Quantity": rate(quantity.astype(np.float64), 2),
        "UnitPrice": rate(total / 100 / quantity, 2),
        "TotalPrice": money(total),
        "CurrencyIsoCode": pick(labels.currencies, deals["currency"].to_numpy()[deal]),
        "IsDeleted": same("false", len(row)),
        "CreatedDate": instant(reached.to_numpy()[row]),
        "SystemModstamp": instant(changed_at[row]),
    }
    return only(known, columns)


def product(whole: Whole, labels: CompanyLabels) -> Columns:
    """What is sold."""
    count = len(names.PRODUCTS)
    created = instant(np.full(count, (whole.company.clock.first_day - 2000) * DAY))
    codes, names_, families = (pa.array(column) for column in zip(*names.PRODUCTS, strict=True))
    return {
        "Id": labels.products,
        "Name": names_,
        "ProductCode": codes,
        "Family": families,
        "IsActive": same("true", count),
        "IsDeleted": same("false", count),
        "CreatedDate": created,
        "SystemModstamp": created,
    }
