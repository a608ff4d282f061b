"""What goes wrong on the way to an API: the full set of records lands, or the source fails whole; never a part."""

from __future__ import annotations

import json
import random
import socket
import traceback
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest

from ingest.loading.load import Status
from tests.unit.ingest.odoo.conftest import Site
from tests.unit.ingest.odoo.fake import KEY, Fault

DEALS = 60

SEEDS = [0, *(pytest.param(seed, marks=pytest.mark.long) for seed in (1, 2))]


def slow_down(handler: Any, answer: Any) -> None:  # noqa: ARG001
    handler.send(429, {}, Retry_After="7")


def fail(handler: Any, answer: Any) -> None:  # noqa: ARG001
    handler.send(500, b"<html>Bad gateway</html>")


def hang_up(handler: Any, answer: Any) -> None:  # noqa: ARG001
    handler.connection.shutdown(socket.SHUT_RDWR)


def break_off(handler: Any, answer: Any) -> None:
    """Half the body, then nothing."""
    data = json.dumps(answer).encode()
    handler.send_response(200)
    handler.send_header("Content-Length", str(len(data)))
    handler.end_headers()
    handler.wfile.write(data[: len(data) // 2])
    handler.wfile.flush()
    handler.connection.shutdown(socket.SHUT_RDWR)


def cut(handler: Any, answer: Any) -> None:
    """JSON that ends too early, with a length that agrees."""
    handler.send(200, json.dumps(answer).encode()[:-1])


def other_answer(handler: Any, answer: Any) -> None:  # noqa: ARG001
    handler.send(200, [{"id": 1}])


def skip(handler: Any, answer: Any) -> None:
    """A page without its middle record."""
    handler.send(
        200, answer[: len(answer) // 2] + answer[len(answer) // 2 + 1 :] if isinstance(answer, list) else answer
    )


def empty(handler: Any, answer: Any) -> None:
    """An empty page where there is more."""
    handler.send(200, [] if isinstance(answer, list) else answer)


def repeat(handler: Any, answer: Any) -> None:
    """Each record of a page twice."""
    handler.send(200, [row for row in answer for _ in range(2)] if isinstance(answer, list) else answer)


FAULTS = (slow_down, fail, hang_up, break_off, cut, other_answer, skip, empty, repeat)


@pytest.fixture
def small_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    from ingest.odoo import model, sweep

    monkeypatch.setattr(model, "FETCHED_PAGE", 20)
    monkeypatch.setattr(sweep, "SWEEP_PAGE", 25)


def filled(site: Site) -> set[str]:
    """The ids of the deals after more of them were made."""
    for id_ in range(100, 100 + DEALS):
        site.odoo.put("crm.lead", id_, type="opportunity", stage_id=[1, "New"])
    return {str(id_) for id_ in site.odoo.records["crm.lead"]}


@pytest.mark.usefixtures("small_pages")
@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.__name__)
def test_every_kind_of_fault_in_every_third_answer_costs_nothing(site: Site, fault: Fault) -> None:
    ids = filled(site)
    site.odoo.faults = (fault if number % 3 == 1 else None for number in range(100_000))
    assert site.night().status is Status.ACCEPTED
    found = [id_ for (id_,) in site.live("lead", "id")]
    assert len(found) == len(set(found))
    assert set(found) == ids


@pytest.mark.usefixtures("small_pages")
@pytest.mark.parametrize("seed", SEEDS)
def test_any_mixture_of_faults_gives_the_full_set_or_a_failed_source(site: Site, seed: int) -> None:
    ids = filled(site)
    site.odoo.faults = mixture(seed)
    result = site.night()
    assert result.status in (Status.ACCEPTED, Status.FAILED)
    assert {id_ for (id_,) in site.live("lead", "id")} == (ids if result.status is Status.ACCEPTED else set())


def mixture(seed: int) -> Iterator[Fault | None]:
    draw = random.Random(seed)  # noqa: S311
    while True:
        yield draw.choice(FAULTS) if draw.random() < 0.3 else None


@pytest.mark.usefixtures("small_pages")
@pytest.mark.parametrize("seed", SEEDS)
def test_pages_replayed_and_shuffled_land_once_or_not_at_all(site: Site, seed: int) -> None:
    """Every record of an answer one to three times, in any order: asked for again, or the source fails whole."""
    ids, draw = filled(site), random.Random(seed)  # noqa: S311

    def replay(handler: Any, answer: Any) -> None:
        if isinstance(answer, list):
            replayed = [row for row in answer for _ in range(draw.randint(1, 3))]
            answer = draw.sample(replayed, len(replayed))
        handler.send(200, answer)

    site.odoo.faults = (replay for _ in range(100_000))
    assert site.night().status is Status.FAILED
    assert not site.live("lead", "id")
    for status in (Status.ACCEPTED, Status.UNCHANGED):
        site.odoo.faults = (replay if draw.random() < 0.3 else None for _ in range(100_000))
        assert site.night().status is status
        found = [id_ for (id_,) in site.live("lead", "id")]
        assert len(found) == len(set(found))
        assert set(found) == ids


def test_the_server_is_waited_for_as_long_as_it_asks(site: Site) -> None:
    site.odoo.faults = iter([slow_down])
    site.night()
    assert site.waits == [7]


@pytest.mark.parametrize(
    ("fault", "line"),
    [
        (fail, "odoo: res.currency: the server answers 500, 7 times. Try again when the server works"),
        (hang_up, "odoo: res.currency: no answer (ConnectionError), 7 times. Try again when the server works"),
        (cut, "odoo: res.currency: the answer is not JSON, 7 times. Try again when the server works"),
    ],
)
def test_a_server_that_stays_down_fails_the_source_in_one_line(site: Site, fault: Fault, line: str) -> None:
    site.odoo.faults = (fault for _ in range(100_000))
    result = site.night()
    assert (result.status, result.problems) == (Status.FAILED, (line,))
    assert len(site.waits) == 6


def test_a_refused_key_is_told_without_the_key(site: Site) -> None:
    site.key = "expired-secret"
    (line,) = site.night().problems
    assert line == "odoo: the API key is not accepted. Create a new one in Odoo and set ODOO_API_KEY to it"
    assert "expired-secret" not in line


def test_a_key_that_the_server_repeats_is_masked(site: Site) -> None:
    def repeat_key(handler: Any, answer: Any) -> None:  # noqa: ARG001
        handler.send(500, {"name": f"odoo.exceptions.UserError: bearer {KEY}, {quote(KEY)}"})

    site.odoo.faults = iter([repeat_key])
    result = site.night()
    assert KEY not in repr(result)
    assert result.reasons == result.problems
    (line,) = result.problems
    assert line == (
        "odoo: res.currency: the server refuses the request (odoo.exceptions.UserError: bearer ***, ***). "
        "Look into its log"
    )


def test_a_key_in_an_error_of_our_own_is_masked(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail_with_key(_: object) -> None:
        raise ValueError(f"bearer {KEY}")

    monkeypatch.setattr("expectations.gate1.judge", fail_with_key)
    with pytest.raises(RuntimeError, match=r"ValueError: bearer \*\*\*") as raised:
        site.night()
    assert KEY not in "".join(traceback.format_exception(raised.value))


def test_a_lasting_refusal_quotes_no_record(site: Site) -> None:
    def refuse(handler: Any, answer: Any) -> None:  # noqa: ARG001
        handler.send(500, {"name": "builtins.ValueError", "message": "ana@muster.example is no field"})

    site.odoo.faults = iter([refuse])
    (line,) = site.night().problems
    assert line == ("odoo: res.currency: the server refuses the request (builtins.ValueError). Look into its log")


def test_the_key_never_follows_a_redirect(site: Site) -> None:
    def move(handler: Any, answer: Any) -> None:  # noqa: ARG001
        handler.send(302, b"", Location="http://127.0.0.1:9/json/2/res.currency/fields_get")

    site.odoo.faults = iter([move])
    assert "the server redirects" in site.night().problems[0]
