"""Whose an opportunity is at any time: handed over now and then, and when its owner leaves the company."""

from __future__ import annotations

import numpy as np
import pandas as pd

from simulator.clock import DAY, Clock
from simulator.draws import Ints, Timeline, chance, stream
from simulator.parameters import Parameters
from simulator.people import People


def simulate(
    parameters: Parameters, clock: Clock, people: People, opportunities: pd.DataFrame, closed_at: Ints
) -> Timeline:
    """Owners (reps) per opportunity from its creation on; who takes over is somebody who stays."""
    rng = stream(parameters.seed, "ownership")
    rows = np.arange(len(opportunities))
    created_at, owner = opportunities["created_at"].to_numpy(), opportunities["owner"].to_numpy()
    until = np.minimum(closed_at + 60 * DAY, clock.cutoff - 1)
    handed_at = clock.moment(rng, (created_at + (until - created_at) * rng.random(len(rows))) / DAY)
    taker = people.active(rng, handed_at, weighted=False)
    is_handed = chance(rng, parameters.owner_change_share, len(rows)) & (taker != owner)
    is_handed &= (handed_at > created_at) & (handed_at < clock.cutoff)

    left_at = people.reps["left_at"].to_numpy()[owner]
    heir = people.active(rng, left_at, weighted=False)
    is_orphaned = (left_at > created_at) & (left_at < np.minimum(closed_at, clock.cutoff)) & (heir != owner)
    is_orphaned &= ~(is_handed & (handed_at < left_at + DAY))

    # A hand-over after the owner has left is one by the heir, who may be the taker: no change then.
    is_handed &= ~(is_orphaned & (taker == heir))
    frame = pd.concat(
        [
            pd.DataFrame({"key": rows, "at": created_at, "value": owner}),
            pd.DataFrame({"key": rows, "at": handed_at, "value": taker})[is_handed],
            pd.DataFrame({"key": rows, "at": left_at, "value": heir})[is_orphaned],
        ]
    ).sort_values(["key", "at"], kind="stable")
    return Timeline(*(frame[name].to_numpy() for name in ("key", "at", "value")))
