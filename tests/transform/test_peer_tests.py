"""The beta-binomial tails of `peer_tests` against scipy, over companies small and large, alike and spread."""

from __future__ import annotations

import csv
import math
from collections.abc import Mapping

import numpy as np
import pytest
from scipy.stats import betabinom, norm

from tests.transform.conftest import DBT_DIR, Run

THRESHOLDS = DBT_DIR / "seeds" / "thresholds.csv"
with THRESHOLDS.open(encoding="utf-8", newline="") as lines:
    VALUES = {row["threshold_id"]: float(row["value"]) for row in csv.DictReader(lines)}
TRIM, PEERS_LEAST, STRATUM_TRIALS = (VALUES[f"H01.{name}"] for name in ("prior_trim", "peers_least", "stratum_trials"))
USUAL, USUAL_ERROR = 0.02, VALUES["H01.correlation_error"]
STATEMENT = """
with {{ peer_tests('trials') }}
select test_name, entity_id, peer_rate, peer_weight, tail_probability, mid_probability from peer_tests order by all
"""
Counts = Mapping[str, Mapping[str, tuple[int, int]]]  # trials and successes by entity and stratum


def companies() -> dict[str, Counts]:
    """Named cases: rates alike and spread wide, all or nothing, one trial each, two strata, thousands of trials."""
    rng = np.random.default_rng(7)

    def drawn(entities: int, trials: int, a: float, b: float, stratum: str = "all") -> Counts:
        sizes = rng.integers(1, trials + 1, entities)
        wins = rng.binomial(sizes, rng.beta(a, b, entities))
        return {
            f"r{number:02d}": {stratum: (int(n), int(k))} for number, (n, k) in enumerate(zip(sizes, wins, strict=True))
        }

    large, small = drawn(20, 30, 8, 40, "large"), drawn(14, 40, 30, 30, "small")
    return {
        "alike": drawn(14, 60, 3000, 7000),
        "spread": drawn(30, 60, 2, 4),
        "few_trials": drawn(12, 3, 2, 4),
        "never": {f"r{number}": {"all": (5 + number, 0)} for number in range(7)},
        "all_or_nothing": {f"r{number}": {"all": (9, 9 * (number % 2))} for number in range(8)},
        "one_each": {f"r{number}": {"all": (1, number % 2)} for number in range(9)},
        "strata": {entity: {**parts, **small.get(entity, {})} for entity, parts in large.items()},
        "thousands": {**drawn(8, 3000, 20, 40), "low": {"all": (3000, 400)}},
        "too_few_peers": drawn(5, 20, 2, 4),
    }


def expected(counts: Counts) -> dict[str, tuple[float, float, float, float]]:
    """Mean and weight of the prior of each entity's peers, the tail at its successes, the middle of its last step."""
    parts = [(stratum, n, k) for of_strata in counts.values() for stratum, (n, k) in of_strata.items()]
    overall = sum(k for _, _, k in parts) / sum(n for _, n, _ in parts)

    def stratum_rate(stratum: str) -> float:
        trials, successes = (sum(part[place] for part in parts if part[0] == stratum) for place in (1, 2))
        return (successes + STRATUM_TRIALS * overall) / (trials + STRATUM_TRIALS)

    size = {entity: sum(n for n, _ in of_strata.values()) for entity, of_strata in counts.items()}
    wins = {entity: sum(k for _, k in of_strata.values()) for entity, of_strata in counts.items()}
    usual = {
        entity: sum(n * stratum_rate(stratum) for stratum, (n, _) in of_strata.items()) / size[entity]
        for entity, of_strata in counts.items()
    }
    excess = {entity: wins[entity] / size[entity] - usual[entity] for entity in counts}
    by_excess = sorted(counts, key=lambda entity: (round(excess[entity], 12), -size[entity], entity))
    kept = by_excess[math.floor(TRIM * len(by_excess)) :]
    cut = norm.ppf(TRIM)
    raised = norm.pdf(cut) / (1 - TRIM)
    found = {}
    for entity in counts:
        peers = [peer for peer in kept if peer != entity]
        if len(peers) < PEERS_LEAST:
            continue
        sizes, above = (np.array([of[peer] for peer in peers], dtype=float) for of in (size, excess))
        lowest = 0.5 / (sizes.sum() + 1)
        shift = (sizes * above).sum() / sizes.sum()
        mean = np.clip(((usual[entity] + shift) * sizes.sum() + 0.5) / (sizes.sum() + 1), lowest, 1 - lowest)
        noise, trials_of_each = mean * (1 - mean), sizes.mean()
        spread = (sizes * (above - shift) ** 2).sum() / round(1 + cut * raised - raised**2, 2)
        room = sizes.sum() - (sizes**2).sum() / sizes.sum() - (len(peers) - 1)
        correlation = USUAL
        if room > 1e-9:
            measured = max((spread - noise * (len(peers) - 1)) / (noise * room), 0)
            error = (1 / trials_of_each + USUAL) * math.sqrt(2 / (len(peers) - 1))
            correlation = np.average([measured, USUAL], weights=[error**-2, USUAL_ERROR**-2])
        total_error = math.sqrt(noise * (correlation + 1 / trials_of_each))
        mean = np.clip(mean - round(raised / 2, 3) * total_error, lowest, 1 - lowest)
        weight = 1 / correlation - 1
        prior = betabinom(size[entity], mean * weight, (1 - mean) * weight)
        tail = prior.cdf(wins[entity])
        found[entity] = (mean, weight, tail, tail - prior.pmf(wins[entity]) / 2)
    return found


def test_tails_are_those_of_scipy(run_statements: Run) -> None:
    cases = companies()
    values = ", ".join(
        f"('{test}', '{entity}', '{stratum}', {trials}, {successes})"
        for test, counts in cases.items()
        for entity, of_strata in counts.items()
        for stratum, (trials, successes) in of_strata.items()
    )
    tables = f"""
        create table seeds.thresholds as from read_csv('{THRESHOLDS}');
        create table trials as
        select test_name, entity_id, stratum, {USUAL} as usual_correlation,
            case when number < successes then 1 else 0 end as is_success
        from (values {values}) as counts (test_name, entity_id, stratum, trials, successes)
        inner join range(3000) as numbers (number) on number < trials
    """
    [rows] = run_statements([STATEMENT], tables)
    found = {(test, entity): figures for test, entity, *figures in rows}
    wanted = {(test, entity): figures for test, counts in cases.items() for entity, figures in expected(counts).items()}
    assert found.keys() == wanted.keys()
    assert not any(test == "too_few_peers" for test, _ in wanted)
    for key, figures in wanted.items():
        assert found[key] == pytest.approx(figures, rel=1e-8, abs=1e-11), key
