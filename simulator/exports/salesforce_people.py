"""Salesforce's users, territories and logins, accounts and contacts, products."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from simulator import names
from simulator.clock import DAY, NEVER
from simulator.draws import chance
from simulator.exports.calendar import working_days
from simulator.exports.files import Columns, flag, instant, money, pick, same, text
from simulator.exports.ids import salesforce_ids
from simulator.exports.labels import CompanyLabels, Labels
from simulator.world import Whole, World

LOGIN_SHARE = 0.85  # of working days
FOUNDED_BEFORE = 2500  # days before the first day


def _founded_at(whole: Whole) -> int:
    return (whole.company.clock.first_day - FOUNDED_BEFORE) * DAY + 32_400


def user(whole: Whole, labels: CompanyLabels) -> Columns:
    """Reps, managers, the director, and the integration's user."""
    people, count = whole.company.people, len(labels.users)
    rep, others = people.count, people.teams + 2
    teams = [f"Team {chr(65 + team % 26)}{team // 26 or ''}" for team in range(people.teams)]
    hired_at = np.r_[people.reps["hired_at"].to_numpy(), np.full(others, _founded_at(whole))]
    left_at = np.r_[people.reps["left_at"].to_numpy(), np.full(others, NEVER)]
    team = people.reps["team"].to_numpy()
    role = np.repeat(np.arange(4), [rep, people.teams, 1, 1])
    return {
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
        "IsActive": flag(left_at >= NEVER),
        "CreatedDate": instant(hired_at),
        "SystemModstamp": instant(np.where(left_at < NEVER, left_at, hired_at)),
    }


def territory(whole: Whole, _: CompanyLabels) -> Columns:
    """Regions, all within the whole."""
    regions = (*names.TERRITORIES, "World")
    ids = salesforce_ids("0MI", len(regions))
    return {
        "Id": ids,
        "Name": pa.array(regions),
        "DeveloperName": pa.array([name.replace(" ", "_") for name in regions]),
        "ParentTerritory2Id": pick(ids, np.r_[np.full(len(regions) - 1, len(regions) - 1), -1]),
        "SystemModstamp": instant(np.full(len(regions), _founded_at(whole))),
    }


def user_territory(whole: Whole, labels: CompanyLabels) -> Columns:
    """One territory per rep."""
    reps = whole.company.people.reps
    hired_at = instant(reps["hired_at"].to_numpy())
    return {
        "Id": salesforce_ids("0TI", len(reps)),
        "UserId": labels.users[: len(reps)],
        "Territory2Id": pick(salesforce_ids("0MI", len(names.TERRITORIES)), reps["territory"].to_numpy()),
        "IsActive": flag(reps["left_at"].to_numpy() >= NEVER),
        "RoleInTerritory2": same("Owner", len(reps)),
        "LastModifiedDate": hired_at,
        "SystemModstamp": hired_at,
    }


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
    return {
        "Id": salesforce_ids("0Ya", len(order)),
        "UserId": pick(labels.users, user_[order]),
        "LoginTime": instant(at[order]),
        "LoginType": pick(("Application", "Remote Access 2.0"), is_api),
        "ApiType": pick(("", "REST API"), is_api),
        "Status": same("Success", len(order)),
    }


def account(world: World, labels: Labels) -> Columns:
    """Customers; an account merged away stays as a deleted row."""
    parameters, accounts, sales = world.company.parameters, world.company.customers.accounts, world.sales
    country, currency, industry, employees, parent, merged_into = (
        accounts[name].to_numpy() for name in ("country", "currency", "industry", "employees", "parent", "merged_into")
    )
    merged_at = np.minimum(sales.account_created_at + 30 * DAY, world.company.clock.cutoff)
    return {
        "Id": labels.accounts,
        "Name": labels.account_names,
        "ParentId": pick(labels.accounts, parent),
        "MasterRecordId": pick(labels.accounts, merged_into),
        "AccountNumber": labels.account_numbers,
        "Industry": pick(names.INDUSTRIES, industry),
        "Type": pick(("Customer", "Prospect"), employees % 2),
        "Website": text("https://www.", labels.domains),
        "BillingCountry": pick([one.name for one in parameters.countries], country),
        "AnnualRevenue": money(employees * 12_000_000),
        "NumberOfEmployees": pa.array(employees),
        "CurrencyIsoCode": pick(labels.currencies, currency),
        "OwnerId": pick(labels.users, sales.account_owner),
        "IsDeleted": flag(merged_into >= 0),
        "CreatedDate": instant(sales.account_created_at),
        "SystemModstamp": instant(np.where(merged_into >= 0, merged_at, sales.account_created_at)),
    }


def contact(world: World, labels: Labels) -> Columns:
    """People who work at accounts."""
    contacts = world.company.customers.contacts
    account_, first, last, title = (contacts[name].to_numpy() for name in ("account", "first", "last", "title"))
    number = np.arange(len(contacts))
    created = instant(world.sales.account_created_at[account_])
    return {
        "Id": labels.contacts,
        "AccountId": pick(labels.accounts, account_),
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
        "CreatedDate": created,
        "SystemModstamp": created,
    }
