"""Masks configured secrets in texts from outside: a server or a driver may repeat its request in an error."""

from __future__ import annotations

import html
import json
import re
from base64 import b64encode
from collections.abc import Iterable, Iterator
from urllib.parse import quote, quote_plus

MASK = "***"
# Shorter pieces of base64 also occur in other texts.
SHORTEST_BASE64 = 8
BITS = 6  # of a letter of base64


def masked(text: str, secrets: Iterable[str]) -> str:
    """The text without the secrets, in whatever form one stands there."""
    forms = sorted({form for secret in secrets if secret for form in _forms(secret)}, key=len, reverse=True)
    return re.sub("|".join(map(re.escape, forms)), MASK, text, flags=re.IGNORECASE) if forms else text


def _forms(secret: str) -> Iterator[str]:
    """The secret as it is, in one line, and as URLs, JSON, HTML, Python and base64 write it."""
    yield from (secret, " ".join(secret.split()), "".join(letter if letter.isprintable() else "?" for letter in secret))
    data = secret.encode(errors="surrogateescape")
    yield from (quote(data), quote(data, safe=""), quote_plus(data), html.escape(secret))
    yield from (json.dumps(secret)[1:-1], json.dumps(secret, ensure_ascii=False)[1:-1], repr(secret)[1:-1])
    for before in range(3):
        # Within a longer text, such as `user:password`, the letters at the edges also depend on their neighbours.
        whole = b64encode(bytes(before) + data).decode()[-(-before * 8 // BITS) : (before + len(data)) * 8 // BITS]
        if len(whole) >= SHORTEST_BASE64:
            yield from (whole, whole.replace("+", "-").replace("/", "_"))
