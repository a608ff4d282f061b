"""SendGrid's event webhook: what became of the messages that reps and campaigns sent."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from simulator.activities import EMAIL
from simulator.campaigns import Mailings
from simulator.clock import Clock, month_index
from simulator.customers import Customers
from simulator.draws import Floats, chance, lognormal, stream
from simulator.files import Columns, pick, text
from simulator.ids import guids, salesforce_ids
from simulator.leads import lead_emails
from simulator.parameters import Parameters
from simulator.people import People

EVENTS = ("processed", "delivered", "open", "open", "click", "bounce", "unsubscribe")
PROCESSED, DELIVERED, MACHINE_OPEN, OPEN, CLICK, BOUNCE, UNSUBSCRIBE = range(7)
AGENTS = ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)", "GoogleImageProxy")


def simulate(parameters: Parameters, clock: Clock, activities: pd.DataFrame, mailings: Mailings) -> pd.DataFrame:
    """One row per event in order of time: message, event, at, and whose message it was (-1 where it is nobody's)."""
    rng = stream(parameters.seed, "emails")
    sent = activities.loc[activities["kind"] == EMAIL, ["at", "opportunity", "lead", "rep"]].assign(campaign=-1)
    messages = pd.concat([sent, mailings.sent], ignore_index=True).sort_values("at", kind="stable", ignore_index=True)
    messages["message"] = np.arange(len(messages))
    count = len(messages)
    bounces = chance(rng, parameters.bounce_rate, count)
    opened = ~bounces & chance(rng, parameters.open_rate, count)
    clicked = opened & chance(rng, parameters.click_rate / parameters.open_rate, count)
    leaves = clicked & (messages["campaign"] >= 0) & chance(rng, parameters.unsubscribe_rate / parameters.click_rate, count)
    machine = ~bounces & chance(rng, parameters.machine_open_rate, count)
    opened_after = 60 + lognormal(rng, 4.0, 1.2, count) * 3600
    pieces = [
        _events(messages, np.ones(count, bool), PROCESSED, rng.random(count) * 2),
        _events(messages, ~bounces, DELIVERED, 2 + rng.random(count) * 20),
        _events(messages, bounces, BOUNCE, 2 + rng.random(count) * 300),
        _events(messages, machine, MACHINE_OPEN, 25 + rng.random(count) * 60),
        _events(messages, opened, OPEN, opened_after),
        _events(messages, opened & chance(rng, 0.2, count), OPEN, opened_after + 3600 + rng.random(count) * 90_000),
        _events(messages, clicked, CLICK, opened_after + 5 + rng.random(count) * 120),
        _events(messages, leaves, UNSUBSCRIBE, opened_after + 200 + rng.random(count) * 120),
    ]
    frame = pd.concat(pieces, ignore_index=True)
    frame = frame[frame["at"] <= clock.cutoff]
    return frame.sort_values(["at", "message"], kind="stable", ignore_index=True)


def _events(messages: pd.DataFrame, happens: np.ndarray, event: int, after: Floats) -> pd.DataFrame:
    return messages.assign(event=event, at=messages["at"] + np.rint(after).astype(np.int64))[happens]


def export(
    parameters: Parameters,
    people: People,
    customers: Customers,
    opportunities: pd.DataFrame,
    leads: pd.DataFrame,
    mailings: Mailings,
    frame: pd.DataFrame,
) -> dict[str, Columns]:
    """One `events-<month>` file per month of UTC."""
    rng = stream(parameters.seed, "sendgrid ids")
    message_ids, event_ids = guids(rng, int(frame["message"].max() + 1) if len(frame) else 0), guids(rng, len(frame))
    event, opportunity, lead, message = (frame[name].to_numpy() for name in ("event", "opportunity", "lead", "message"))
    account = opportunities["account"].to_numpy()[np.maximum(opportunity, 0)]
    contact = np.where(opportunity >= 0, customers.first_contact(account), -1)
    is_open = (event == OPEN) | (event == MACHINE_OPEN)
    columns: Columns = {
        "email": pc.coalesce(pick(customers.contact_emails, contact), pick(lead_emails(leads), lead)),
        "timestamp": pa.array(frame["at"].to_numpy()),
        "event": pick(EVENTS, event),
        "sg_event_id": event_ids,
        "sg_message_id": text(pick(message_ids, message), ".recvd-6f9c-1"),
        "sg_machine_open": pa.array(event == MACHINE_OPEN, mask=~is_open),
        "useragent": pick(AGENTS, np.where(is_open, event == MACHINE_OPEN, np.where(event == CLICK, 0, -1))),
        "ip": pick(("198.51.100.7", "203.0.113.9"), np.where(event >= MACHINE_OPEN, message % 2, -1)),
        "url": pick(("https://www.plumbline.example/offer",), np.where(event == CLICK, 0, -1)),
        "type": pick(("bounce", "blocked"), np.where(event == BOUNCE, message % 5 == 0, -1)),
        "reason": pick(("550 5.1.1 user unknown",), np.where(event == BOUNCE, 0, -1)),
        "rep_email": pick(people.emails, frame["rep"].to_numpy()),
        "opportunity_id": pick(salesforce_ids("006", len(opportunities)), opportunity),
        "lead_id": pick(salesforce_ids("00Q", len(leads)), lead),
        "campaign_id": pick(mailings.ids, frame["campaign"].to_numpy()),
    }
    month = month_index(frame["at"].to_numpy() // 86_400)
    edges = np.searchsorted(month, np.arange(month[0], month[-1] + 2)) if len(month) else np.zeros(1, np.int64)
    return {
        f"events-{(month[0] + place).astype('datetime64[M]')}": {
            name: column.slice(start, end - start) for name, column in columns.items()
        }
        for place, (start, end) in enumerate(zip(edges[:-1], edges[1:], strict=True))
    }
