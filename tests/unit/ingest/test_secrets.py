"""Configured secrets are masked in texts from outside, in every form in which one may stand there."""

from __future__ import annotations

import json
from base64 import b64encode, urlsafe_b64encode
from urllib.parse import quote, quote_plus

import pytest

from ingest.configuration.secrets import masked

KEY = 'q7/ü "+key\\of ours?'
OTHER = "another-key"


@pytest.mark.parametrize(
    "form",
    [
        KEY,
        KEY.upper(),
        quote(KEY),
        quote(KEY, safe="").lower(),
        quote_plus(KEY),
        json.dumps(KEY),
        json.dumps({"key": KEY}, ensure_ascii=False),
        repr(KEY),
        *(b64encode(f"{user}:{KEY}@host".encode()).decode() for user in ("a", "an", "ana")),
        *(urlsafe_b64encode(f"{user}{KEY}".encode()).decode() for user in ("", "a", "an")),
        "https://ana:" + quote(KEY, safe="") + "@acme.example?key=" + quote_plus(KEY),
    ],
)
def test_every_form_of_a_secret_is_masked(form: str) -> None:
    text = masked(f"before {form} after", [OTHER, KEY])
    assert "***" in text
    assert text.startswith("before ")
    assert text.endswith(" after")
    plain = [KEY, quote(KEY), quote_plus(KEY), json.dumps(KEY)[1:-1], b64encode(KEY.encode()).decode().rstrip("=")]
    assert not [piece for piece in plain if piece.lower() in text.lower()]
    assert len(text) < len("before  after") + len(form) - len(KEY) + 10


def test_a_text_without_a_secret_stays() -> None:
    assert masked("nothing to hide", [KEY, ""]) == "nothing to hide"
    assert masked("nothing to hide", []) == "nothing to hide"
    assert masked(f"{OTHER}2 and {OTHER}", [OTHER, f"{OTHER}2"]) == "*** and ***"
