"""What JSON-2 of Odoo 19 answers to what is wrong or not allowed; the servers of the tests stay on this machine."""

from __future__ import annotations

import subprocess
from dataclasses import replace
from typing import Any

import pytest

from tests.live.odoo.client import Odoo, RefusedError
from tests.live.odoo.server import System

pytestmark = [pytest.mark.live, pytest.mark.xdist_group("odoo")]


def refusal(odoo: Odoo, model: str, method: str, **arguments: Any) -> tuple[int, str]:
    """The status and the message of a refused call."""
    with pytest.raises(RefusedError) as refused:
        odoo.call(model, method, **arguments)
    return refused.value.status, refused.value.body["message"]


def test_a_key_that_is_none_is_401(odoo: Odoo) -> None:
    stranger = replace(odoo, key="none")
    assert refusal(stranger, "crm.lead", "search_count", domain=[]) == (401, "Invalid apikey")


def test_a_model_or_method_that_is_not_there_is_404(odoo: Odoo) -> None:
    assert refusal(odoo, "no.model", "fields_get") == (404, "the model 'no.model' does not exist")
    assert refusal(odoo, "crm.lead", "no_method")[0] == 404


def test_a_field_that_is_not_there_is_500(odoo: Odoo) -> None:
    """So a 500 is no reason to try again before its name was read."""
    status, message = refusal(odoo, "crm.lead", "search_read", fields=["no_field"], limit=1)
    assert (status, message) == (500, "Invalid field 'no_field' on 'crm.lead'")
    assert refusal(odoo, "crm.lead", "search_read", domain=[["no_field", "=", 1]])[0] == 500


def test_what_is_left_out_or_against_a_rule_is_422(odoo: Odoo) -> None:
    assert refusal(odoo, "crm.lead", "search_count") == (422, "missing a required argument: 'domain'")
    posted = odoo.call("account.move", "search", domain=[["state", "=", "posted"]], limit=1)
    assert refusal(odoo, "account.move", "unlink", ids=posted)[0] == 422


@pytest.mark.parametrize("model", ["mail.tracking.value", "mailing.trace", "account.payment"])
def test_a_model_without_right_to_read_is_403_and_still_describes_itself(seller: Odoo, model: str) -> None:
    status, message = refusal(seller, model, "search_read", fields=["id"], limit=1)
    assert status == 403
    assert message.startswith("You are not allowed to access")
    assert seller.call(model, "fields_get", attributes=["type"])["write_date"] == {"type": "datetime"}


def test_a_field_without_right_to_read_is_403(seller: Odoo) -> None:
    """The history of leads is for administrators alone, however it is asked for."""
    assert refusal(seller, "mail.message", "search_read", fields=["tracking_value_ids"], limit=1)[0] == 403


def test_a_seller_sees_fewer_messages_without_a_word(odoo: Odoo, seller: Odoo) -> None:
    domain = [["model", "=", "crm.lead"]]
    seen = seller.call("mail.message", "search_count", domain=domain)
    assert 0 < seen < odoo.call("mail.message", "search_count", domain=domain)


def test_nothing_listens_beyond_loopback(odoo: Odoo, odoo_system: System) -> None:
    listening = subprocess.run(["ss", "-ltnH"], capture_output=True, text=True, check=True).stdout
    for port in (odoo.url.rsplit(":", 1)[1], str(odoo_system.cluster.port)):
        (ours,) = [line.split()[3] for line in listening.splitlines() if line.split()[3].endswith(f":{port}")]
        assert ours == f"127.0.0.1:{port}"
