"""The marts computed a second time, in plain pandas from the simulator's truth, sharing no line with the models."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property
from pathlib import Path

import pandas as pd

from tests.integration.independent_leads import IndependentLeads

CENT = Decimal("0.01")
HORIZON_SHARE = 0.9
HORIZON_DEFAULT_DAYS = 180
HORIZON_LEAST_CONVERSIONS = 10
TRANSITIONS = (
    "lead>opportunity",
    "opportunity>proposal",
    "proposal>won",
    "opportunity>won",
    "first_appointment>proposal",
)


def cents(amount: Decimal) -> Decimal:
    """Rounded to the cent, halves away from zero."""
    return amount.quantize(CENT, ROUND_HALF_UP)


def month_of(day: date) -> date:
    """The first day of the month."""
    return day.replace(day=1)


@dataclass(frozen=True)
class Independent:
    """One simulated company: its drop folder, the zone of its business dates, its reporting currency and AS_OF."""

    drop: Path
    time_zone: str
    currency: str
    as_of: date

    def read(self, name: str) -> pd.DataFrame:
        """A CSV file as text, empty cells as empty text."""
        return pd.read_csv(self.drop / name, dtype=str, keep_default_na=False)

    def day(self, moment: str) -> date | None:
        """The business date of a UTC time, None for an empty one."""
        if not moment:
            return None
        return pd.Timestamp(moment).tz_convert(self.time_zone).date()

    @cached_property
    def rates(self) -> dict[str, list[tuple[date, Decimal]]]:
        found: dict[str, list[tuple[date, Decimal]]] = {}
        for row in self.read("finance/fx_rates.csv").sort_values("date").itertuples():
            assert row.to_currency == self.currency
            found.setdefault(row.from_currency, []).append((date.fromisoformat(row.date), Decimal(row.rate)))
        return found

    def converted(self, amount: str | Decimal, currency: str, day: date) -> Decimal | None:
        """The amount in the reporting currency at the last rate on or before the day; None without amount or rate."""
        if amount == "":
            return None
        if currency in (self.currency, ""):
            return cents(Decimal(amount))
        rate = None
        for valid_from, value in self.rates.get(currency, []):
            if valid_from > day:
                break
            rate = value
        return None if rate is None else cents(Decimal(amount) * rate)

    @cached_property
    def opportunities(self) -> pd.DataFrame:
        """Opportunities that are not deleted, with business dates and amounts at their dates."""
        frame = self.read("truth/opportunity.csv")
        frame = frame[frame["is_deleted"] == "false"].copy()
        frame["created_day"] = frame["created_at"].map(self.day)
        frame["closed_day"] = [
            self.day(row.closed_at) if row.outcome in ("won", "lost") else None for row in frame.itertuples()
        ]
        frame["created_rc"] = [
            self.converted(r.amount_at_creation, r.currency, r.created_day) for r in frame.itertuples()
        ]
        frame["closed_rc"] = [
            self.converted(row.amount, row.currency, row.closed_day) if row.closed_day else None
            for row in frame.itertuples()
        ]
        return frame.set_index("id", drop=False)

    @cached_property
    def proposals(self) -> pd.DataFrame:
        """One row per opportunity with a proposal: when and by whom the first was sent, first and last value."""
        frame = self.read("truth/proposal.csv").sort_values("sent_at", kind="stable")
        frame = frame[frame["opportunity_id"].isin(self.opportunities.index)]
        grouped = frame.groupby("opportunity_id")
        first, last = grouped.first(), grouped.last()
        first["day"] = first["sent_at"].map(self.day)
        first["first_rc"] = [self.converted(r.amount, r.currency, r.day) for r in first.itertuples()]
        first["last_rc"] = [
            self.converted(last.loc[row.Index, "amount"], row.currency, row.day) for row in first.itertuples()
        ]
        return first

    def shares(self, opportunity_id: str, owner: str) -> list[tuple[str, Decimal]]:
        """Who is credited with an amount and by how much: the splits when they sum to 100 %, else the owner."""
        splits = self.splits.get(opportunity_id, [])
        total = sum((share for _, share in splits), Decimal(0))
        return splits if total == 100 else [(owner, Decimal(100))]

    @cached_property
    def splits(self) -> dict[str, list[tuple[str, Decimal]]]:
        found: dict[str, list[tuple[str, Decimal]]] = {}
        for row in self.read("crm/OpportunitySplit.csv").itertuples():
            if row.IsDeleted == "false":
                found.setdefault(row.OpportunityId, []).append((row.SplitOwnerId, Decimal(row.SplitPercentage)))
        return found

    def split(self, amount: Decimal, shares: list[tuple[str, Decimal]]) -> dict[str, Decimal]:
        """The amount in cents to each rep; what rounding leaves goes to the largest share, then the first rep id."""
        parts = {rep: cents(amount * share / 100) for rep, share in shares}
        largest = min(shares, key=lambda pair: (-pair[1], pair[0]))[0]
        parts[largest] += amount - sum(parts.values(), Decimal(0))
        return parts

    @cached_property
    def revenue(self) -> pd.DataFrame:
        """Net lines of sales documents in the reporting currency, with the rep that the truth credits."""
        truth = self.read("truth/revenue.csv").set_index("document_id")
        documents = [
            *self.documents("Invoices.jsonl", "InvoiceID", Decimal(1)),
            *self.documents("CreditNotes.jsonl", "CreditNoteID", Decimal(-1)),
        ]
        lines = pd.DataFrame(documents, columns=["document_id", "net", "sign"])
        lines = lines[lines["document_id"].isin(truth.index)]
        assert set(lines["document_id"]) == set(truth.index)
        sums = lines.groupby("document_id")["net"].sum()
        assert all(
            cents(sums[key]) == cents(Decimal(row.net_amount))
            for key, row in zip(truth.index, truth.itertuples(), strict=True)
        )
        lines["rep_id"] = lines["document_id"].map(truth["rep_id"])
        lines["opportunity_id"] = lines["document_id"].map(truth["opportunity_id"])
        lines["day"] = lines["document_id"].map(truth["document_date"]).map(date.fromisoformat)
        lines["rc"] = [
            row.sign * amount
            if (amount := self.converted(row.net, truth.loc[row.document_id, "currency"], row.day)) is not None
            else None
            for row in lines.itertuples()
        ]
        return lines

    def documents(self, name: str, id_name: str, sign: Decimal) -> list[tuple[str, Decimal, Decimal]]:
        """The lines of sales documents that count, net of tax."""
        found = []
        with (self.drop / "accounting" / name).open(encoding="utf-8") as file:
            for text in file:
                document = json.loads(text, parse_float=Decimal, parse_int=Decimal)
                for line in document["LineItems"]:
                    tax = (
                        line.get("TaxAmount", Decimal(0)) if document["LineAmountTypes"] == "Inclusive" else Decimal(0)
                    )
                    found.append((document[id_name], line["LineAmount"] - tax, sign))
        return found

    def credited(self) -> Iterator[tuple[str, date, Decimal]]:
        """(rep, month, revenue) of every line that could be converted, split like the deal that it names."""
        for row in self.revenue.itertuples():
            if row.rc is not None:
                shares = self.shares(row.opportunity_id, row.rep_id or "unassigned")
                for rep, part in self.split(row.rc, shares).items():
                    yield rep, month_of(row.day), part

    def first_invoices(self) -> Iterator[tuple[str, date]]:
        """(rep, month) of the first invoice of every deal that an invoice names."""
        truth = self.read("truth/revenue.csv").sort_values("document_date", kind="stable")
        invoices = truth[(truth["kind"] == "invoice") & (truth["opportunity_id"] != "")]
        for row in invoices.drop_duplicates("opportunity_id").itertuples():
            yield row.rep_id or "unassigned", month_of(date.fromisoformat(row.document_date))

    @cached_property
    def rep_performance(self) -> pd.DataFrame:
        """Rep x month: what `rep_performance_monthly` should hold; months without anything are absent."""
        items: list[tuple[str, date, str, Decimal]] = []

        def add(rep: str, day: date, measure: str, amount: Decimal | None = None) -> None:
            key = (rep, month_of(day))
            items.append((*key, f"{measure}_count", Decimal(1)))
            if amount is not None:
                items.append((*key, f"{measure}_amount", amount))

        for row in self.opportunities.itertuples():
            add(row.owner_at_creation, row.created_day, "crm_created", row.created_rc)
            if row.outcome == "won":
                add(row.owner_at_close, row.closed_day, "crm_won")
                if row.closed_rc is not None:
                    for rep, part in self.split(row.closed_rc, self.shares(row.id, row.owner_at_close)).items():
                        items.append((rep, month_of(row.closed_day), "crm_won_amount", part))
            elif row.outcome == "lost":
                add(row.owner_at_close, row.closed_day, "crm_lost")
        for row in self.proposals.itertuples():
            add(row.owner_at_sent, row.day, "proposals", row.last_rc)
        items += [(rep, month, "invoiced_amount", part) for rep, month, part in self.credited()]
        items += [(rep, month, "invoiced_deals_count", Decimal(1)) for rep, month in self.first_invoices()]
        frame = pd.DataFrame(items, columns=["rep_id", "month_start", "measure", "value"])
        return frame.groupby(["rep_id", "month_start", "measure"])["value"].sum().unstack(fill_value=Decimal(0))

    @cached_property
    def appointments(self) -> dict[str, tuple[str, str]]:
        """When the first appointment of an opportunity was held, on it or on the lead that it was, and by whom."""
        leads = self.read("truth/lead.csv")
        became = {row.id: row.opportunity_id for row in leads.itertuples() if row.opportunity_id}
        events = self.read("crm/Event.csv")
        held = events[
            (events["Type"] == "Meeting") & (events["Status__c"] == "Held") & (events["IsDeleted"] == "false")
        ]
        found: dict[str, tuple[str, str]] = {}
        for row in held.sort_values("StartDateTime", kind="stable").itertuples():
            opportunity = row.WhatId or became.get(row.WhoId)
            if opportunity:
                found.setdefault(opportunity, (row.StartDateTime, row.OwnerId))
        return found

    def entries(self) -> list[tuple[str, str, str, date, Decimal | None, date | None, date | None]]:
        """(transition, source, rep, entered on, amount, reached on, lost on) of everything that entered a step."""
        found = []
        truth = self.read("truth/lead.csv")
        leads = truth["id"].isin(IndependentLeads(self).leads)
        for row in truth[leads & (truth["is_deleted"] == "false")].itertuples():
            ended = self.day(row.ended_at)
            reached = ended if row.outcome == "converted" and row.opportunity_id else None
            lost = ended if row.outcome == "lost" else None
            found.append((TRANSITIONS[0], row.source, row.owner, self.day(row.created_at), None, reached, lost))
        for row in self.opportunities.itertuples():
            won = row.closed_day if row.outcome == "won" else None
            lost = row.closed_day if row.outcome == "lost" else None
            first = self.proposals["day"].get(row.id)
            passed = min((day for day in (first, won) if day is not None), default=None)
            entered = (row.source, row.owner_at_creation, row.created_day, row.created_rc)
            found.append((TRANSITIONS[1], *entered, passed, lost))
            found.append((TRANSITIONS[3], *entered, won, lost))
            if row.id in self.appointments:
                held_at, held_by = self.appointments[row.id]
                found.append((TRANSITIONS[4], row.source, held_by, self.day(held_at), row.created_rc, passed, lost))
            if first is not None:
                proposal = self.proposals.loc[row.id]
                found.append(
                    (TRANSITIONS[2], row.source, proposal["owner_at_sent"], first, proposal["first_rc"], won, lost)
                )
        return found

    @cached_property
    def funnel(self) -> pd.DataFrame:
        """Cohort month x source x rep x transition: what `funnel_conversion` and `funnel_leakage` should hold."""
        columns = ["transition", "lead_source", "rep_id", "entered_on", "amount", "reached_on", "lost_on"]
        frame = pd.DataFrame(self.entries(), columns=columns).astype(object)
        frame = frame.where(frame.notna(), None)
        horizons = {name: horizon(group) for name, group in frame.groupby("transition")}
        rows = []
        for row in frame.itertuples():
            days = horizons[row.transition]
            cutoff = min(self.as_of, row.entered_on + timedelta(days=days))
            converted = row.reached_on is not None and row.reached_on <= cutoff
            lost = not converted and row.lost_on is not None and row.lost_on <= cutoff
            leaked = lost or (not converted and row.entered_on + timedelta(days=days) <= self.as_of)
            amount = row.amount or Decimal(0)
            rows.append(
                {
                    "month_start": month_of(row.entered_on),
                    "lead_source": row.lead_source or "(none)",
                    "rep_id": row.rep_id or "unassigned",
                    "transition": row.transition,
                    "entered": 1,
                    "converted": int(converted),
                    "lost": int(lost),
                    "still_open": int(not converted and not lost),
                    "leaked": int(leaked),
                    "in_process": int(not converted and not leaked),
                    "horizon_days": days,
                    "entered_amount": amount,
                    "converted_amount": amount if converted else Decimal(0),
                    "leaked_amount": amount if leaked else Decimal(0),
                    "entered_known": int(row.amount is not None),
                    "converted_known": int(converted and row.amount is not None),
                    "leaked_known": int(leaked and row.amount is not None),
                }
            )
        keys = ["month_start", "lead_source", "rep_id", "transition", "horizon_days"]
        sums = pd.DataFrame(rows).groupby(keys).sum().reset_index("horizon_days")
        for name in ("entered", "converted", "leaked"):
            is_known = (sums[name] == 0) | (sums[f"{name}_known"] > 0)
            sums[f"{name}_amount"] = sums[f"{name}_amount"].where(is_known, None)
        return sums


def horizon(group: pd.DataFrame) -> int:
    """Days within which nine in ten conversions of a transition came about, linearly interpolated, rounded up."""
    reached = group[group["reached_on"].notna()]
    days = [max((row.reached_on - row.entered_on).days, 0) for row in reached.itertuples()]
    if len(days) < HORIZON_LEAST_CONVERSIONS:
        return HORIZON_DEFAULT_DAYS
    return math.ceil(pd.Series(days).quantile(HORIZON_SHARE, interpolation="linear"))
