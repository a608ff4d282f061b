"""Salesforce's users, territories and logins, accounts and contacts, products."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from simulator import names
from simulator.clock import DAY, NEVER
from simulator.draws import Ints, chance
from simulator.exports.calendar import working_days
from simulator.exports.files import Columns, flag, instant, money, only, pick, same, text
from simulator.exports.ids import salesforce_ids
from simulator.exports.labels import CompanyLabels, Labels
from simulator.seen import Seen
from simulator.world import Whole

LOGIN_SHARE = 0.85  # of working days
FOUNDED_BEFORE = 2500  # days before the first day


def _founded_at(whole: Whole) -> int:
    return (whole.company.clock.first_day - FOUNDED_BEFORE) * DAY + 32_400


def user(whole: Whole, labels: CompanyLabels) -> Columns:
    """Reps, managers, the director, and the integration's user."""
    people, count, until = whole.company.people, len(labels.users), whole.company.clock.seen_until
    rep, others = people.count, people.teams + 2
    teams = [f"Team {chr(65 + team % 26)}{team // 26 or ''}" for team in range(people.teams)]
    hired_at = np.r_[people.reps["hired_at"].to_numpy(), np.full(others, _founded_at(whole))]
    left_at, team_changed_at = (
        np.r_[people.reps[name].to_numpy(), np.full(others, NEVER)] for name in ("left_at", "team_changed_at")
    )
    team = np.where(team_changed_at[:rep] <= until, people.reps["next_team"], people.reps["team"])
    role = np.repeat(np.arange(4), [rep, people.teams, 1, 1])
    changed_at = np.max([np.where(at <= until, at, 0) for at in (hired_at, team_changed_at, left_at)], axis=0)
    columns = {
        "Id": labels.users,
        "Username": labels.user_emails,
        "Name": labels.user_names,
        "FirstName": labels.user_first_names,
        "LastName": labels.user_last_names,
        "Email": labels.user_emails,
        "Department": pick(("Sales", "Sales", "Sales", "IT"), role),
        "Division": pick(teams, np.r_[team, np.arange(people.teams), -1, -1]),
        "Title": pick(("Account Executive", "Sales Manager", "Sales Director", "Integration"), role),
        "UserType": same("Standard", count),
        "ManagerId": pick(labels.users, np.r_[rep + team, np.full(people.teams, rep + people.teams), -1, -1]),
        "TimeZoneSidKey": same(whole.company.parameters.time_zone, count),
        "IsActive": flag(left_at > until),
        "CreatedDate": instant(hired_at),
        "SystemModstamp": instant(changed_at),
    }
    return only(hired_at <= until, columns)


def territory(whole: Whole, _: CompanyLabels) -> Columns:
    """Regions, all within the world."""
    regions = (*names.TERRITORIES, "World")
    ids = salesforce_ids("0MI", np.arange(len(regions)))
    return {
        "Id": ids,
        "Name": pa.array(regions),
        "DeveloperName": pa.array([name.replace(" ", "_") for name in regions]),
        "ParentTerritory2Id": pick(ids, np.r_[np.full(len(regions) - 1, len(regions) - 1), -1]),
        "SystemModstamp": instant(np.full(len(regions), _founded_at(whole))),
    }


def user_territory(whole: Whole, labels: CompanyLabels) -> Columns:
    """One territory per rep. Salesforce keeps no history of it: whoever moves loses one row and gets another."""
    reps, until = whole.company.people.reps, whole.company.clock.seen_until
    hired_at, left_at, moved_at = (reps[name].to_numpy() for name in ("hired_at", "left_at", "territory_changed_at"))
    has_moved, rep = moved_at <= until, np.arange(len(reps))
    assigned = instant(np.where(has_moved, moved_at, hired_at))
    now = np.where(has_moved, reps["next_territory"], reps["territory"])
    columns = {
        "Id": salesforce_ids("0TI", np.where(has_moved, rep + len(reps), rep)),
        "UserId": labels.users[: len(reps)],
        "Territory2Id": pick(salesforce_ids("0MI", np.arange(len(names.TERRITORIES))), now),
        "IsActive": flag(left_at > until),
        "RoleInTerritory2": same("Owner", len(reps)),
        "LastModifiedDate": assigned,
        "SystemModstamp": assigned,
    }
    return only(hired_at <= until, columns)


