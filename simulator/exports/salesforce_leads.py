"""Salesforce's leads with their history, and the campaigns that mailed them."""

from __future__ import annotations

import numpy as np
import pandas as pd

from simulator import names
from simulator.clock import DAY, NEVER
from simulator.exports.files import Columns, flag, instant, iso_date, money, only, pick, same
from simulator.exports.ids import numbered
from simulator.exports.labels import CompanyLabels, Labels
from simulator.leads import DISPOSITIONS, OPEN, STATUSES, WORKING
from simulator.seen import ANSWERED_AFTER, Seen
from simulator.world import Whole

PREPARED_DAYS, CAMPAIGN_DAYS = 14, 30
LEAD_FIELDS = ("Status", "Disposition__c", "leadConverted")


def lead(world: Seen, labels: Labels) -> Columns:
    """The state on the last day."""
    leads, company = world.sales.leads, world.company
    created_at, worked_at, ended_at, deleted_at = (
        leads[name].to_numpy() for name in ("created_at", "worked_at", "ended_at", "deleted_at")
    )
    first, last, number, opportunity = (leads[name].to_numpy() for name in ("first", "last", "company", "opportunity"))
    account = np.where(opportunity >= 0, world.sales.opportunities["account"].to_numpy()[opportunity], -1)
    place = np.where(account >= 0, account, number % len(labels.accounts))
    country = company.customers.accounts["country"].to_numpy()[place]
    contact = np.where(account >= 0, company.customers.first_contact(account), -1)
    count, until, touches = len(leads), company.clock.seen_until, (created_at, worked_at, ended_at, deleted_at)
    converted = company.customers.surviving(np.maximum(account, 0), until)
    merged_at = company.customers.accounts["merged_at"].to_numpy()[np.maximum(account, 0)]
    touches = (*touches, np.where(account >= 0, merged_at, NEVER))
    modified_at = np.max([np.where(at <= until, at, 0) for at in touches], axis=0)
    converted_day = np.where(opportunity >= 0, company.clock.day(ended_at), NEVER // DAY)
    return {
        "Id": labels.leads[:count],
        "FirstName": pick(names.FIRST_NAMES, first),
        "LastName": pick(names.LAST_NAMES, last),
        "Company": pick(labels.account_names, place),
        "Title": pick(names.TITLES, number % len(names.TITLES)),
        "Email": labels.lead_emails[:count],
        "Phone": labels.numbered("+34 915 ", count, 6),
        "MobilePhone": pick(("", "+34 611 000 000"), number % 2),
        "Industry": pick(names.INDUSTRIES, number % len(names.INDUSTRIES)),
        "Country": pick([one.name for one in company.parameters.countries], country),
        "Status": pick(STATUSES, leads["status"].to_numpy()),
        "Disposition__c": pick(DISPOSITIONS, leads["disposition"].to_numpy()),
        "LeadSource": pick(labels.sources, leads["source"].to_numpy()),
        "Rating": pick(("Hot", "Warm", "Cold"), last % 3),
        "OwnerId": pick(labels.users, leads["owner"].to_numpy()),
        "IsConverted": flag(opportunity >= 0),
        "ConvertedDate": iso_date(converted_day),
        "ConvertedAccountId": pick(labels.accounts, np.where(account >= 0, converted, -1)),
        "ConvertedContactId": pick(labels.contacts, contact),
        "ConvertedOpportunityId": pick(labels.opportunities, opportunity),
        "IsDeleted": flag(deleted_at < NEVER),
        "CreatedDate": instant(created_at),
        "SystemModstamp": instant(modified_at),
    }


def lead_history(world: Seen, labels: Labels) -> Columns:
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
    rows = pd.concat(pieces, ignore_index=True).sort_values(["at", "lead", "field"], kind="stable")
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
    is_over = start + CAMPAIGN_DAYS <= whole.company.clock.seen_day
    columns = {
        "Id": labels.campaigns,
        "Name": numbered("Campaign ", number, 2),
        "Type": pick(names.CAMPAIGN_TYPES, number % len(names.CAMPAIGN_TYPES)),
        "Status": pick(("In Progress", "Completed"), is_over.astype(np.int64)),
        "StartDate": iso_date(start),
        "EndDate": iso_date(start + CAMPAIGN_DAYS),
        "BudgetedCost": money(400_000 + number * 37_000),
        "ActualCost": money(420_000 + number * 31_000),
        "CurrencyIsoCode": same(whole.company.parameters.reporting_currency, len(start)),
        "IsDeleted": same("false", len(start)),
        "CreatedDate": instant((start - PREPARED_DAYS) * DAY + 36_000),
        "SystemModstamp": instant(np.where(is_over, start + CAMPAIGN_DAYS, start - PREPARED_DAYS) * DAY + 36_000),
    }
    return only(start - PREPARED_DAYS <= whole.company.clock.seen_day, columns)


def campaign_member(world: Seen, labels: Labels) -> Columns:
    """Leads that were mailed; one that is converted is named as a contact too."""
    members = world.members
    row, lead_, at, responded = (members[name].to_numpy() for name in ("campaign", "lead", "at", "has_responded"))
    opportunity, ended_at = (world.sales.leads[name].to_numpy()[lead_] for name in ("opportunity", "ended_at"))
    account = world.sales.opportunities["account"].to_numpy()[opportunity]
    contact = np.where(opportunity >= 0, world.company.customers.first_contact(account), -1)
    changed_at = np.where(opportunity >= 0, np.maximum(ended_at, at), at)
    return {
        "Id": labels.ids("00v", members["number"].to_numpy()),
        "CampaignId": pick(labels.campaigns, row),
        "LeadId": pick(labels.leads, lead_),
        "ContactId": pick(labels.contacts, contact),
        "Status": pick(("Sent", "Responded"), responded.astype(np.int64)),
        "HasResponded": flag(responded),
        "IsDeleted": same("false", len(members)),
        "CreatedDate": instant(at),
        "SystemModstamp": instant(np.maximum(changed_at, at + responded * ANSWERED_AFTER)),
    }
