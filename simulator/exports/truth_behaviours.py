"""Who did what, for tests alone: every behaviour that was planted, and every record that only looks like it."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pyarrow as pa

from simulator.behaviours.cast import KINDS, LOOK_ALIKE, PLANTED, habitual
from simulator.draws import Bools, Ints
from simulator.exports.files import Columns, pick, same
from simulator.exports.labels import CompanyLabels, Labels
from simulator.history import OPEN, WON
from simulator.people import INFLATOR, PARKER, UNBILLED
from simulator.seen import Seen
from simulator.settlement import counts_as_revenue
from simulator.world import Whole

DEAD_DAYS = 60  # a parked deal that old is dead


def of_deals(world: Seen, labels: Labels) -> Columns:
    """One row per behaviour and record: `kind` is planted or look_alike, `object_type` rep or opportunity."""
    return _together(_deals(world, labels))


def of_reps(whole: Whole, labels: CompanyLabels) -> Columns:
    """A rep is listed with a habit, and the deals that show it too."""
    return _together(_reps(whole, labels))


def _together(parts: Iterator[Columns]) -> Columns:
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


def _deals(world: Seen, labels: Labels) -> Iterator[Columns]:
    deals, state = world.sales.opportunities, world.sales.state
    owner, trait = deals["owner"].to_numpy(), deals["trait"].to_numpy()

    def rows(name: str, rule_id: str, kind: int, which: Bools) -> Columns:
        row: Ints = np.flatnonzero(which)
        ids = pick(labels.opportunities, row)
        return _rows((name, rule_id, kind), "opportunity", ids, pick(labels.users, owner[row]))

    clock, is_open = world.company.clock, (state["outcome"] == OPEN).to_numpy()
    is_old = clock.day(deals["created_at"].to_numpy()) < clock.seen_day - DEAD_DAYS
    is_dead = deals["is_parked"].to_numpy() & is_open & is_old & (state["close_day"] < clock.seen_day - 10).to_numpy()
    invoices = world.ledger.invoices
    is_billed = np.isin(np.arange(len(deals)), invoices["opportunity"][counts_as_revenue(invoices)])
    yield rows("inflated pipeline", "H01", PLANTED, deals["is_fake"].to_numpy())
    yield rows("parked deals", "H02", PLANTED, is_dead)
    yield rows("parked deals", "H05", PLANTED, is_dead)
    yield rows("wins without invoice", "H17", PLANTED, (state["outcome"] == WON).to_numpy() & ~is_billed)
    for number, one in enumerate(world.company.parameters.behaviours):
        for kind in (PLANTED, LOOK_ALIKE):
            yield rows(one.name, one.rule_id, kind, trait == number * len(KINDS) + kind)
