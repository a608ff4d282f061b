"""Where an API that a sources file names is, and the key it is asked with, which stands in the environment alone."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

from ingest.configuration.models import Endpoint
from ingest.systems import API_KEYS

VARIABLE = re.compile(r"\$\{([A-Z][A-Z0-9_]*)\}")
LOOPBACK = ("127.0.0.1", "localhost", "::1")


def endpoint(where: str, system: str, url: object, environ: Mapping[str, str], problems: list[str]) -> Endpoint | None:
    """The endpoint of a system's API; what is wrong with it is added to `problems`, a line each.

    `url` may be a variable of the environment, `${NAME}`. The data folder is that of `PLUMBLINE_DATA_DIR`.
    """
    before, variable = len(problems), API_KEYS[system]
    if not environ.get(variable):
        problems.append(f"{where}: the variable {variable} is not set; it must hold an API key")
    reference = VARIABLE.fullmatch(url) if isinstance(url, str) else None
    if reference and not environ.get(reference[1]):
        problems.append(f"{where}.url: the variable {reference[1]} is not set")
    else:
        url = environ[reference[1]] if reference else url
        if not _is_safe(url):
            problems.append(f"{where}.url: must be an address such as https://acme.odoo.com, without a name or a key")
    if len(problems) > before:
        return None
    return Endpoint(str(url).rstrip("/"), environ[variable], Path(environ["PLUMBLINE_DATA_DIR"]) / "landing" / system)


def _is_safe(url: object) -> bool:
    """Whether a key may be sent there: encrypted, or on this machine."""
    if not isinstance(url, str):
        return False
    try:
        parts = urlsplit(url)
        is_bare = not (parts.username or parts.password or parts.query or parts.fragment)
    except ValueError:
        return False
    is_private = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK)
    return is_private and is_bare and bool(parts.hostname)
