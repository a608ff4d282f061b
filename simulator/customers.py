"""Customers: accounts of a country and currency each, and the contacts who work there."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from simulator import names
from simulator.clock import DAY, Clock
from simulator.draws import Ints, chance, choose, lognormal, spread, stream
from simulator.files import Columns, flag, instant, money, pick, text
from simulator.ids import salesforce_ids
from simulator.parameters import Parameters
from simulator.people import People


@dataclass(frozen=True)
class Customers:
    """`accounts`: country, currency, tax, parent (-1 none), merged_into (-1 none); account n is in the patch of rep n % reps."""

    accounts: pd.DataFrame
    contacts: pd.DataFrame
    account_ids: pa.Array
    account_names: pa.Array
    account_numbers: pa.Array
    slugs: pa.Array
    contact_ids: pa.Array
    contact_emails: pa.Array

    def first_contact(self, account: Ints) -> Ints:
        return np.searchsorted(self.contacts["account"].to_numpy(), account)


def simulate(parameters: Parameters, people: People) -> Customers:
    rng = stream(parameters.seed, "customers")
    per_rep = max(2, math.ceil(parameters.accounts_per_opportunity * parameters.opportunities / people.count))
    count = per_rep * people.count
    codes = [currency.code for currency in parameters.currencies]
    country = choose(rng, [one.share for one in parameters.countries], count)
    lookup = np.array([codes.index(one.currency) for one in parameters.countries])
    elder = rng.integers(0, count, count)  # a parent or survivor is an account with a lower number that is neither itself
    number = np.arange(count)
    is_child = chance(rng, parameters.child_account_share, count) & (elder < number)
    is_merged = chance(rng, parameters.merged_account_share, count) & (elder < number) & ~is_child
    is_plain = ~(is_child | is_merged)
    accounts = pd.DataFrame(
        {
            "country": country,
            "currency": lookup[country],
            "tax": np.array([one.tax for one in parameters.countries])[country],
            "parent": np.where(is_child & is_plain[elder], elder, -1),
            "merged_into": np.where(is_merged & is_plain[elder], elder, -1),
            "employees": np.rint(lognormal(rng, 80, 1.2, count)).astype(np.int64) + 1,
            "industry": rng.integers(0, len(names.INDUSTRIES), count),
        }
    )
    account, place = spread(1 + rng.poisson(parameters.contacts_per_account - 1, count))
    contacts = pd.DataFrame(
        {
            "account": account,
            "first": rng.integers(0, len(names.FIRST_NAMES), len(account)),
            "last": rng.integers(0, len(names.LAST_NAMES), len(account)),
            "title": rng.integers(0, len(names.TITLES), len(account)),
            "place": place,
        }
    )
    account_names = _company_names(rng, np.where(accounts["merged_into"] >= 0, accounts["merged_into"], number))
    suffix = pick(list(names.ACCOUNT_SUFFIXES.values()), _position(parameters, country))
    slug = pc.utf8_lower(pc.replace_substring(account_names, " ", "-"))
    person = text(
        pc.utf8_lower(pick(names.FIRST_NAMES, contacts["first"].to_numpy())),
        ".",
        pc.utf8_lower(pick(names.LAST_NAMES, contacts["last"].to_numpy())),
        pa.array(place).cast(pa.string()),
        "@",
        slug.take(pa.array(account)),
        ".example",
    )
    return Customers(
        accounts,
        contacts,
        salesforce_ids("001", count),
        text(account_names, " ", suffix),
        text("C-", pc.utf8_lpad(pa.array(number + 1).cast(pa.string()), 6, "0")),
        slug,
        salesforce_ids("003", len(account)),
        person,
    )


def _position(parameters: Parameters, country: Ints) -> Ints:
    known = list(names.ACCOUNT_SUFFIXES)
    return np.array([known.index(one.name) if one.name in known else -1 for one in parameters.countries])[country]


def _company_names(rng: np.random.Generator, number: Ints) -> pa.Array:
    """A name per number, equal only for equal numbers."""
    words = (names.COMPANY_FIRST, names.COMPANY_SECOND, names.COMPANY_THIRD)
    size = math.prod(map(len, words))
    place = rng.permutation(size)[number % size]
    parts = []
    for options in words:
        parts.append(pick(options, place % len(options)))
        place //= len(options)
    again = pick(["", *(f" {round_ + 1}" for round_ in range(1, number.max(initial=0) // size + 1))], number // size)
    return text(parts[0], " ", parts[1], " ", parts[2], pc.fill_null(again, ""))


def export(
    customers: Customers, people: People, parameters: Parameters, clock: Clock, owner: Ints, created_at: Ints
) -> dict[str, Columns]:
    """`Account` and `Contact`; `owner` and `created_at` per account, as its opportunities have settled them."""
    accounts, contacts = customers.accounts, customers.contacts
    merged = accounts["merged_into"].to_numpy()
    employees = accounts["employees"].to_numpy()
    owner_ids, created = pick(people.users, owner), instant(created_at)
    country = pick([one.name for one in parameters.countries], accounts["country"].to_numpy())
    account: Columns = {
        "Id": customers.account_ids,
        "Name": customers.account_names,
        "ParentId": pick(customers.account_ids, accounts["parent"].to_numpy()),
        "MasterRecordId": pick(customers.account_ids, merged),
        "AccountNumber": customers.account_numbers,
        "Industry": pick(names.INDUSTRIES, accounts["industry"].to_numpy()),
        "Type": pick(("Customer", "Prospect"), employees % 2),
        "Website": text("https://www.", customers.slugs, ".example"),
        "BillingCountry": country,
        "AnnualRevenue": money(employees * 12_000_000),
        "NumberOfEmployees": pa.array(employees),
        "CurrencyIsoCode": pick([one.code for one in parameters.currencies], accounts["currency"].to_numpy()),
        "OwnerId": owner_ids,
        "IsDeleted": flag(merged >= 0),
        "CreatedDate": created,
        "SystemModstamp": instant(np.minimum(created_at + np.where(merged >= 0, 30 * DAY, 0), clock.cutoff)),
    }
    place = pa.array(contacts["account"].to_numpy())
    number = np.arange(len(contacts))
    contact: Columns = {
        "Id": customers.contact_ids,
        "AccountId": customers.account_ids.take(place),
        "FirstName": pick(names.FIRST_NAMES, contacts["first"].to_numpy()),
        "LastName": pick(names.LAST_NAMES, contacts["last"].to_numpy()),
        "Email": customers.contact_emails,
        "Phone": text("+34 910 ", pc.utf8_lpad(pa.array(number % 1_000_000).cast(pa.string()), 6, "0")),
        "MobilePhone": pick(("", "+34 600 000 000"), number % 2),
        "Title": pick(names.TITLES, contacts["title"].to_numpy()),
        "Department": pick(("Management", "Purchasing", "IT", ""), contacts["title"].to_numpy() % 4),
        "IsEmailBounced": flag(number % 47 == 0),
        "OwnerId": owner_ids.take(place),
        "IsDeleted": flag(number % 151 == 150),
        "CreatedDate": created.take(place),
        "SystemModstamp": created.take(place),
    }
    return {"Account": account, "Contact": contact}
