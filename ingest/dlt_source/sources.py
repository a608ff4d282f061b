"""Builds the resource of a declared dlt source that a mapping names."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any

import dlt
from dlt.sources import DltResource, DltSource
from dlt.sources.filesystem import FileItemDict, filesystem, read_parquet
from dlt.sources.helpers.requests import Client

from ingest.dlt_source.declaration import Declaration
from ingest.dlt_source.errors import EndlessPagesError
from ingest.reading.delivery import SourceError
from ingest.reading.export_folder import EXPORT_AGAIN

# Rows that are requested and held at once.
CHUNK_ROWS = 10_000
ATTEMPTS = 5
SUCCESS = 200


def resource(declaration: Declaration, name: str, where: str, place: str) -> DltResource:
    """The resource of that name. Of a database it is connected to and its columns are known, of others nothing is read.

    Raises:
        SourceError: the source has no such resource.
    """
    return _BUILDERS[declaration.kind](declaration.arguments, name, where, place)


def _sql_database(arguments: Mapping[str, Any], name: str, *_: str) -> DltResource:
    from dlt.sources.sql_database import sql_table  # noqa: PLC0415  # imports SQLAlchemy

    # Python's own types are exact; the backends of Arrow give a numeric a scale that it does not have.
    return sql_table(table=name, chunk_size=CHUNK_ROWS, backend="sqlalchemy", **arguments)


def _rest_api(arguments: Mapping[str, Any], name: str, where: str, place: str) -> DltResource:
    from dlt.sources.rest_api import rest_api_source  # noqa: PLC0415

    session = Client(raise_for_status=False, request_max_attempts=ATTEMPTS).session
    config: Any = {**arguments, "client": {**arguments["client"], "session": session}}
    found = _named(rest_api_source(config), name, where, place)
    # What is asked for each row of another resource may well be answered alike. The session is looked at where it
    # sends: a resource's own hooks would replace those of the session.
    session.send = partial(_sent, session.send, None if found.is_transformer else set())
    return found


def _filesystem(arguments: Mapping[str, Any], name: str, where: str, place: str) -> DltResource:
    if (files := arguments["resources"].get(name)) is None:
        raise _unknown(list(arguments["resources"]), name, where, place)
    folder: Path = arguments["folder"]
    found = list(folder.glob(files))
    if not found:
        raise SourceError(where, f"there is no file {files} in its folder", "Add the file, or correct the sources file")
    for file in found:
        if not file.resolve().is_relative_to(folder):
            raise SourceError(where, f"{file.name} is a link that leads out of the folder", "Put the file itself there")
    reader = read_parquet(chunksize=CHUNK_ROWS) if ".parquet" in files else _json_lines()
    return (filesystem(folder.as_uri(), file_glob=files) | reader).with_name(name)


@dlt.transformer
def _json_lines(items: Iterator[FileItemDict]) -> Iterator[Any]:
    """The objects of files of one JSON object a line. dlt's own reader rounds numbers of more than 15 digits."""
    for item in items:
        with item.open() as file:
            for number, line in enumerate(file, start=1):
                try:
                    found = json.loads(line, parse_float=Decimal) if line.strip() else None
                except ValueError:
                    place = f"{Path(item['file_name']).name} line {number}"
                    raise SourceError(place, "this is not a complete JSON object", EXPORT_AGAIN) from None
                if found is not None:
                    yield found


def _python(arguments: Mapping[str, Any], name: str, where: str, place: str) -> DltResource:
    module, _, function = arguments["source"].partition(":")
    try:
        call = getattr(import_module(module), function)
    except (ModuleNotFoundError, AttributeError) as error:
        raise SourceError(where, f"there is no function {arguments['source']} ({error})", "Correct `source`") from None
    return _named(call(**arguments.get("arguments", {})), name, where, place)


def _named(found: object, name: str, where: str, place: str) -> DltResource:
    if isinstance(found, DltResource):
        found_resources = {found.name: found}
    elif isinstance(found, DltSource):
        found_resources = dict(found.resources)
    else:
        remedy = "Decorate the function with @dlt.source or @dlt.resource"
        raise SourceError(where, "the function gives no dlt source and no dlt resource", remedy)
    if name not in found_resources:
        raise _unknown(list(found_resources), name, where, place)
    return found_resources[name]


def _unknown(known: list[str], name: str, where: str, place: str) -> SourceError:
    return SourceError(where, f"the source has no resource {name}; it has {', '.join(known)}", f"Correct {place}")


def _sent(send: Callable[..., Any], seen: set[bytes] | None, request: Any, **options: Any) -> Any:
    """The answer, its decimals exact. One that was `seen` is refused: an API may ignore which page it is asked for."""
    response = send(request, **options)
    if response.status_code == SUCCESS:
        path = request.url.partition("?")[0]
        digest = hashlib.sha256(f"{request.method} {path} ".encode() + response.content).digest()
        if seen is not None:
            if digest in seen:
                raise EndlessPagesError("the same page came twice: paging would never end")
            seen.add(digest)
        response.json = partial(response.json, parse_float=Decimal)
    return response


_BUILDERS: Mapping[str, Callable[..., DltResource]] = {
    "sql_database": _sql_database,
    "rest_api": _rest_api,
    "filesystem": _filesystem,
    "python": _python,
}
