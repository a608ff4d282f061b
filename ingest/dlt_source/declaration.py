"""The `dlt` block of a sources file: which dlt source it is and how it is called.

dlt: {sql_database: {credentials: "${CRM_DATABASE_URL}", schema: crm}}     # a resource is a table or a view
dlt: {rest_api: {client: {base_url: …, auth: …}, resources: […]}}          # as dlt's own documentation has it
dlt: {filesystem: {folder: exports/acme, resources: {deals: "deals_*.jsonl"}}}
dlt: {python: {source: "acme.crm:source", arguments: {region: eu}}}        # a function that gives a dlt source

`${NAME}` stands for a variable of the environment, in any text. A secret is written in no other way.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from ingest.configuration.addresses import UNSENDABLE, VARIABLE, is_safe, is_sendable
from ingest.configuration.confinement import confined

SECRET = re.compile(r"credentials|token|secret|password|passwd|api_?key|authorization|private_?key", re.IGNORECASE)
# A setting of this name says where a secret goes or comes from.
NO_SECRET = re.compile(r".*_(url|uri|path|name|location|type)|expires_in|token_type", re.IGNORECASE)
IN_HEADER = re.compile(r"token|api_?key|authorization", re.IGNORECASE)
FUNCTION = re.compile(r"[A-Za-z_]\w*(\.[A-Za-z_]\w*)*:[A-Za-z_]\w*")
FILES = re.compile(r"[^/\\\0]+\.(jsonl|parquet)(\.gz)?")


@dataclass(frozen=True, slots=True)
class Declaration:
    """A dlt source as declared. `landed` is where its system lands; `secrets` are never shown."""

    kind: str
    arguments: Mapping[str, Any] = field(repr=False)
    landed: Path
    secrets: tuple[str, ...] = field(default=(), repr=False)
    declared: Mapping[str, Any] = field(default_factory=dict)


def read_declaration(block: object, project_dir: Path, environ: Mapping[str, str]) -> Declaration:
    """The declaration of a `dlt` block.

    Raises:
        ValueError: with all that is wrong with it in one line.
    """
    if not isinstance(block, dict) or len(block) != 1 or not set(block) <= set(_CHECKS):
        raise ValueError(f"must be a block with one of {', '.join(_CHECKS)}")
    ((kind, arguments),) = block.items()
    if not isinstance(arguments, dict):
        raise ValueError(f"{kind}: must be a block of names and values")
    names = sorted({name for text in _texts(arguments) for name in VARIABLE.findall(text)})
    used = {name: environ[name] for name in names if environ.get(name)}
    problems = [
        *_open_secrets(kind, arguments),
        *(f"the variable {name} is not set" for name in names if name not in used),
    ]
    # The folder of files begins with its variable, or is refused.
    filled = arguments if kind == "filesystem" else _filled(arguments, used)
    if not problems:
        problems += (f"{kind}{problem}" for problem in _CHECKS[kind](filled))
    if problems:
        raise ValueError("; ".join(problems))
    secrets: tuple[str, ...] = ()
    if kind == "filesystem":
        filled = {**arguments, "folder": confined(arguments["folder"], project_dir, environ)}
    else:
        secrets = tuple(sorted(set(_secrets(used.values()))))
    landed = Path(environ["PLUMBLINE_DATA_DIR"]) / "landing" / "csv_mapping"
    return Declaration(kind, filled, landed, secrets, {kind: _plain(arguments)})


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for each in value.values() if isinstance(value, dict) else value:
            yield from _texts(each)


def _filled(value: Any, variables: Mapping[str, str]) -> Any:
    """The value with each `${NAME}` in its texts replaced."""
    if isinstance(value, str):
        return VARIABLE.sub(lambda found: variables.get(found[1], ""), value)
    if isinstance(value, dict):
        return {key: _filled(each, variables) for key, each in value.items()}
    if isinstance(value, list):
        return [_filled(each, variables) for each in value]
    return float(value) if isinstance(value, Decimal) else value


def _plain(value: Any) -> Any:
    """The value as it is written, as JSON can hold it."""
    if isinstance(value, dict):
        return {str(key): _plain(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_plain(each) for each in value]
    return value if value is None or isinstance(value, bool | int) else str(value)


def _secrets(values: Any) -> Iterator[str]:
    """The values, and the password in those that are addresses, as it is written there and as it is sent."""
    for value in values:
        yield value
        try:
            password = urlsplit(value).password
        except ValueError:
            continue
        if password:
            yield from {password, unquote(password)}


def _open_secrets(where: str, value: object, name: str = "") -> Iterator[str]:
    """Secrets that are written into the file."""
    if isinstance(value, dict):
        for key, each in value.items():
            yield from _open_secrets(f"{where}.{key}", each, str(key))
    elif isinstance(value, list):
        for place, each in enumerate(value):
            yield from _open_secrets(f"{where}.{place}", each, name)
    elif isinstance(value, str):
        is_secret = SECRET.search(name) and not NO_SECRET.fullmatch(name)
        if (is_secret and not VARIABLE.search(value)) or _has_password(value):
            yield f"{where}: a secret is written here; put it into an environment variable and write ${{NAME}}"


def _has_password(value: str) -> bool:
    try:
        return "://" in value and bool(urlsplit(value).password)
    except ValueError:
        return False


def _only(arguments: Mapping[str, Any], *known: str) -> Iterator[str]:
    if unknown := sorted(str(key)[:40] for key in arguments if key not in known):
        yield f": unknown {', '.join(map(repr, unknown))}; known are {', '.join(known)}"


def _sql_database(arguments: Mapping[str, Any]) -> Iterator[str]:
    yield from _only(arguments, "credentials", "schema")
    # Without credentials dlt looks for them in its own configuration.
    if "://" not in str(arguments.get("credentials", "://")):
        yield ".credentials: must be an address such as postgresql+psycopg://user:password@host/database"
    if not isinstance(arguments.get("schema", ""), str):
        yield ".schema: must be a name"


def _rest_api(arguments: Mapping[str, Any]) -> Iterator[str]:
    yield from _only(arguments, "client", "resource_defaults", "resources")
    client = arguments.get("client")
    if not isinstance(client, dict) or not is_safe(client.get("base_url")):
        yield ".client.base_url: must be an address such as https://api.acme.com/v1, without a name or a key"
    if not isinstance(arguments.get("resources"), list) or not arguments["resources"]:
        yield ".resources: must be a list"
    yield from _unsendable("", arguments)


def _unsendable(where: str, value: object, name: str = "") -> Iterator[str]:
    """Keys that cannot stand in the header of a request."""
    if isinstance(value, dict):
        for key, each in value.items():
            yield from _unsendable(f"{where}.{key}", each, str(key))
    elif isinstance(value, list):
        for place, each in enumerate(value):
            yield from _unsendable(f"{where}.{place}", each, name)
    elif isinstance(value, str) and IN_HEADER.fullmatch(name) and not is_sendable(value):
        yield f"{where}: {UNSENDABLE}"


def _filesystem(arguments: Mapping[str, Any]) -> Iterator[str]:
    yield from _only(arguments, "folder", "resources")
    if not isinstance(arguments.get("folder"), str):
        yield ".folder: must be a path"
    resources = arguments.get("resources")
    if not isinstance(resources, dict) or not resources:
        yield ".resources: must be a block of names and files"
        return
    for name, files in resources.items():
        if not isinstance(files, str) or not FILES.fullmatch(files):
            yield f".resources.{name}: must be the name or pattern of files that end in .jsonl or .parquet"


def _python(arguments: Mapping[str, Any]) -> Iterator[str]:
    yield from _only(arguments, "source", "arguments")
    if not isinstance(arguments.get("source"), str) or not FUNCTION.fullmatch(arguments["source"]):
        yield ".source: must name a function such as acme.crm:source"
    if not isinstance(arguments.get("arguments", {}), dict):
        yield ".arguments: must be a block of names and values"


_CHECKS: Mapping[str, Callable[[Mapping[str, Any]], Iterator[str]]] = {
    "rest_api": _rest_api,
    "sql_database": _sql_database,
    "filesystem": _filesystem,
    "python": _python,
}
