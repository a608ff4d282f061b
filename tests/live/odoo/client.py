"""A served Odoo database as a test sees it: JSON-2 over HTTP, and Odoo's shell for what the API does not offer."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

DEADLINE = 300.0  # seconds; a busy machine is slow, not broken


class RefusedError(Exception):
    """A call that Odoo refused: the HTTP status and the body."""

    def __init__(self, status: int, body: dict[str, Any]) -> None:
        super().__init__(f"{status} {body.get('name')}: {body.get('message')}")
        self.status, self.body = status, body


@dataclass(frozen=True)
class Odoo:
    """A served database; the key is the administrator's and is written nowhere; the shell commits for itself."""

    url: str
    key: str = field(repr=False)
    database: str
    shell: Callable[[str], str] = field(repr=False)

    def call(self, model: str, method: str, **arguments: Any) -> Any:
        """What a method of a model answers over JSON-2; `ids` are the records, all else are its arguments."""
        request = urllib.request.Request(  # noqa: S310
            f"{self.url}/json/2/{model}/{method}",
            data=json.dumps(arguments).encode(),
            headers={"Content-Type": "application/json", "Authorization": f"bearer {self.key}"},
        )
        try:
            with urllib.request.urlopen(request, timeout=DEADLINE) as answer:  # noqa: S310
                return json.load(answer)
        except urllib.error.HTTPError as error:
            raise RefusedError(error.code, json.load(error)) from error

    def create(self, model: str, **values: Any) -> int:
        """The id of a new record."""
        return self.call(model, "create", vals_list=[values])[0]

    def row(self, model: str, record: int, *fields: str) -> dict[str, Any]:
        """Fields of one record, archived or not."""
        (found,) = self.call(model, "read", ids=[record], fields=list(fields))
        return found
