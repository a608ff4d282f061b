"""The beta-binomial tails of `peer_tests` against scipy, over companies small and large, alike and spread."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np
import pytest
from scipy.stats import betabinom

from tests.transform.conftest import Run

TRIM, PEERS_LEAST = 0.15, 5
STATEMENT = f"""
with {{{{ peer_tests('trials', '{TRIM}', '{PEERS_LEAST}') }}}}
select test_name, entity_id, peer_rate, peer_weight, tail_probability from peer_tests order by all
"""
Counts = Mapping[str, tuple[int, int]]  # trials and successes by entity


def companies() -> dict[str, Counts]:
    """Named cases: rates alike and spread wide, all or nothing, one trial each, thousands of trials."""
    rng = np.random.default_rng(7)

    def drawn(entities: int, trials: int, a: float, b: float) -> Counts:
        sizes = rng.integers(1, trials + 1, entities)
        wins = rng.binomial(sizes, rng.beta(a, b, entities))
        return {f"r{number:02d}": (int(n), int(k)) for number, (n, k) in enumerate(zip(sizes, wins, strict=True))}

    return {
        "alike": drawn(14, 60, 3000, 7000),
        "spread": drawn(30, 60, 2, 4),
        "few_trials": drawn(12, 3, 2, 4),
        "never": {f"r{number}": (5 + number, 0) for number in range(7)},
        "all_or_nothing": {f"r{number}": (9, 9 * (number % 2)) for number in range(8)},
        "thousands": {**drawn(8, 3000, 20, 40), "low": (3000, 400)},
        "too_few_peers": drawn(5, 20, 2, 4),
    }


def expected(counts: Counts) -> dict[str, tuple[float, float, float]]:
    """Mean and weight of the prior of each entity's peers, and the tail at its successes."""
    by_rate = sorted(counts, key=lambda entity: (counts[entity][1] / counts[entity][0], -counts[entity][0], entity))
    kept = by_rate[math.floor(TRIM * len(by_rate)) :]
    found = {}
    for entity, (trials, successes) in counts.items():
        peers = [counts[peer] for peer in kept if peer != entity]
        if len(peers) < PEERS_LEAST:
            continue
        sizes, wins = np.array(peers, dtype=float).T
        mean = (wins.sum() + 0.5) / (sizes.sum() + 1)
        noise = mean * (1 - mean)
        spread = (sizes * (wins / sizes - wins.sum() / sizes.sum()) ** 2).sum()
        room = sizes.sum() - (sizes**2).sum() / sizes.sum() - (len(peers) - 1)
        correlation = (spread - noise * (len(peers) - 1)) / (noise * room) if room else 0.0
        most = sizes.sum() + 1
        weight = min(max(1 / correlation - 1, 1), most) if correlation > 0 else most
        tail = betabinom.cdf(successes, trials, mean * weight, (1 - mean) * weight)
        found[entity] = (mean, weight, tail)
    return found


def test_tails_are_those_of_scipy(run_statements: Run) -> None:
    cases = companies()
    values = ", ".join(
        f"('{test}', '{entity}', {trials}, {successes})"
        for test, counts in cases.items()
        for entity, (trials, successes) in counts.items()
    )
    tables = f"""
        create table trials as
        select test_name, entity_id, number as trial_id, case when number < successes then 1 else 0 end as is_success
        from (values {values}) as counts (test_name, entity_id, trials, successes)
        inner join range(3000) as numbers (number) on number < trials
    """
    [rows] = run_statements([STATEMENT], tables)
    found = {(test, entity): figures for test, entity, *figures in rows}
    wanted = {(test, entity): figures for test, counts in cases.items() for entity, figures in expected(counts).items()}
    # The weight is a quotient of small differences and loses digits to their order, and the tail with it.
    assert found.keys() == wanted.keys()
    assert not any(test == "too_few_peers" for test, _ in wanted)
    for key, (mean, weight, tail) in wanted.items():
        assert found[key][0] == pytest.approx(mean, rel=1e-12), key
        assert found[key][1] == pytest.approx(weight, rel=1e-6), key
        assert found[key][2] == pytest.approx(tail, rel=1e-6, abs=1e-11), key
