"""Kinds of company: for each and the parameters in which it differs from the sheet."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

FLAT = (1.0,) * 12
NO_SEASON: Mapping[str, Any] = {"season": FLAT, "growth": 1.0}

KINDS: Mapping[str, Mapping[str, Any]] = {
    "steady": NO_SEASON,
    "seasonal": {
        "season": (0.5, 0.6, 1.2, 1.3, 1.2, 0.9, 0.5, 0.3, 1.4, 1.7, 1.5, 0.6),
        "growth": 1.0,
        "closing_season": (0.8, 1.0, 1.0, 1.0, 1.0, 1.0, 0.6, 0.2, 1.0, 1.0, 1.0, 1.0),
        "quarter_end_share": 0.6,
    },
    "growing": {**NO_SEASON, "growth": 5.0},
    "shrinking": {**NO_SEASON, "growth": 0.2},
    "few_whales": {
        **NO_SEASON,
        "opportunities": 250,
        "amount_median": 60_000.0,
        "amount_spread": 1.7,
        "cycle_factor": 2.5,
        "expected_cycle_days": 170.0,
        "push_days": 45.0,
    },
    "many_small": {
        **NO_SEASON,
        "opportunities": 5000,
        "amount_median": 1_200.0,
        "amount_spread": 0.4,
        "cycle_factor": 0.25,
        "expected_cycle_days": 18.0,
        "push_days": 8.0,
        "touches_per_week": 1.8,
    },
}
