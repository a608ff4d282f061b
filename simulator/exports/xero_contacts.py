"""The customers in accounting, with the account number and the name that the CRM has."""

from __future__ import annotations

from functools import cached_property

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from simulator import names
from simulator.draws import Ints
from simulator.exports.files import Columns, pick, same, text
from simulator.exports.ids import guids
from simulator.exports.labels import Labels
from simulator.kinds import SUPPLIER
from simulator.seen import Seen

OTHERS = ("Walk-in customer", "Office Supplies Ltd")  # after the accounts: the unknown customer and the supplier
BY_NUMBER, BY_ID, BY_NAME = range(3)  # how a contact can be found in the CRM


class Contacts:
    """The contacts in accounting: every account with a document, then the others. `account` is -1 of who is none."""

    def __init__(self, world: Seen, labels: Labels) -> None:
        known = np.unique(world.ledger.invoices["account"].to_numpy())
        self.known = known[known >= 0]
        self.world, self.labels = world, labels

    @cached_property
    def account(self) -> Ints:
        """The account that each is."""
        return np.r_[self.known, np.full(len(OTHERS), -1)]

    @cached_property
    def ids(self) -> pa.Array:
        """Their GUIDs."""
        return pa.concat_arrays([self.labels.guids("contact", self.known), self.others])

    @property
    def others(self) -> pa.Array:
        """The GUIDs of those who are the same in every part."""
        return guids(self.world.company.parameters.seed, np.arange(len(OTHERS)))

    @cached_property
    def names(self) -> pa.Array:
        """Bookkeepers type names their own way: some stand in capitals."""
        plain = pick(self.labels.account_names, self.known)
        shown = pc.if_else(pa.array(self.known % 9 == 0), pc.utf8_upper(plain), plain)
        return pa.concat_arrays([shown, pa.array(OTHERS)])

    @property
    def particulars(self) -> Columns:
        """What else leads to the CRM: most carry its account number, some its id, a few only the name."""
        found = np.array([BY_NUMBER] * 18 + [BY_ID, BY_NAME])[self.account % 20]
        mailboxes = [self.labels.numbered("billing", self.known, 4), pa.array(["walk-in", "office"])]
        return {
            "ContactNumber": pick(self.labels.accounts, np.where(found == BY_ID, self.account, -1)),
            "AccountNumber": pick(self.labels.account_numbers, np.where(found == BY_NUMBER, self.account, -1)),
            "ContactStatus": same("ACTIVE", len(self.account)),
            "EmailAddress": text(pa.concat_arrays(mailboxes), "@customer.example"),
        }

    def place(self, account: Ints, _: Ints) -> Ints:
        """Their positions, of accounts and of those who are none."""
        other = len(self.known) + (account == SUPPLIER)
        return np.where(account >= 0, np.searchsorted(self.known, account), other)

    @property
    def truth(self) -> Columns:
        """Which account each customer is by now; empty for who is none."""
        until = self.world.company.clock.seen_until
        surviving = self.world.company.customers.surviving(np.maximum(self.account, 0), until)
        return {
            "customer_id": self.ids,
            "account_id": pick(self.labels.accounts, np.where(self.account >= 0, surviving, -1)),
        }

    @property
    def shown(self) -> Columns:
        """The columns of the file. Those who are the same in every part stand in the first."""
        count = len(self.account)
        position = np.arange(count)
        rows = position < count - (len(OTHERS) if self.world.company.part else 0)
        first_name, last_name = (
            pick(words, np.where(self.account >= 0, self.account % len(words), -1))
            for words in (names.FIRST_NAMES, names.LAST_NAMES)
        )
        is_supplier = pa.array(position == count - 1)
        columns = {
            "ContactID": self.ids,
            "Name": self.names,
            "FirstName": first_name,
            "LastName": last_name,
            **self.particulars,
            "IsSupplier": is_supplier,
            "IsCustomer": pc.invert(is_supplier),
        }
        return {name: column.filter(pa.array(rows)) for name, column in columns.items()}
