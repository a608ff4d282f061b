"""Changes of opportunities, one event per changed field, with the names that the field history uses."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from simulator import names
from simulator.clock import NEVER
from simulator.draws import Ints
from simulator.exports.files import Columns, instant, iso_date, money, pick, same
from simulator.exports.labels import Labels
from simulator.journey import won_stage
from simulator.seen import Seen


@dataclass(frozen=True)
class Events:
    """Events of one type: which opportunities, when, the value before (empty at first) and after."""

    kind: str
    opportunity: Ints
    at: Ints
    old: pa.Array
    new: pa.Array


def changes(world: Seen, labels: Labels) -> Iterator[Events]:
    """Creations and changes of stage, forecast category, amount and close date."""
    won, frame = won_stage(world.company.parameters), world.sales.changes
    opportunity, at = frame["opportunity"].to_numpy(), frame["at"].to_numpy()
    stage, before = frame["stage"].to_numpy(), frame["stage"].shift(fill_value=0).to_numpy()
    is_first = np.r_[True, opportunity[1:] != opportunity[:-1]]
    before = np.where(is_first, -1, before)
    moved = ~is_first & (stage != before)
    kinds = {
        "created": is_first,
        "stage": moved & (stage < won) & (before < won),
        "closed_won": moved & (stage == won),
        "closed_lost": moved & (stage == won + 1),
        "reopened": moved & (stage < won) & (before >= won),
    }
    dated_back = world.sales.opportunities["dated_back"].to_numpy()[opportunity]
    dated_at = np.where(is_first, at - dated_back, at)
    for kind, rows in kinds.items():
        yield Events(
            kind, opportunity[rows], dated_at[rows], pick(labels.stages, before[rows]), pick(labels.stages, stage[rows])
        )
    categories = np.array(labels.categories)
    rows = moved & (categories[stage] != categories[before])
    old, new = pick(labels.categories, before[rows]), pick(labels.categories, stage[rows])
    yield Events("category", opportunity[rows], at[rows], old, new)
    for kind, column, form in (("amount", "amount", money), ("close_date", "close_day", iso_date)):
        value, earlier = frame[column].to_numpy(), frame[column].shift(fill_value=0).to_numpy()
        rows = ~is_first & (value != earlier)
        old, new = (form(side[rows]).cast(pa.string()) for side in (earlier, value))
        yield Events(kind, opportunity[rows], at[rows], old, new)


def next_steps(world: Seen) -> Events:
    """Next steps typed or replaced."""
    opportunity, at, old, new = (
        world.sales.next_steps[name].to_numpy() for name in ("opportunity", "at", "old", "new")
    )
    return Events("next_step", opportunity, at, pick(names.ALL_NEXT_STEPS, old), pick(names.ALL_NEXT_STEPS, new))


def owners(world: Seen, users: pa.Array) -> Events:
    """Hand-overs; `users` are what reps are called by, ids or names."""
    key, at, value = world.sales.owners.key, world.sales.owners.at, world.sales.owners.value
    rows = np.flatnonzero(np.r_[False, key[1:] == key[:-1]])
    return Events("owner", key[rows], at[rows], pick(users, value[rows - 1]), pick(users, value[rows]))


def deletions(world: Seen) -> Events:
    """Opportunities thrown away."""
    deleted_at = world.sales.state["deleted_at"].to_numpy()
    rows = np.flatnonzero(deleted_at < NEVER)
    nothing = pa.nulls(len(rows), pa.string())
    return Events("deleted", rows, deleted_at[rows], nothing, nothing)


def merged(parts: list[Events]) -> tuple[Ints, Ints, Columns]:
    """Opportunity and time of all events together by time, and their columns `kind`, `at`, `old` and `new`."""
    opportunity = np.concatenate([part.opportunity for part in parts])
    at = np.concatenate([part.at for part in parts])
    order = np.lexsort((opportunity, at))
    place = pa.array(order)
    return (
        opportunity[order],
        at[order],
        {
            "kind": pa.concat_arrays([same(part.kind, len(part.at)) for part in parts]).take(place),
            "at": instant(at[order]),
            "old": pa.concat_arrays([part.old for part in parts]).take(place),
            "new": pa.concat_arrays([part.new for part in parts]).take(place),
        },
    )
