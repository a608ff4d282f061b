"""Odoo's JSON-2 API: pages of records, tried again when the server or the way to it fails, and checked to be whole.

Not the REST client of dlt: pages are walked by id and checked to be whole, and a refusal is one line for the operator.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any

import requests
from tenacity import RetryCallState, Retrying, retry_if_exception_type, stop_after_attempt, wait_exponential

from ingest.reading.delivery import SourceError

TIMEOUT_SECONDS = (10, 180)  # to connect, then between two pieces of an answer
ATTEMPTS = 7
LONGEST_WAIT_SECONDS = 60
# Archived records are records too; labels come in one language whoever asks.
CONTEXT = {"active_test": False, "lang": "en_US"}
# What Odoo says of a request that will be as wrong the next time.
LASTING_ERRORS = ("builtins.", "odoo.exceptions.", "werkzeug.exceptions.")

Record = dict[str, Any]


class UnreadableModelError(Exception):
    """The model is not there (its app is not installed), or it `is_there` and the key's user may not read it."""

    def __init__(self, model: str, is_there: bool) -> None:
        super().__init__(model)
        self.is_there = is_there


class _PassingError(Exception):
    """An answer that may be better the next time; `retry_after` is how many seconds the server asked to wait."""

    def __init__(self, what: str, retry_after: float = 0) -> None:
        super().__init__(what)
        self.retry_after = retry_after


class Api:
    """One Odoo database. `requests` counts what was asked of it, tries included; `sleep` is replaced in tests."""

    def __init__(
        self, url: str, key: str, sleep: Callable[[float], None] = time.sleep, attempts: int = ATTEMPTS
    ) -> None:
        self._url, self._sleep, self._attempts = url.rstrip("/"), sleep, attempts
        self._session = requests.Session()
        self._session.headers["Authorization"] = f"bearer {key}"
        self.requests = 0

    def user(self) -> int:
        """The id of the user whose key it is.

        Raises:
            UnreadableModelError: there is no such API at the url.
            SourceError: the key is not accepted, or the server cannot be used.
        """
        return self._call("res.users", "context_get", _has_user)["uid"]

    def has_group(self, user: int, group: str) -> bool:
        """Whether the user belongs to the group of that external id."""
        return self._call("res.users", "has_group", _is_truth, ids=[user], group_ext_id=group)

    def fields(self, model: str) -> dict[str, str]:
        """Name -> type of each field of a model that the key's user may read.

        Raises:
            UnreadableModelError: there is no such model.
            SourceError: the server cannot be used.
        """
        found = self._call(model, "fields_get", _is_object, attributes=["type"])
        return {name: about["type"] for name, about in found.items()}

    def page(self, model: str, domain: Sequence[Any], fields: Sequence[str], after: int, limit: int) -> list[Record]:
        """The first `limit` records with an id above `after`, in the order of their ids; empty after the last one."""

        def is_page(answer: object) -> bool:
            return _is_list_of(answer, {"id", *fields}) and _ascends(answer, after) and len(answer) <= limit

        conditions = [*domain, ["id", ">", after]]
        return self._call(
            model, "search_read", is_page, domain=conditions, fields=list(fields), limit=limit, order="id"
        )

    def records(self, model: str, domain: Sequence[Any], fields: Sequence[str], ids: Sequence[int]) -> list[Record]:
        """Those of the records `ids` that are still there and within `domain`, in the order of their ids."""
        wanted = set(ids)

        def are_wanted(answer: object) -> bool:
            return (
                _is_list_of(answer, {"id", *fields})
                and _ascends(answer, 0)
                and wanted.issuperset(row["id"] for row in answer)
            )

        conditions = [*domain, ["id", "in", sorted(wanted)]]
        return self._call(model, "search_read", are_wanted, domain=conditions, fields=list(fields), order="id")

    def newest(self, model: str, domain: Sequence[Any]) -> list[Record]:
        """The record that changed last, in a list; of several in one second that with the highest id."""
        return self._call(
            model,
            "search_read",
            lambda answer: _is_list_of(answer, {"id", "write_date"}) and len(answer) <= 1,
            # Those without a time would come first.
            domain=[*domain, ["write_date", "!=", False]],
            fields=["write_date"],
            limit=1,
            order="write_date desc, id desc",
        )

    def count(self, model: str, domain: Sequence[Any]) -> int:
        """How many records there are within `domain`."""
        return self._call(model, "search_count", lambda answer: isinstance(answer, int), domain=list(domain))

    def _call(self, model: str, method: str, is_right: Callable[[Any], bool], **arguments: Any) -> Any:
        """The answer to one call, once it is one."""
        tries = Retrying(
            retry=retry_if_exception_type(_PassingError),
            stop=stop_after_attempt(self._attempts),
            wait=_wait,
            sleep=self._sleep,
            reraise=True,
        )
        try:
            return tries(self._try, model, method, is_right, arguments)
        except _PassingError as error:
            raise SourceError(
                f"odoo: {model}", f"{error}, {self._attempts} times", "Try again when the server works"
            ) from error

    def _try(self, model: str, method: str, is_right: Callable[[Any], bool], arguments: dict[str, Any]) -> Any:
        self.requests += 1
        try:
            answer = self._session.post(
                f"{self._url}/json/2/{model}/{method}",
                json={"context": CONTEXT, **arguments},
                timeout=TIMEOUT_SECONDS,
                # A redirect would carry the key to another host.
                allow_redirects=False,
            )
        except (requests.ConnectionError, requests.Timeout, requests.exceptions.ChunkedEncodingError) as error:
            raise _PassingError(f"no answer ({type(error).__name__})") from error
        except requests.RequestException as error:
            raise SourceError("odoo", f"cannot be called ({type(error).__name__})", "Correct its url") from error
        _check_status(answer, model)
        try:
            content = answer.json()
        except requests.JSONDecodeError as error:
            raise _PassingError("the answer is not JSON") from error
        if not is_right(content):
            raise _PassingError("the answer is not what was asked for")
        return content


