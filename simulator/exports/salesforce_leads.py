"""Salesforce's leads with their history, and the campaigns that mailed them."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pyarrow as pa

from simulator import names
from simulator.clock import DAY, NEVER
from simulator.exports.files import Columns, flag, instant, iso_date, money, pick, same
from simulator.exports.ids import numbered
from simulator.exports.labels import CompanyLabels, Labels
from simulator.leads import DISPOSITIONS, OPEN, STATUSES, WORKING
from simulator.world import Whole, World

LEAD_FIELDS = ("Status", "Disposition__c", "leadConverted")


def lead(world: World, labels: Labels) -> Columns:
    """The state on the last day."""
    leads, company = world.sales.leads, world.company
    created_at, worked_at, ended_at, is_deleted = (
        leads[name].to_numpy() for name in ("created_at", "worked_at", "ended_at", "is_deleted")
    )
    first, last, number, opportunity = (leads[name].to_numpy() for name in ("first", "last", "company", "opportunity"))
    account = np.where(opportunity >= 0, world.sales.opportunities["account"].to_numpy()[opportunity], -1)
    place = np.where(account >= 0, account, number % len(labels.accounts))
    country = company.customers.accounts["country"].to_numpy()[place]
    contact = np.where(account >= 0, company.customers.first_contact(account), -1)
    modified_at = np.where(ended_at < NEVER, ended_at, np.where(worked_at < NEVER, worked_at, created_at))
    converted_day = np.where(opportunity >= 0, company.clock.day(ended_at), NEVER // DAY)
    return {
        "Id": labels.leads,
        "FirstName": pick(names.FIRST_NAMES, first),
        "LastName": pick(names.LAST_NAMES, last),
        "Company": pick(labels.account_names, place),
        "Title": pick(names.TITLES, number % len(names.TITLES)),
        "Email": labels.lead_emails,
        "Phone": labels.numbered("+34 915 ", len(leads), 6),
        "MobilePhone": pa.nulls(len(leads), pa.string()),
        "Industry": pick(names.INDUSTRIES, number % len(names.INDUSTRIES)),
        "Country": pick([one.name for one in company.parameters.countries], country),
        "Status": pick(STATUSES, leads["status"].to_numpy()),
        "Disposition__c": pick(DISPOSITIONS, leads["disposition"].to_numpy()),
        "LeadSource": pick(labels.sources, leads["source"].to_numpy()),
        "Rating": pick(("Hot", "Warm", "Cold"), last % 3),
        "OwnerId": pick(labels.users, leads["owner"].to_numpy()),
        "IsConverted": flag(opportunity >= 0),
        "ConvertedDate": iso_date(converted_day),
        "ConvertedAccountId": pick(labels.accounts, account),
        "ConvertedContactId": pick(labels.contacts, contact),
        "ConvertedOpportunityId": pick(labels.opportunities, opportunity),
        "IsDeleted": flag(is_deleted),
        "CreatedDate": instant(created_at),
        "SystemModstamp": instant(np.where(is_deleted, company.clock.cutoff - 3600, modified_at)),
    }


def lead_history(world: World, labels: Labels) -> Columns:
    """Changes of status and disposition, and the row that marks a conversion."""
    leads = world.sales.leads
    worked_at, ended_at, status, disposition = (
        leads[name].to_numpy() for name in ("worked_at", "ended_at", "status", "disposition")
    )
    worked, ended = np.flatnonzero(worked_at < NEVER), np.flatnonzero(ended_at < NEVER)
    converted = ended[leads["opportunity"].to_numpy()[ended] >= 0]
    before = np.where(worked_at[ended] < NEVER, WORKING, OPEN)
    none, words = -1, (*STATUSES, *DISPOSITIONS)
    pieces = [
        pd.DataFrame({"lead": worked, "at": worked_at[worked], "field": 0, "old": OPEN, "new": WORKING}),
        pd.DataFrame({"lead": ended, "at": ended_at[ended], "field": 0, "old": before, "new": status[ended]}),
        pd.DataFrame(
            {"lead": ended, "at": ended_at[ended], "field": 1, "old": none, "new": disposition[ended] + len(STATUSES)}
        ),
        pd.DataFrame({"lead": converted, "at": ended_at[converted], "field": 2, "old": none, "new": none}),
    ]
    rows = pd.concat(pieces, ignore_index=True).sort_values(["lead", "at", "field"], kind="stable")
    row, field, old, new = (rows[name].to_numpy() for name in ("lead", "field", "old", "new"))
    return {
        "Id": labels.ids("017", len(rows)),
        "LeadId": pick(labels.leads, row),
        "Field": pick(LEAD_FIELDS, field),
        "OldValue": pick(words, old),
        "NewValue": pick(words, new),
        "CreatedDate": instant(rows["at"].to_numpy()),
        "CreatedById": pick(labels.users, leads["owner"].to_numpy()[row]),
        "IsDeleted": flag(leads["is_deleted"].to_numpy()[row]),
    }


def campaign(whole: Whole, labels: CompanyLabels) -> Columns:
    """One row per campaign."""
    start, number = whole.campaigns, np.arange(len(whole.campaigns))
    is_over = (start + 30 <= whole.company.clock.last_day).astype(np.int64)
    return {
        "Id": labels.campaigns,
        "Name": numbered("Campaign ", len(start), 2),
        "Type": pick(names.CAMPAIGN_TYPES, number % len(names.CAMPAIGN_TYPES)),
        "Status": pick(("In Progress", "Completed"), is_over),
        "StartDate": iso_date(start),
        "EndDate": iso_date(start + 30),
        "BudgetedCost": money(400_000 + number * 37_000),
        "ActualCost": money(420_000 + number * 31_000),
        "CurrencyIsoCode": same(whole.company.parameters.reporting_currency, len(start)),
        "IsDeleted": same("false", len(start)),
        "CreatedDate": instant((start - 14) * DAY + 36_000),
        "SystemModstamp": instant(start * DAY + 36_000),
    }


def campaign_member(world: World, labels: Labels) -> Columns:
    """Leads that were mailed."""
    members = world.members
    row, lead_, at, responded = (members[name].to_numpy() for name in ("campaign", "lead", "at", "has_responded"))
    return {
        "Id": labels.ids("00v", len(members)),
        "CampaignId": pick(labels.campaigns, row),
        "LeadId": pick(labels.leads, lead_),
        "ContactId": pa.nulls(len(members), pa.string()),
        "Status": pick(("Sent", "Responded"), responded.astype(np.int64)),
        "HasResponded": flag(responded),
        "IsDeleted": same("false", len(members)),
        "CreatedDate": instant(at),
        "SystemModstamp": instant(np.minimum(at + responded * 7200, world.company.clock.cutoff)),
    }
