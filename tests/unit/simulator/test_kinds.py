"""Each kind of company shows the statistic that defines it, which the steady company does not."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from simulator import Parameters, company, sales
from simulator.clock import DAY, month_index, month_start
from simulator.company_kinds import KINDS
from simulator.history import OPEN, WON

SEEDS = (1, pytest.param(2, marks=pytest.mark.long))
# What defines a kind and the same of the steady company, each from least to most. A flat year has 0.2 in autumn.
DEFINING = {
    "seasonal": [("autumn", (0.27, 0.40), (0.15, 0.24)), ("stick", (0.27, 0.60), (0.05, 0.17))],
    "growing": [("late", (1.5, 3.0), (0.8, 1.25))],
    "shrinking": [("late", (0.3, 0.7), (0.8, 1.25))],
    "few_whales": [
        ("top tenth", (0.55, 0.95), (0.3, 0.5)),
        ("cycle", (110, 200), (40, 75)),
        ("deals", (1, 400), (900, 1500)),
    ],
    "many_small": [
        ("median", (800, 1_800), (12_000, 22_000)),
        ("cycle", (8, 22), (40, 75)),
        ("deals", (4000, 9000), (900, 1500)),
    ],
}


@cache
def _statistics(kind: str, seed: int) -> dict[str, float]:
    part = next(company.parts(Parameters.of_kind(kind).replace(seed=seed)))
    sold = sales.simulate(part)
    clock, deals, state = part.clock, sold.opportunities, sold.state
    created = clock.day(deals["created_at"].to_numpy())
    is_late = created > (clock.first_day + clock.last_day) / 2
    closed = clock.day(state["closed_at"][state["outcome"] != OPEN].to_numpy())
    quarter_end = month_start(month_index(closed) // 3 * 3 + 3) - 1
    amount = np.sort(deals["amount"][~deals["is_fake"]].to_numpy())[::-1] / 100
    days = (state["closed_at"] - deals["created_at"])[state["outcome"] == WON] / DAY
    return {
        "deals": len(deals),
        "late": is_late.sum() / (~is_late).sum(),
        "autumn": np.isin(month_index(created) % 12, (8, 9, 10)).mean(),
        "stick": (quarter_end - closed < 8).mean(),
        "top tenth": amount[: len(amount) // 10].sum() / amount.sum(),
        "median": np.median(amount),
        "cycle": np.median(days),
    }


def test_every_kind_has_a_test() -> None:
    assert set(DEFINING) | {"steady"} == set(KINDS)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize(("kind", "statistic"), [(kind, one) for kind, found in DEFINING.items() for one in found])
def test_the_defining_statistic(
    kind: str, statistic: tuple[str, tuple[float, float], tuple[float, float]], seed: int
) -> None:
    name, (least, most), (steady_least, steady_most) = statistic
    assert least <= _statistics(kind, seed)[name] <= most
    assert steady_least <= _statistics("steady", seed)[name] <= steady_most


def test_an_unknown_kind_is_refused() -> None:
    with pytest.raises(ValueError, match="steady, seasonal"):
        Parameters.of_kind("odd")
