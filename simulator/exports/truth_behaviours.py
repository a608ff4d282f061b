"""Who did what, for tests alone: every behaviour that was planted, and every record that only looks like it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np
import pandas as pd
import pyarrow as pa

from simulator.behaviours.cast import KINDS, LOOK_ALIKE, NO_TRAIT, PLANTED, habitual, showing
from simulator.behaviours.contacts import SILENT_AFTER
from simulator.draws import Ints
from simulator.exports.files import Columns, pick, same
from simulator.exports.labels import CompanyLabels, Labels
from simulator.exports.salesforce_activities import is_purged
from simulator.history import OPEN, WON
from simulator.kinds import MEETING
from simulator.people import INFLATOR, PARKER, UNBILLED
from simulator.seen import Seen
from simulator.settlement import counts_as_revenue
from simulator.world import Whole

AT_THE_END = ("overdue close date", "missing next step", "ghosted", "parked deals")  # planted in what is open then
STALLED_DAYS = 120  # a parked deal that old has long stood still
DEAD_DAYS = 65  # without an answer
PAST_DAYS = 10  # since the close date


def of_records(world: Seen, labels: Labels) -> Columns:
    """One row per behaviour and record: `kind` is planted or look_alike, `object_type` what `object_id` names."""
    return _together((*_given(world, labels), *_records(world, labels)))


def of_reps(whole: Whole, labels: CompanyLabels) -> Columns:
    """A rep is listed with a habit, and the deals that show it too."""
    return _together(_reps(whole, labels))


def _together(parts: Iterable[Columns]) -> Columns:
    found = list(parts)
    return {name: pa.concat_arrays([part[name] for part in found]) for name in found[0]}


def _rows(shown: tuple[str, str, int], object_type: str, ids: pa.Array, rep: pa.Array) -> Columns:
    (name, rule_id, kind), count = shown, len(ids)
    return {
        "behaviour": same(name, count),
        "rule_id": same(rule_id, count),
        "kind": same(KINDS[kind], count),
        "object_type": same(object_type, count),
        "object_id": ids,
        "rep_id": rep,
    }


def _reps(whole: Whole, labels: CompanyLabels) -> Iterator[Columns]:
    people, parameters = whole.company.people, whole.company.parameters
    does = [("inflated pipeline", "H01", people.reps_with(INFLATOR)), ("parked deals", "H02", people.reps_with(PARKER))]
    does.append(("wins without invoice", "H17", people.reps_with(UNBILLED)))
    habits = [one for one in parameters.behaviours if one.reps < 1]
    does += [(one.name, one.rule_id, habitual(parameters, people.reps, one)) for one in habits]
    for name, rule_id, who in does:
        ids = pick(labels.users, np.flatnonzero(who))
        yield _rows((name, rule_id, PLANTED), "rep", ids, ids)


def _records(world: Seen, labels: Labels) -> Iterator[Columns]:
    """What shows a behaviour of the sheet, by kind of record."""
    touches, sales, accounts = world.activities, world.sales, world.company.customers.accounts
    tasks, invoices = touches[touches["kind"] != MEETING], world.ledger.invoices
    tasks = tasks[~is_purged(world, tasks)]
    behaviours = world.company.parameters.behaviours
    for object_type, frame, ids, rep in (
        ("opportunity", _shown(world), labels.opportunities, sales.opportunities["owner"].to_numpy()),
        ("lead", sales.leads, labels.leads, sales.leads["owner"].to_numpy()),
        ("account", accounts, labels.accounts, sales.account_owner),
        ("task", tasks, labels.ids("00T", tasks["number"].to_numpy()), tasks["rep"].to_numpy()),
        ("invoice", invoices, pick(labels.invoices, invoices["number"].to_numpy()), np.full(len(invoices), -1)),
    ):
        row = np.flatnonzero(frame["trait"] != NO_TRAIT)
        number, kind = np.divmod(frame["trait"].to_numpy()[row], len(KINDS))
        yield {
            "behaviour": pick([one.name for one in behaviours], number),
            "rule_id": pick([one.rule_id for one in behaviours], number),
            "kind": pick(KINDS, kind),
            "object_type": same(object_type, len(row)),
            "object_id": pick(ids, row),
            "rep_id": pick(labels.users, rep[row]),
        }


def _shown(world: Seen) -> pd.DataFrame:
    """The deals, without the behaviour of those whose life was not over when the exports were made."""
    clock, changes = world.company.clock, world.life.sales.changes
    count = len(world.sales.opportunities)
    is_over = changes.groupby("opportunity")["at"].max().to_numpy()[:count] <= clock.seen_until
    if clock.seen_day < clock.last_day:
        is_over &= ~np.logical_or.reduce([showing(world.company, world.sales.opportunities, one) for one in AT_THE_END])
    return world.sales.opportunities.assign(trait=np.where(is_over, world.sales.opportunities["trait"], NO_TRAIT))


def _given(world: Seen, labels: Labels) -> Iterator[Columns]:
    """What is planted through the reps who inflate, park or win without an invoice; and who seems to park."""
    deals, state, clock = world.sales.opportunities, world.sales.state, world.company.clock
    is_open, age = (state["outcome"] == OPEN).to_numpy(), clock.seen_day - clock.day(deals["created_at"].to_numpy())
    is_parked = deals["is_parked"].to_numpy() & is_open
    is_past = (state["close_day"] < clock.seen_day - PAST_DAYS).to_numpy()
    invoices = world.ledger.invoices
    is_billed = np.isin(np.arange(len(deals)), invoices["opportunity"][counts_as_revenue(invoices)])
    seems_parked = showing(world.company, deals, "parked deals", LOOK_ALIKE)
    for name, rule_id, kind, which in (
        ("inflated pipeline", "H01", PLANTED, deals["is_fake"].to_numpy()),
        ("parked deals", "H02", PLANTED, is_parked & (age > STALLED_DAYS)),
        ("parked deals", "H02", LOOK_ALIKE, seems_parked),
        ("parked deals", "H03", PLANTED, is_parked & (age > SILENT_AFTER + DEAD_DAYS)),
        ("parked deals", "H05", PLANTED, is_parked & is_past),
        ("wins without invoice", "H17", PLANTED, (state["outcome"] == WON).to_numpy() & ~is_billed),
    ):
        row: Ints = np.flatnonzero(which)
        rep = pick(labels.users, deals["owner"].to_numpy()[row])
        yield _rows((name, rule_id, kind), "opportunity", pick(labels.opportunities, row), rep)
