"""Which URLs an API key may be sent to, which keys can be sent, and the form of a reference to a variable."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

VARIABLE = re.compile(r"\$\{([A-Z][A-Z0-9_]*)\}")
LOOPBACK = ("127.0.0.1", "localhost", "::1")
UNSENDABLE = "must be one line of ASCII letters without blanks around it; copy the key again"


def is_sendable(key: str) -> bool:
    """Whether the key can stand in the header of a request."""
    return key.isascii() and key.isprintable() and key == key.strip()


def is_record_url(url: object) -> bool:
    """Whether the text is an https address with a place for an id, such as https://acme.my.salesforce.com/{id}."""
    return (
        isinstance(url, str) and url.startswith("https://") and url.count("{id}") == 1 and not set(url) & set(" <>\"'")
    )


def is_safe(url: object) -> bool:
    """Whether a key may be sent to the URL: it is encrypted or on this machine."""
    if not isinstance(url, str):
        return False
    try:
        parts = urlsplit(url)
        is_bare = not (parts.username or parts.password or parts.query or parts.fragment)
    except ValueError:
        return False
    is_private = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK)
    return is_private and is_bare and bool(parts.hostname)
