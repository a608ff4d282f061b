"""A clock that was ahead for one night: what it landed gets the present time, and later loads land again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from ingest.loading.load import Status
from ingest.loading.redate import redate

OPPORTUNITY = {"id": "1", "name": "Deal", "amount": "10.50"}
CONTACT = {"id": "c", "title": "Head of sales", "email": "ann@example.com"}


@pytest.fixture
def ahead(salesforce, monkeypatch):
    """A load of a clock that is ten years ahead, after one of a right clock."""
    salesforce.deliver(opportunity=[OPPORTUNITY | {"amount": "1"}], contact=[CONTACT])
    with monkeypatch.context() as patch:
        patch.setattr("dlt.extract.storage.create_load_id", lambda: "2100000000.25")
        salesforce.deliver(opportunity=[OPPORTUNITY], contact=[CONTACT | {"email": "bea@example.com"}])
    return salesforce


def test_loads_of_the_future_get_the_present_time(ahead):
    amounts = "select amount::double, name from landing.salesforce__opportunity order by _loaded_at"
    before = ahead.query(amounts)
    refused = ahead.deliver(opportunity=[OPPORTUNITY | {"amount": "12"}], contact=[CONTACT])
    assert refused.status is Status.FAILED
    assert refused.problems[0].endswith("Correct it; if it is right now and was wrong then, run `make redate`")

    (line,) = redate(ahead.settings, datetime.now(UTC))
    assert line.startswith("salesforce: the load of 2036-07-18 13:20:00 is now one of ")
    assert ahead.query(amounts) == before
    [(newest,)] = ahead.query("select max(_loaded_at) from landing.salesforce__contact__person")
    assert newest.replace(tzinfo=UTC) < datetime.now(UTC)
    assert not [name for name in ahead.digests() if "2100000000" in name and "_dlt_pipeline_state" not in name]
    assert not list(redate(ahead.settings, datetime.now(UTC)))

    assert ahead.deliver(opportunity=[OPPORTUNITY | {"amount": "12"}], contact=[CONTACT]).status is Status.ACCEPTED
    assert ahead.query(amounts) == [*before, (12.0, "Deal")]


def test_several_loads_keep_their_order(salesforce):
    for amount in (1, 2, 3):
        salesforce.deliver(opportunity=[OPPORTUNITY | {"amount": str(amount)}])
    earlier = datetime.now(UTC) - timedelta(days=1)
    assert len(list(redate(salesforce.settings, earlier))) == 3
    loaded = salesforce.query("select amount::int, _loaded_at from landing.salesforce__opportunity order by _loaded_at")
    assert [amount for amount, _ in loaded] == [1, 2, 3]
    assert all(moment.replace(tzinfo=UTC) < earlier for _, moment in loaded)
