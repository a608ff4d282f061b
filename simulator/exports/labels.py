"""External identifiers of rows: Salesforce ids, e-mail addresses, names, numbers and GUIDs of accounting."""

from __future__ import annotations

from functools import cached_property
from zlib import crc32

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from simulator import names
from simulator.clock import NEVER
from simulator.company import Company
from simulator.customers import NAME_COUNT
from simulator.draws import Ints
from simulator.exports.files import pick, text
from simulator.exports.ids import guids, numbered, salesforce_ids
from simulator.seen import Seen

DOMAIN = "@plumbline.example"
IDS_PER_OPPORTUNITY, NUMBERS_PER_OPPORTUNITY = 1000, 10  # that a part has room for
PERSON_NAMES = len(names.FIRST_NAMES) * len(names.LAST_NAMES)


class CompanyLabels:
    """Labels that are the same in all parts. `users` are the reps, a manager per team, the director, an integration."""

    def __init__(self, company: Company) -> None:
        parameters, people = company.parameters, company.people
        self.users = salesforce_ids("005", np.arange(people.count + people.teams + 2))
        self.campaigns = salesforce_ids("701", np.arange(parameters.campaigns))
        self.products = salesforce_ids("01t", np.arange(len(names.PRODUCTS)))
        self.stages = [*(stage.name for stage in parameters.stages), "Closed Won", "Closed Lost"]
        self.categories = [*(stage.category for stage in parameters.stages), "Closed", "Omitted"]
        self.probabilities = np.array([*(stage.probability for stage in parameters.stages), 100, 0])
        self.currencies = [one.code for one in parameters.currencies]
        self.sources = [one.name for one in parameters.sources]

    @cached_property
    def user_first_names(self) -> pa.Array:
        """First names of users."""
        return pick(names.FIRST_NAMES, np.arange(len(self.users)) * 7 % len(names.FIRST_NAMES))

    @cached_property
    def user_last_names(self) -> pa.Array:
        """Every first name meets every last name before a pair repeats; then a number keeps names apart."""
        number = np.arange(len(self.users))
        last = pick(names.LAST_NAMES, (number * 11 + number // len(names.FIRST_NAMES)) % len(names.LAST_NAMES))
        again = ["", *(f" {round_}" for round_ in range(2, len(number) // PERSON_NAMES + 2))]
        return text(last, pc.fill_null(pick(again, number // PERSON_NAMES), ""))

    @cached_property
    def user_names(self) -> pa.Array:
        """Full names of users."""
        return text(self.user_first_names, " ", self.user_last_names)

    @cached_property
    def user_emails(self) -> pa.Array:
        """Addresses of users, which are also their user names."""
        return pc.utf8_lower(text(pc.replace_substring(self.user_names, " ", "."), DOMAIN))


class Labels(CompanyLabels):
    """Labels by row of the whole life of one part; numbers of a part lie in a range of its own."""

    def __init__(self, world: Seen) -> None:
        super().__init__(world.company)
        company, sales = world.company, world.life.sales
        self._company, self._life = company, world.life
        self.accounts = self.ids("001", len(company.customers.accounts))
        self.contacts = self.ids("003", len(company.customers.contacts))
        self.opportunities = self.ids("006", len(sales.opportunities))
        self.leads = self.ids("00Q", len(sales.leads))
        self.quotes = self.ids("0Q0", len(sales.quotes))
        self.quote_numbers = self.numbered("", len(sales.quotes), 8)
        is_purged = world.sales.state["purged_at"].to_numpy() < NEVER
        self.purged = pick(self.opportunities, np.flatnonzero(is_purged))
        self.account_numbers = self.numbered("C-", len(company.customers.accounts), 6)

    def _numbers(self, rows: int | Ints, per_opportunity: int) -> Ints:
        """The numbers of rows, or of so many rows, within the part's range."""
        number = np.arange(rows) if isinstance(rows, int) else rows
        size = self._company.parameters.part_size * per_opportunity
        if len(number) and number.max() >= size:
            raise ValueError(f"part_size {self._company.parameters.part_size} must be larger for so many records")
        return number + self._company.part * size

    def ids(self, prefix: str, rows: int | Ints) -> pa.Array:
        """Salesforce ids of an object's rows."""
        return salesforce_ids(prefix, self._numbers(rows, IDS_PER_OPPORTUNITY))

    def numbered(self, prefix: str, rows: int | Ints, width: int) -> pa.Array:
        """Numbers that people read, with this prefix and leading zeros."""
        return numbered(prefix, self._numbers(rows, NUMBERS_PER_OPPORTUNITY), width)

    def guids(self, subject: str, rows: int | Ints) -> pa.Array:
        """GUIDs of a subject's rows."""
        key = self._company.parameters.seed << 32 | crc32(subject.encode())
        return guids(key, self._numbers(rows, IDS_PER_OPPORTUNITY))

    @cached_property
    def company_names(self) -> pa.Array:
        """Names of accounts without the legal form."""
        number = self._company.customers.accounts["name"].to_numpy()
        place, parts = number % NAME_COUNT, []
        for words in (names.COMPANY_FIRST, names.COMPANY_SECOND, names.COMPANY_THIRD):
            parts.append(pick(words, place % len(words)))
            place //= len(words)
        again = ["", *(f" {round_}" for round_ in range(2, number.max() // NAME_COUNT + 2))]
        town = pick([f" {place}" for place in names.BRANCHES], self._company.customers.accounts["site"].to_numpy())
        plain = text(parts[0], " ", parts[1], " ", parts[2], pc.fill_null(pick(again, number // NAME_COUNT), ""))
        return text(plain, pc.fill_null(town, ""))

    @cached_property
    def legal_forms(self) -> pa.Array:
        """Legal forms of accounts, as usual in their countries."""
        countries = self._company.parameters.countries
        forms = [names.LEGAL_FORMS.get(one.name, "Co.") for one in countries]
        return pick(forms, self._company.customers.accounts["country"].to_numpy())

    @cached_property
    def account_names(self) -> pa.Array:
        """Names of accounts with the legal form."""
        comma = pick((" ", ", "), (self._company.customers.accounts["again"] >= 0).to_numpy().astype(np.int64))
        return text(self.company_names, comma, self.legal_forms)

    @cached_property
    def tax_numbers(self) -> pa.Array:
        """Tax numbers of accounts; whoever is entered twice has one."""
        accounts, countries = self._company.customers.accounts, self._company.parameters.countries
        again, merged_into = accounts["again"].to_numpy(), accounts["merged_into"].to_numpy()
        company = np.where(again >= 0, again, np.where(merged_into >= 0, merged_into, np.arange(len(accounts))))
        prefix = pick([names.TAX_PREFIXES.get(one.name, "") for one in countries], accounts["country"].to_numpy())
        number = self._numbers(company, NUMBERS_PER_OPPORTUNITY)
        # A prime modulus keeps numbers apart that do not look alike.
        digits = 100_000_000 + (number + 1) * 482_719_031 % 899_999_963
        return text(pc.fill_null(prefix, ""), pa.array(digits).cast(pa.string()))

    @cached_property
    def domains(self) -> pa.Array:
        """Internet domains of accounts."""
        accounts, countries = self._company.customers.accounts, self._company.parameters.countries
        foreign = np.where(accounts["is_namesake"], accounts["country"], -1)
        country = pc.fill_null(pick([f" {one.name}" for one in countries], foreign), "")
        own = text(pc.utf8_lower(pc.replace_substring(text(self.company_names, country), " ", "-")), ".example")
        return pick(own, accounts["domain_of"].to_numpy())

    @cached_property
    def contact_emails(self) -> pa.Array:
        """Addresses of contacts."""
        contacts = self._company.customers.contacts
        domain = pick(self.domains, contacts["account"].to_numpy())
        return person_emails(*(contacts[name].to_numpy() for name in ("first", "last", "place")), domain)

    @cached_property
    def lead_emails(self) -> pa.Array:
        """Addresses of leads."""
        leads = self._life.sales.leads
        first, last = (leads[name].to_numpy() for name in ("first", "last"))
        return person_emails(first, last, self._numbers(len(leads), NUMBERS_PER_OPPORTUNITY), "lead.example")

    @cached_property
    def invoices(self) -> pa.Array:
        """GUIDs of invoices."""
        return self.guids("invoice", len(self._life.ledger.invoices))

    @cached_property
    def notes(self) -> pa.Array:
        """GUIDs of credit notes."""
        return self.guids("credit note", len(self._life.ledger.notes))


def person_emails(first: Ints, last: Ints, number: Ints, domain: str | pa.Array) -> pa.Array:
    """`ana.garcia0@domain`; the number keeps namesakes apart."""
    local = (pick(names.FIRST_NAMES, first), ".", pick(names.LAST_NAMES, last), pa.array(number).cast(pa.string()))
    return pc.utf8_lower(text(*local, "@", domain))
