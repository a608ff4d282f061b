"""The customers in accounting, by `Identity`: other spellings, few numbers, addresses of all kinds, strangers."""

from __future__ import annotations

from functools import cached_property

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from simulator import names
from simulator.draws import Ints, chance, choose
from simulator.exports.files import Columns, pick, text
from simulator.exports.labels import Labels
from simulator.exports.xero_contacts import OTHERS, Contacts
from simulator.kinds import SUPPLIER, UNKNOWN_CUSTOMER
from simulator.seen import Seen
from simulator.spelling import BRANCH, LUCK, of_stranger, respelt

OWN_DOMAIN, OF_CONTACT, FREEMAIL, OF_ACCOUNTANT, NO_ADDRESS = range(5)
STRANGERS = (0.15, 0.15, 0.15, 0.1, 0.2, 0.25)  # shares of the kinds
ACCOUNTANTS = 3  # accounts whose people keep the accounts of others


def contacts_of(world: Seen, labels: Labels) -> Contacts:
    """The customers in accounting of this company."""
    return OwnSpelling(world, labels) if world.company.parameters.identity else Contacts(world, labels)


class OwnSpelling(Contacts):
    """Accounts with a document, some of them again (merged in accounting since), strangers, then the others."""

    def __init__(self, world: Seen, labels: Labels) -> None:
        super().__init__(world, labels)
        identity, accounts = world.company.parameters.identity, world.company.customers.accounts
        rng, count = world.company.stream("identity of customers"), len(accounts)
        mailing = (identity.own_domain_share, identity.contact_share, identity.freemail_share)
        mailing += (identity.accountant_share, max(0.0, 1 - sum(mailing) - identity.accountant_share))
        strangers = max(6, round(identity.stranger_share * count))
        # Drawn for every account, so that what is known of one does not depend on who else has a document; then for
        # their second entries, then for strangers, who are like the account in `like`.
        size = 2 * count + strangers
        drawn = pd.DataFrame(
            {
                "like": np.r_[np.arange(count), np.arange(count), rng.integers(0, count, strangers)],
                "stranger": np.r_[np.full(2 * count, -1), choose(rng, STRANGERS, strangers)],
                "is_merged": chance(rng, identity.merged_share, size),
                "is_numbered": chance(rng, identity.numbered_share, size),
                "is_misnumbered": chance(rng, identity.misnumbered_share, size),
                "has_tax_number": chance(rng, identity.tax_in_books_share, size),
                "is_respelt": chance(rng, identity.respelt_share, size),
                "mail": choose(rng, mailing, size),
                "word": rng.integers(0, 1 << 20, size),
            }
        )
        self._luck = rng.random((size, LUCK))
        self._merged = self.known[drawn["is_merged"].to_numpy()[self.known]]
        self._rows = np.r_[self.known, count + self._merged, np.arange(2 * count, size)]
        self._drawn = drawn.iloc[self._rows].reset_index(drop=True)
        self._like, self._kind = self._drawn["like"].to_numpy(), self._drawn["stranger"].to_numpy()

    @cached_property
    def account(self) -> Ints:
        """The account that each is."""
        return np.r_[np.where(self._kind < 0, self._like, -1), np.full(len(OTHERS), -1)]

    @cached_property
    def ids(self) -> pa.Array:
        """Their GUIDs."""
        return pa.concat_arrays([self.labels.guids("own contact", self._rows), self.others])

    @cached_property
    def names(self) -> pa.Array:
        """Few names are written as in the CRM."""
        plain = pick(self.labels.company_names, self._like).to_pylist()
        forms, shown = pick(self.labels.legal_forms, self._like).to_pylist(), []
        for row, (kind, word, is_respelt) in enumerate(
            zip(self._kind, self._drawn["word"], self._drawn["is_respelt"], strict=True)
        ):
            name, form = of_stranger(kind, plain[row], forms[row], word)
            luck = self._luck[self._rows[row]]
            shown.append(respelt(name, form, luck) if is_respelt and form else f"{name} {form}".strip())
        return pa.concat_arrays([pa.array(shown), pa.array(OTHERS)])

    @property
    def particulars(self) -> Columns:
        """What else leads to the CRM, or astray."""
        drawn, like, is_stranger, row = self._drawn, self._like, self._kind >= 0, np.arange(len(self._like))
        others, accounts = np.full(len(OTHERS), -1), len(self.world.company.customers.accounts)
        number = np.where(drawn["is_misnumbered"], drawn["word"] % accounts, like)
        number = np.where(drawn["is_numbered"] & ~is_stranger, number, -1)
        by_id = drawn["word"].to_numpy() % 5 == 0
        taxed = pick(self.labels.tax_numbers, np.where(drawn["has_tax_number"] & ~is_stranger, like, -1))
        foreign = pick(
            pc.utf8_slice_codeunits(self.labels.guids("stranger", self._rows), 24, 36),
            np.where(drawn["has_tax_number"] & is_stranger, row, -1),
        )
        nobody = pa.nulls(len(OTHERS), pa.string())
        merged = np.full(len(self.account), -1)
        merged[len(self.known) : len(self.known) + len(self._merged)] = np.searchsorted(self.known, self._merged)
        return {
            "ContactNumber": pick(self.labels.accounts, np.r_[np.where(by_id, number, -1), others]),
            "AccountNumber": pick(self.labels.account_numbers, np.r_[np.where(by_id, -1, number), others]),
            "TaxNumber": pa.concat_arrays([self._as_typed(pc.coalesce(taxed, foreign)), nobody]),
            "ContactStatus": pick(("ACTIVE", "ARCHIVED"), (merged >= 0).astype(np.int64)),
            "MergedToContactID": pick(self.ids, merged),
            "EmailAddress": pa.concat_arrays([self._addresses(), nobody]),
        }

    def _as_typed(self, tax_numbers: pa.Array) -> pa.Array:
        """Some with a dash, some without the country."""
        way = self._drawn["word"].to_numpy() % 3
        with_dash = pc.replace_substring_regex(tax_numbers, r"^([A-Z]+)", r"\1-")
        without = pc.replace_substring_regex(tax_numbers, "^[A-Z]{2}", "")
        return pc.choose(pa.array(way), tax_numbers, with_dash, without)

    def _addresses(self) -> pa.Array:
        word, labels = self._drawn["word"].to_numpy(), self.labels
        contact = self.world.company.customers.first_contact(self._like)
        mailbox = pick(names.MAILBOXES, word % len(names.MAILBOXES))
        own = text(mailbox, "@", pick(labels.domains, self._like))
        someone = text("info", pa.array(self._rows).cast(pa.string()), "@")
        addresses = (
            own,
            pick(labels.contact_emails, contact),
            text(someone, pick(names.FREEMAIL, word % len(names.FREEMAIL))),
            text(someone, pick(labels.domains, word % ACCOUNTANTS)),
            pa.nulls(len(word), pa.string()),
        )
        drawn = self._drawn["mail"].to_numpy()
        # Of strangers a branch shares the domain; any other domain of theirs is as good as none.
        strange = np.where(self._kind == BRANCH, OWN_DOMAIN, np.where(drawn == FREEMAIL, FREEMAIL, NO_ADDRESS))
        return pc.choose(pa.array(np.where(self._kind < 0, drawn, strange)), *addresses)

    def place(self, account: Ints, phrase: Ints) -> Ints:
        """Their positions; what nobody knows goes to one of the strangers, or to whoever walks in."""
        first = len(self.known) + len(self._merged)
        stranger = first + phrase % (len(self.account) - first - 1)
        supplier = len(self.account) - 1
        other = np.where(account == SUPPLIER, supplier, np.where(account == UNKNOWN_CUSTOMER, stranger, supplier))
        return np.where(account >= 0, np.searchsorted(self.known, account), other)
