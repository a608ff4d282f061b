"""What Odoo 19 notes of a mailing that is sent to a real SMTP server: refused, opened, clicked."""

from __future__ import annotations

import email
import email.policy
import re
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.live.odoo.client import Odoo
from tests.live.odoo.postgres import free_port
from tests.live.odoo.test_behaviour import LEAD, next_second

pytestmark = [pytest.mark.live, pytest.mark.xdist_group("odoo")]

PEOPLE = ("reader", "clicker", "silent", "refused")
LINK = '<p>See <a href="http://example.com/page">the page</a></p>'


class Sink:
    """Keeps what is sent and refuses one address, as the server of a recipient who left does."""

    def __init__(self) -> None:
        self.bodies: dict[str, str] = {}

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Takes or refuses a recipient."""
        del server, session, options
        if address.startswith("refused@"):
            return "550 no such user"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Keeps the HTML of a message."""
        del server, session
        message = email.message_from_bytes(envelope.original_content or b"", policy=email.policy.default)
        body = message.get_body(("html",))
        assert body is not None
        self.bodies[envelope.rcpt_tos[0].split("@")[0]] = body.get_content()
        return "250 OK"


class NotFollowed(urllib.request.HTTPRedirectHandler):
    """A redirect is an answer: the page itself is nowhere."""

    def redirect_request(self, *_: Any) -> None:
        """Follows nothing."""


@pytest.fixture(scope="module")
def sink(odoo: Odoo) -> Iterator[Sink]:
    """An SMTP server that Odoo sends through."""
    kept, port = Sink(), free_port()
    controller = Controller(kept, hostname="127.0.0.1", port=port)
    controller.start()
    where = {"smtp_host": "127.0.0.1", "smtp_port": port, "smtp_encryption": "none"}
    server = odoo.create("ir.mail_server", name="Sink", **where)
    yield kept
    odoo.call("ir.mail_server", "unlink", ids=[server])
    controller.stop()


@pytest.fixture(scope="module")
def mailing(odoo: Odoo, sink: Sink) -> int:
    """A mailing that was sent to all."""
    leads = [odoo.create(LEAD, name=name, email_from=f"{name}@example.com") for name in PEOPLE]
    (model,) = odoo.call("ir.model", "search", domain=[["model", "=", LEAD]])
    to = {"mailing_model_id": model, "mailing_domain": repr([("id", "in", leads)])}
    sent = odoo.create("mailing.mailing", subject="News", body_html=LINK, body_arch=LINK, **to)
    odoo.call("mailing.mailing", "action_send_mail", ids=[sent])
    assert set(sink.bodies) == set(PEOPLE) - {"refused"}
    next_second()  # what follows is to have another write_date
    return sent


def trace(odoo: Odoo, mailing: int, name: str) -> Mapping[str, Any]:
    times = ["sent_datetime", "open_datetime", "links_click_datetime", "write_date"]
    domain = [["mass_mailing_id", "=", mailing], ["email", "=", f"{name}@example.com"]]
    fields = ["trace_status", "failure_type", "res_id", *times]
    (found,) = odoo.call("mailing.trace", "search_read", domain=domain, fields=fields)
    return found


def visit(odoo: Odoo, body: str, path: str) -> int:
    """The status of what a reader's program fetches; the mail names the address that the company has outside."""
    (url,) = re.findall(rf'"(http[^"]+{path})"', body)
    opener = urllib.request.build_opener(NotFollowed)
    try:
        with opener.open(odoo.url + urlsplit(url).path, timeout=30) as answer:
            return answer.status
    except urllib.error.HTTPError as error:
        return error.code


def test_a_refused_address_is_an_error_and_no_bounce(odoo: Odoo, mailing: int) -> None:
    refused = trace(odoo, mailing, "refused")
    assert refused["trace_status"] == "error"
    assert refused["sent_datetime"] is False
    silent = trace(odoo, mailing, "silent")
    assert (silent["trace_status"], silent["open_datetime"]) == ("sent", False)
    totals = odoo.row("mailing.mailing", mailing, "sent", "failed", "bounced")
    assert totals == {"id": mailing, "sent": 3, "failed": 1, "bounced": 0}


def test_the_pixel_sets_the_open_time_alone(odoo: Odoo, sink: Sink, mailing: int) -> None:
    before = trace(odoo, mailing, "reader")
    assert visit(odoo, sink.bodies["reader"], r"/blank\.gif") == 200
    after = trace(odoo, mailing, "reader")
    assert (before["trace_status"], after["trace_status"]) == ("sent", "open")
    assert after["open_datetime"] > before["sent_datetime"]
    assert after["links_click_datetime"] is False
    assert after["write_date"] > before["write_date"]


def test_a_click_sets_the_open_and_the_click_time(odoo: Odoo, sink: Sink, mailing: int) -> None:
    before = trace(odoo, mailing, "clicker")
    assert visit(odoo, sink.bodies["clicker"], r'/r/[^"]+') == 301
    after = trace(odoo, mailing, "clicker")
    assert (before["trace_status"], after["trace_status"]) == ("sent", "open")
    assert after["open_datetime"] == after["links_click_datetime"] > before["sent_datetime"]
    assert after["write_date"] > before["write_date"]
    clicks = odoo.call("link.tracker.click", "search_count", domain=[["mailing_trace_id", "=", after["id"]]])
    assert clicks == 1
