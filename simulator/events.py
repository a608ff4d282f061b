"""What happened to opportunities, one event per changed field, in the words that the history shows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd
import pyarrow as pa

from simulator import names
from simulator.clock import NEVER
from simulator.draws import Ints, Timeline, chance, stream
from simulator.files import iso_date, money, pick
from simulator.journey import stage_count
from simulator.parameters import Parameters

CLOSED_STAGES = (("Closed Won", 100, "Closed"), ("Closed Lost", 0, "Omitted"))


@dataclass(frozen=True)
class Events:
    """Events of one type: which opportunities, when, the value before (empty at first) and after."""

    kind: str
    opportunity: Ints
    at: Ints
    old: pa.Array
    new: pa.Array


def stage_names(parameters: Parameters) -> list[str]:
    return [stage.name for stage in parameters.stages] + [name for name, _, _ in CLOSED_STAGES]


def stage_probabilities(parameters: Parameters) -> Ints:
    return np.array([stage.probability for stage in parameters.stages] + [chance_ for _, chance_, _ in CLOSED_STAGES])


def stage_categories(parameters: Parameters) -> list[str]:
    return [stage.category for stage in parameters.stages] + [category for _, _, category in CLOSED_STAGES]


def next_steps(parameters: Parameters, changes: pd.DataFrame) -> pd.DataFrame:
    """Next steps typed at some changes of open deals: opportunity, at, old (-1 none) and new (positions in NEXT_STEPS)."""
    rng = stream(parameters.seed, "next steps")
    typed = chance(rng, 0.45, len(changes)) & (changes["stage"] < stage_count(parameters))
    frame = changes.loc[typed, ["opportunity", "at"]].reset_index(drop=True)
    frame["new"] = rng.integers(0, len(names.NEXT_STEPS), len(frame))
    frame["old"] = frame.groupby("opportunity")["new"].shift(fill_value=-1)
    return frame[frame["new"] != frame["old"]].reset_index(drop=True)


def from_history(parameters: Parameters, changes: pd.DataFrame) -> Iterator[Events]:
    """Creations and changes of stage, amount, close date and forecast category."""
    won = stage_count(parameters)
    labels = pa.array(stage_names(parameters))
    opportunity, at = changes["opportunity"].to_numpy(), changes["at"].to_numpy()
    stage, before = changes["stage"].to_numpy(), changes["stage"].shift(fill_value=-1).to_numpy()
    is_first = np.r_[True, opportunity[1:] != opportunity[:-1]]
    moved = ~is_first & (stage != before)
    kinds = {
        "created": is_first,
        "stage": moved & (stage < won) & (before < won),
        "closed_won": moved & (stage == won),
        "closed_lost": moved & (stage == won + 1),
        "reopened": moved & (stage < won) & (before >= won),
    }
    for kind, rows in kinds.items():
        old = np.where(is_first, -1, before)[rows]
        yield Events(kind, opportunity[rows], at[rows], pick(labels, old), pick(labels, stage[rows]))
    categories = np.array(stage_categories(parameters))
    changed = moved & (categories[stage] != categories[before])
    values = pa.array(categories.tolist())
    yield Events("category", opportunity[changed], at[changed], pick(values, before[changed]), pick(values, stage[changed]))
    for kind, column, form in (("amount", "amount", money), ("close_date", "close_day", iso_date)):
        value, earlier = changes[column].to_numpy(), changes[column].shift(fill_value=0).to_numpy()
        rows = ~is_first & (value != earlier)
        old_text, new_text = (form(side[rows]).cast(pa.string()) for side in (earlier, value))
        yield Events(kind, opportunity[rows], at[rows], old_text, new_text)


def from_next_steps(frame: pd.DataFrame) -> Events:
    labels = pa.array(names.NEXT_STEPS)
    old, new = pick(labels, frame["old"].to_numpy()), pick(labels, frame["new"].to_numpy())
    return Events("next_step", frame["opportunity"].to_numpy(), frame["at"].to_numpy(), old, new)


def from_owners(owners: Timeline, users: pa.Array) -> Events:
    """Hand-overs; `users` are what a rep is called by, ids or names."""
    rows = np.flatnonzero(np.r_[False, owners.key[1:] == owners.key[:-1]])
    return Events("owner", owners.key[rows], owners.at[rows], pick(users, owners.value[rows - 1]), pick(users, owners.value[rows]))


def from_deletions(state: pd.DataFrame) -> Events:
    rows = np.flatnonzero(state["deleted_at"].to_numpy() < NEVER)
    nothing = pa.nulls(len(rows), pa.string())
    return Events("deleted", rows, state["deleted_at"].to_numpy()[rows], nothing, nothing)
