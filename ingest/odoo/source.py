"""Reads an Odoo 19 over its JSON-2 API: which records there are, then those that are new or have changed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import duckdb

from ingest.contracts import Table
from ingest.loading.landing import accepted_loads
from ingest.odoo.api import Api, UnreadableModelError
from ingest.odoo.model import Model
from ingest.odoo.tables import DOMAINS, tables_of
from ingest.reading.delivery import Delivered, Note, SourceError, label
from ingest.settings import Source

# While records are read, others change. So often they are looked at again; on a busier system the next night goes on.
PASSES = 3


def read(source: Source, connection: duckdb.DuckDBPyConnection, api: Api | None = None) -> Iterator[Delivered | Note]:
    """Each model that the source's places need and its key's user may read.

    All models are looked at before the first is read and again after the last, so that documents and lines fit.

    Raises:
        SourceError: the server cannot be used, or a model without which nothing can be built cannot be read.
    """
    if source.endpoint is None:
        raise SourceError(source.system, "there is no url", "Write it into the sources file")
    api = api or Api(source.endpoint.url, source.endpoint.key)
    loads = accepted_loads(source.endpoint.landed)
    models: list[Model] = []
    for table in tables_of(source.places):
        model = Model(api, connection, table, DOMAINS.get(table.name, []), source.folder)
        try:
            model.open(source.endpoint.landed, loads)
            model.look()
        except UnreadableModelError:
            yield _not_connected(table)
        else:
            models.append(model)
    _fetch(models)
    for _ in range(PASSES - 1):
        changed = [model for model in models if model.look()]
        if not changed:
            break
        _fetch(changed)
    for model in models:
        yield model.deliver()


def _fetch(models: Sequence[Model]) -> None:
    for model in models:
        model.fetch()


def _not_connected(table: Table) -> Note:
    """The line for a model that is not there; one that landed before and is gone now is refused by the loader."""
    remedy = "Install its app or let the key's user read it"
    if table.required:
        raise SourceError(f"odoo: {table.source}", "it may not be read", remedy)
    return Note(f"{label(table)}: not connected, {table.source} is not there or may not be read. {remedy}")