def _wait(state: RetryCallState) -> float:
    """Twice as long after each try, and as long as the server asks for."""
    error = state.outcome.exception() if state.outcome else None
    asked = error.retry_after if isinstance(error, _PassingError) else 0
    return max(asked, wait_exponential(max=LONGEST_WAIT_SECONDS)(state))


def _check_status(answer: requests.Response, model: str) -> None:
    if answer.status_code == 401:
        raise SourceError("odoo", "the API key is not accepted", "Create a new one in Odoo and set ODOO_API_KEY to it")
    if answer.status_code in (403, 404):
        raise UnreadableModelError(model, is_there=answer.status_code == 403)
    if 300 <= answer.status_code < 400:
        raise SourceError("odoo", "the server redirects", "Set the url to the redirect target")
    if answer.status_code == 429 or answer.status_code >= 500:
        name = _error_name(answer)
        if name.startswith(LASTING_ERRORS):
            raise SourceError(f"odoo: {model}", f"the server refuses the request ({name})", "Look into its log")
        raise _PassingError(f"the server answers {answer.status_code}", _retry_after(answer))
    if answer.status_code != 200:
        raise SourceError(f"odoo: {model}", f"the server answers {answer.status_code}", "Look into its log")


def _error_name(answer: requests.Response) -> str:
    """The kind of error that Odoo names; its message may quote records and is not shown."""
    try:
        content = answer.json()
    except requests.JSONDecodeError:
        return ""
    return str(content.get("name") or "") if isinstance(content, dict) else ""


def _retry_after(answer: requests.Response) -> float:
    text = answer.headers.get("Retry-After", "")
    return min(float(text), LONGEST_WAIT_SECONDS) if text.isdigit() else 0


def _has_user(answer: object) -> bool:
    return isinstance(answer, dict) and type(answer.get("uid")) is int


def _is_truth(answer: object) -> bool:
    return isinstance(answer, bool)


def _is_object(answer: object) -> bool:
    return isinstance(answer, dict) and all(isinstance(about, dict) and "type" in about for about in answer.values())


def _is_list_of(answer: object, names: set[str]) -> bool:
    return isinstance(answer, list) and all(isinstance(row, dict) and names <= row.keys() for row in answer)


def _ascends(rows: Sequence[Record], after: int) -> bool:
    ids = [after, *(row["id"] for row in rows)]
    return all(type(id_) is int for id_ in ids) and all(one < other for one, other in pairwise(ids))
