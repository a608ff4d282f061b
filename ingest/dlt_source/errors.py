"""Describes an error of dlt, a database driver or an API in one line, without values and secrets."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from ingest.configuration.secrets import masked
from ingest.dlt_source.declaration import Declaration
from ingest.reading.delivery import SourceError

MAX_LETTERS = 300
LATER = "Try again later"
IN_FILE = "Correct it in the sources file"
ADDRESS = "an address such as postgresql+psycopg://user:password@host/database"
REMEDIES = {
    401: "Correct the key in the environment",
    403: "Let the key's user read it",
    404: "Correct the path of the resource in the sources file",
}
DRIVER = "Install it: pip install 'plumbline[postgres]' for PostgreSQL, else the driver of the database"


class EndlessPagesError(Exception):
    """An API returned the same page twice."""


def refusal(error: BaseException, where: str, place: str, declaration: Declaration) -> SourceError:
    """The error as a line: `where` names the table and the resource, `place` the line of the mapping that names it."""
    chain = list(_causes(error))
    for cause in chain:
        if isinstance(cause, SourceError):
            return cause if cause.where.startswith(where) else _at(where, cause)
        if description := _described(cause, place):
            # Masked before it is cut: a part of a secret would not be known any more.
            what, remedy = (masked(text, declaration.secrets) for text in description)
            return SourceError(where, what[:MAX_LETTERS].rstrip(". "), remedy)
    cause = chain[-1]
    frame = traceback.extract_tb(cause.__traceback__)[-1]
    what = f"it failed: {type(cause).__name__} in {Path(frame.filename).name}, line {frame.lineno}"
    return SourceError(where, what, "Correct the source or its declaration in the sources file")


def _at(where: str, error: SourceError) -> SourceError:
    return SourceError(f"{where}: {error.where}", error.what, error.remedy)


def _causes(error: BaseException) -> Iterator[BaseException]:
    """The error and what caused it, the cause last."""
    seen: set[int] = set()
    found: BaseException | None = error
    while found is not None and id(found) not in seen:
        seen.add(id(found))
        yield found
        found = found.__cause__ or (None if found.__suppress_context__ else found.__context__)


def _described(error: BaseException, place: str) -> tuple[str, str] | None:
    """What is wrong and what to do, of the errors that a configuration or a server can cause."""
    for kind in type(error).__mro__:
        if describe := _DESCRIPTIONS.get(kind.__name__):
            what, remedy = describe(error)
            return what, remedy.format(place=place)
    return None


def _of_response(response: Any) -> tuple[str, str]:
    if response is None:
        return "the API does not answer", LATER
    what = f"the API answers {response.status_code} {response.reason} to {urlsplit(response.url).path}"
    return what, REMEDIES.get(response.status_code, LATER)


def _line(error: object) -> str:
    """The message of an error in one line."""
    return " ".join(str(error).split()).rstrip(". ")


# By the name of the error, so that no library is imported for it. What is left out is a fault of the source.
_DESCRIPTIONS: Mapping[str, Callable[[Any], tuple[str, str]]] = {
    "EndlessPagesError": lambda error: (str(error), "Correct its paginator in the sources file"),
    "NoSuchTableError": lambda _: (
        "there is no such table or view",
        "Correct {place}, or let the user of the database read it",
    ),
    "NoSuchModuleError": lambda error: (f"there is no driver: {_line(error)}", DRIVER),
    "ModuleNotFoundError": lambda error: (f"a library is missing: {_line(error)}", DRIVER),
    "DBAPIError": lambda error: (
        f"the database says: {_line(error.orig)}",
        "Correct the error, or the address of the database",
    ),
    "ArgumentError": lambda _: ("the credentials are no address of a database", f"Write {ADDRESS}"),
    "HTTPError": lambda error: _of_response(error.response),
    "JSONDecodeError": lambda _: ("the answer is not JSON", "Correct the address of the API"),
    "RequestException": lambda error: (
        f"the API cannot be reached ({type(error).__name__})",
        "Correct its address, or try again later",
    ),
    "ConfigFieldMissingException": lambda error: (f"dlt lacks a setting: {_line(error)}", IN_FILE),
    "DictValidationException": lambda error: (f"dlt does not understand it: {_line(error)}", IN_FILE),
    "IncrementalCursorPathMissing": lambda _: ("its rows lack the column of `incremental`", "Correct {place}"),
}
