"""The registry of systems that can be connected; macros/registry.sql is generated from it for dbt."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class System:
    """One system. Its folder `ingest/<name>` holds its contract in `tables.py`.

    `title` completes the sentence "One row per account; from …". `roles` are the roles of the sources file that it can
    fill. `prefix` precedes its ids; the default is its name. `numbers_ids` means that its ids are numbers
    that are unique within a table only: the table's name at the source stands before them. `api_key` is the variable
    that holds the key of its API; a system without one delivers files. `has_salesforce_ids` means that its ids may be
    those of Salesforce, which land in their long form.
    """

    name: str
    title: str
    roles: tuple[str, ...] = ()
    prefix: str | None = None
    numbers_ids: bool = False
    api_key: str | None = None
    has_salesforce_ids: bool = False

    @property
    def id_prefix(self) -> str:
        """The prefix of its ids, before the colon."""
        return self.prefix or self.name


# The order is the precedence. The first system of a role reads the sub-folder of that name in a drop folder; of records
# of several CRMs that match, the one of the first CRM represents all.
SYSTEMS: Mapping[str, System] = MappingProxyType(
    {
        system.name: system
        for system in (
            System("salesforce", "Salesforce", ("crm",), has_salesforce_ids=True),
            System("csv_mapping", "the mapped CSV export", ("crm",), prefix="csv", has_salesforce_ids=True),
            System("sendgrid", "SendGrid", ("email",)),
            System("xero", "Xero", ("accounting",)),
            System("odoo", "Odoo", ("crm", "email", "accounting"), numbers_ids=True, api_key="ODOO_API_KEY"),
            System("finance", "the finance sheets", ("finance",)),
            # The results of published runs. It has no role, because it is not configured.
            System("plumbline", "Plumbline itself"),
        )
    }
)


def systems_of(role: str) -> tuple[str, ...]:
    """The names of the systems that can fill a role, by precedence."""
    return tuple(system.name for system in SYSTEMS.values() if role in system.roles)


# The places of the sources file, and the systems that can fill each.
PLACES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {role: systems_of(role) for role in ("crm", "email", "accounting", "finance")}
)
# Systems that are read over their API, and the variable with the key.
API_KEYS: Mapping[str, str] = MappingProxyType(
    {name: key for name, system in SYSTEMS.items() if (key := system.api_key)}
)