def login(whole: Whole, labels: CompanyLabels) -> Columns:
    """Reps on most working days, and the integration's user every night."""
    rng, clock = whole.company.common_stream("logins"), whole.company.clock
    rep, day = working_days(whole.company)
    came = chance(rng, LOGIN_SHARE, len(rep))
    nights = np.arange(clock.first_day, clock.last_day + 1)
    user_ = np.r_[rep[came], np.full(len(nights), len(labels.users) - 1)]
    at = np.r_[clock.moment(rng, day[came]), nights * DAY + 3600]
    order = np.argsort(at, kind="stable")
    order = order[at[order] <= clock.cutoff]
    is_api = (user_[order] >= whole.company.people.count).astype(np.int64)
    columns = {
        "Id": salesforce_ids("0Ya", np.arange(len(order))),
        "UserId": pick(labels.users, user_[order]),
        "LoginTime": instant(at[order]),
        "LoginType": pick(("Application", "Remote Access 2.0"), is_api),
        "ApiType": pick(("", "REST API"), is_api),
        "Status": same("Success", len(order)),
    }
    return only(at[order] <= clock.seen_until, columns)


def account(world: Seen, labels: Labels) -> Columns:
    """Customers; an account merged away stays as a deleted row that names the one which survived."""
    company, accounts, sales = world.company, world.company.customers.accounts, world.sales
    country, currency, industry, employees, parent, merged_into, merged_at = (
        accounts[name].to_numpy()
        for name in ("country", "currency", "industry", "employees", "parent", "merged_into", "merged_at")
    )
    until, created_at = company.clock.seen_until, sales.account_created_at
    is_merged = (merged_into >= 0) & (merged_at <= until)
    columns = {
        "Id": labels.accounts,
        "Name": labels.account_names,
        "ParentId": pick(labels.accounts, parent),
        "MasterRecordId": pick(labels.accounts, np.where(is_merged, merged_into, -1)),
        "AccountNumber": labels.account_numbers,
        "Tax_Number__c": pick(labels.tax_numbers, np.where(accounts["has_tax_number"], np.arange(len(accounts)), -1)),
        "Industry": pick(names.INDUSTRIES, industry),
        "Type": pick(("Customer", "Prospect"), employees % 2),
        "Website": text("https://www.", labels.domains),
        "BillingCountry": pick([one.name for one in company.parameters.countries], country),
        "AnnualRevenue": money(employees * 12_000_000),
        "NumberOfEmployees": pa.array(employees),
        "CurrencyIsoCode": pick(labels.currencies, currency),
        "OwnerId": pick(labels.users, sales.account_owner),
        "IsDeleted": flag(is_merged),
        "CreatedDate": instant(created_at),
        "SystemModstamp": instant(_account_changed_at(world)),
    }
    return only(created_at <= until, columns)


def _account_changed_at(world: Seen) -> Ints:
    """The last hand-over or, if it came later, the merger."""
    merged_at = world.company.customers.accounts["merged_at"].to_numpy()
    handed_at = world.sales.account_owners.last_change(np.arange(len(merged_at)))
    return np.where(merged_at <= world.company.clock.seen_until, np.maximum(merged_at, handed_at), handed_at)


def contact(world: Seen, labels: Labels) -> Columns:
    """People who work at accounts; they move to the account that survives a merger."""
    company, contacts = world.company, world.company.customers.contacts
    account_, first, last, title = (contacts[name].to_numpy() for name in ("account", "first", "last", "title"))
    number, until = np.arange(len(contacts)), company.clock.seen_until
    created_at = world.sales.account_created_at[account_]
    columns = {
        "Id": labels.contacts,
        "AccountId": pick(labels.accounts, company.customers.surviving(account_, until)),
        "FirstName": pick(names.FIRST_NAMES, first),
        "LastName": pick(names.LAST_NAMES, last),
        "Email": labels.contact_emails,
        "Phone": labels.numbered("+34 910 ", len(contacts), 6),
        "MobilePhone": pick(("", "+34 600 000 000"), number % 2),
        "Title": pick(names.TITLES, title),
        "Department": pick(("Management", "Purchasing", "IT", ""), title % 4),
        "IsEmailBounced": flag(number % 47 == 0),
        "OwnerId": pick(labels.users, world.sales.account_owner[account_]),
        "IsDeleted": flag(number % 151 == 150),
        "CreatedDate": instant(created_at),
        "SystemModstamp": instant(_account_changed_at(world)[account_]),
    }
    return only(created_at <= until, columns)
