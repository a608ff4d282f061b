"""Recipients who unsubscribe and still get e-mails."""

from __future__ import annotations

import pandas as pd

from simulator.behaviours.cast import PLANTED, cast, showing
from simulator.clock import DAY
from simulator.company import Company
from simulator.draws import Bools

BETWEEN = 4 * DAY  # at least, from the mail that somebody unsubscribes with to the next one


def unsubscribing(company: Company, leads: pd.DataFrame, messages: pd.DataFrame, leaves: Bools) -> tuple[Bools, Bools]:
    """H46: which messages make somebody unsubscribe, and which of these were added here.

    Later campaigns leave out who said stop, but for the planted leads; others only get what their own rep writes.
    """
    is_mailing, lead = (messages["campaign"] >= 0).to_numpy(), messages["lead"].to_numpy()
    mailings = messages[is_mailing]
    span = mailings.groupby("lead")["at"].agg(["min", "max"]).reindex(leads.index, fill_value=0)
    written = messages[~is_mailing & (lead >= 0)].groupby("lead")["at"].max().reindex(leads.index, fill_value=0)
    mailed_again = (span["max"] > span["min"] + BETWEEN).to_numpy()
    written_to = (span["min"] == span["max"]) & (span["min"] > 0) & (written > span["max"] + BETWEEN)
    roles = cast(company, leads, "mailed after unsubscribing", mailed_again, written_to.to_numpy())
    is_first = is_mailing & (messages["at"] == span["min"].reindex(lead, fill_value=-1).to_numpy()).to_numpy()
    is_last = is_mailing & (messages["at"] == span["max"].reindex(lead, fill_value=-1).to_numpy()).to_numpy()
    added = is_first & pd.Series(lead).isin(roles.both).to_numpy()
    ignored = (lead >= 0) & showing(company, leads, "mailed after unsubscribing", PLANTED)[lead]
    return (leaves & is_last & ~ignored) | added, added
