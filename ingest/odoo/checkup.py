"""Checks an Odoo: the key's user, and access, record count and freshness of each model."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import urlsplit

from ingest.configuration.models import Endpoint
from ingest.contracts import Table
from ingest.doctor.checkup import Checkup, Look
from ingest.odoo.api import Api, UnreadableModelError
from ingest.odoo.tables import DOMAINS, tables_of
from ingest.reading.delivery import SourceError, label
from ingest.settings import Source

# Somebody waits for the answer.
ATTEMPTS = 2
ADMINISTRATORS = "base.group_system"
# What Odoo shows to administrators alone, whatever other rights a user has.
OF_ADMINISTRATORS = ("mail.tracking.value",)


def check(source: Source, endpoint: Endpoint) -> Checkup:
    """What the key's user may read of the models that the source's places need."""
    checkup = Checkup(source, urlsplit(endpoint.url).netloc, tables_of(source.places))
    api = Api(endpoint.url, endpoint.key, attempts=ATTEMPTS)
    try:
        user = api.user()
        is_administrator = api.has_group(user, ADMINISTRATORS)
    except UnreadableModelError as error:
        checkup.refuse(
            "odoo: the key's user may not use the API. Use the key of an administrator"
            if error.is_there
            else "odoo: there is no JSON-2 API, which Odoo has from version 19 on. Correct the url"
        )
    except SourceError as error:
        checkup.refuse(str(error))
    else:
        checkup.access = f"logged in as user {user}, {'' if is_administrator else 'not '}an administrator"
        if not is_administrator:
            checkup.notes.append(
                "odoo: Odoo hides records from users without access and does not report it: rows may be "
                "missing, also in these counts. Use the key of an administrator"
            )
        for table in checkup.asked:
            _look(checkup, api, table)
    return checkup


def _look(checkup: Checkup, api: Api, table: Table) -> None:
    """Counts the records of a model as the reader asks for them, archived ones too."""
    domain = DOMAINS.get(table.name, [])
    try:
        there = api.fields(table.source)
        rows, newest = api.count(table.source, domain), api.newest(table.source, domain)
    except UnreadableModelError as error:
        line = f"{label(table)}: {_unreadable(table, error)}"
        (checkup.problems if table.required else checkup.notes).append(line)
        if table.required:
            checkup.failed.add(table.name)
        return
    except SourceError as error:
        checkup.problems.append(str(error))
        checkup.failed.add(table.name)
        return
    changed = datetime.fromisoformat(newest[0]["write_date"]) if newest else None
    checkup.found[table.name] = Look(rows, newest=changed)
    missing = [column for column in table.columns if column.source not in there]
    for column in missing:
        line = f"{label(table)}: {table.source} has no field {column.source}, or the key's user may not read it"
        (checkup.problems if column.required else checkup.notes).append(line)


def _unreadable(table: Table, error: UnreadableModelError) -> str:
    """Why a model cannot be read, and what to do."""
    if not error.is_there:
        return f"there is no {table.source}. Install its app"
    if table.source in OF_ADMINISTRATORS:
        return f"{table.source} can be read by administrators only. Use an administrator's key"
    return f"{table.source} may not be read. Let the key's user read it"
