"""SendGrid's event webhook, one file per month of UTC."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from simulator.clock import DAY, month_index
from simulator.emails import BOUNCE, CLICK, MACHINE_OPEN, OPEN
from simulator.exports.files import Columns, pick, text
from simulator.exports.labels import Labels
from simulator.seen import Seen

EVENTS = ("processed", "delivered", "open", "open", "click", "bounce", "unsubscribe")
AGENTS = ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)", "GoogleImageProxy")
ADDRESSES = ("198.51.100.7", "203.0.113.9")


def files(world: Seen, labels: Labels) -> Iterator[tuple[str, Columns]]:
    """File names and what is in them."""
    frame = world.emails
    month = month_index(frame["at"].to_numpy() // DAY)
    first = np.flatnonzero(np.diff(month, prepend=-1))
    for start, end in pairwise([*first, len(frame)]):
        rows = frame.iloc[start:end]
        at, event, message, opportunity, lead, rep, campaign = (
            rows[name].to_numpy() for name in ("at", "event", "message", "opportunity", "lead", "rep", "campaign")
        )
        account = world.sales.opportunities["account"].to_numpy()[np.maximum(opportunity, 0)]
        contact = np.where(opportunity >= 0, world.company.customers.first_contact(account), -1)
        is_machine, is_bounce = event == MACHINE_OPEN, event == BOUNCE
        is_open = is_machine | (event == OPEN)
        agent = np.where(is_open, is_machine, np.where(event == CLICK, 0, -1))
        columns: Columns = {
            "email": pc.coalesce(pick(labels.contact_emails, contact), pick(labels.lead_emails, lead)),
            "timestamp": pa.array(at),
            "event": pick(EVENTS, event),
            "sg_event_id": labels.guids("email event", rows["number"].to_numpy()),
            "sg_message_id": text(labels.guids("email", message), ".recvd-6f9c-1"),
            "sg_machine_open": pa.array(is_machine, mask=~is_open),
            "useragent": pick(AGENTS, agent),
            "ip": pick(ADDRESSES, np.where(agent >= 0, message % len(ADDRESSES), -1)),
            "url": pick(("https://www.plumbline.example/offer",), np.where(event == CLICK, 0, -1)),
            "type": pick(("bounce", "blocked"), np.where(is_bounce, message % 5 == 0, -1)),
            "reason": pick(("550 5.1.1 user unknown",), np.where(is_bounce, 0, -1)),
            "rep_email": pick(labels.user_emails, rep),
            "opportunity_id": pick(labels.opportunities, opportunity),
            "lead_id": pick(labels.leads, lead),
            "campaign_id": pick(labels.campaigns, campaign),
        }
        yield f"events-{month[start].astype('datetime64[M]')}", columns
