"""The way of each opportunity through the stages: when it enters them, when it closes, reopens and closes again."""

from __future__ import annotations

import numpy as np
import pandas as pd

from simulator import season
from simulator.clock import DAY, NEVER
from simulator.company import Company
from simulator.draws import Bools, Floats, Ints, chance, choose, lognormal
from simulator.parameters import Parameters

PROPOSAL, NEGOTIATION = 4, 5  # positions in parameters.stages
UNCHANGED = -1
REOPENINGS = 2  # at most


def won_stage(parameters: Parameters) -> int:
    """The position of Closed Won, after all open stages; Closed Lost follows."""
    return len(parameters.stages)


def steps(
    rows: Ints,
    at: Ints,
    stage: Ints | int = UNCHANGED,
    amount: Ints | int = UNCHANGED,
    close_day: Ints | int = UNCHANGED,
) -> pd.DataFrame:
    """Changes of opportunities `rows`; what a change leaves alone is UNCHANGED."""
    return pd.DataFrame({"opportunity": rows, "at": at, "stage": stage, "amount": amount, "close_day": close_day})


def simulate(company: Company, opportunities: pd.DataFrame) -> tuple[pd.DataFrame, Ints]:
    """All stage changes, also after the last day, and when each deal first closes: NEVER if parked."""
    rng, clock, stages = company.stream("journey"), company.clock, company.parameters.stages
    is_losing = opportunities["is_losing"].to_numpy()
    exits = _exits(rng, company, opportunities["is_fake"].to_numpy())
    leaves_at = np.where(is_losing, exits, len(stages) - 1)
    entered = (np.arange(len(stages)) <= leaves_at[:, None]) & ~_skipped(rng, company, is_losing, leaves_at)
    dwell = np.where(entered, _dwell(rng, company, opportunities, leaves_at), 0.0)
    elapsed = np.cumsum(dwell, axis=1)
    created_at = opportunities["created_at"].to_numpy()
    enters_at = np.empty((len(opportunities), len(stages) + 1), np.int64)
    enters_at[:, 0] = created_at
    for stage in range(1, len(stages) + 1):
        enters_at[:, stage] = clock.moment(rng, created_at / DAY + elapsed[:, stage - 1])
    enters_at = np.maximum.accumulate(enters_at, axis=1)
    enters_at[:, -1] = season.closings(company, enters_at[:, -1])
    closed_at = np.where(opportunities["is_parked"], NEVER, enters_at[:, -1])
    pieces = _stage_steps(opportunities, entered, enters_at)
    pieces += _closings(rng, company, closed_at, ~is_losing)
    return pd.concat(pieces, ignore_index=True), closed_at


def _exits(rng: np.random.Generator, company: Company, is_fake: Bools) -> Ints:
    """The last open stage of a deal that is not won."""
    stages = company.parameters.stages
    real = choose(rng, [stage.exit_share for stage in stages], len(is_fake))
    fake = choose(rng, [stage.fake_exit_share for stage in stages], len(is_fake))
    return np.where(is_fake, fake, real)


def _dwell(rng: np.random.Generator, company: Company, opportunities: pd.DataFrame, leaves_at: Ints) -> Floats:
    """Days in each stage: a deal is fast or slow as a whole, and slow where it dies."""
    parameters = company.parameters
    shape = (len(opportunities), len(parameters.stages))
    median = np.array([stage.dwell_days for stage in parameters.stages])
    dwell = median * np.exp(parameters.dwell_spread * rng.standard_normal(shape))
    speed = lognormal(rng, 1.0, parameters.deal_speed_spread, shape[0])
    speed *= np.where(opportunities["is_fake"], parameters.fake_dwell_factor, 1.0)
    dies_here = (np.arange(shape[1]) == leaves_at[:, None]) & opportunities["is_losing"].to_numpy()[:, None]
    return parameters.cycle_factor * dwell * speed[:, None] * np.where(dies_here, parameters.losing_dwell_factor, 1.0)


def _skipped(rng: np.random.Generator, company: Company, is_losing: Bools, leaves_at: Ints) -> Bools:
    """Stages never entered: any in the middle now and then, the proposal by some of the winners."""
    parameters, count = company.parameters, len(is_losing)
    skipped = rng.random((count, len(parameters.stages))) < parameters.stage_skip_share
    skipped[:, 0] = False
    skipped[:, PROPOSAL] = ~is_losing & chance(rng, parameters.no_proposal_share, count)
    return skipped & (np.arange(len(parameters.stages)) != leaves_at[:, None])


def _stage_steps(opportunities: pd.DataFrame, entered: Bools, enters_at: Ints) -> list[pd.DataFrame]:
    amounts = {PROPOSAL: opportunities["offer"].to_numpy(), NEGOTIATION: opportunities["final"].to_numpy()}
    pieces = []
    for stage in range(1, entered.shape[1]):
        rows = np.flatnonzero(entered[:, stage])
        amount = amounts[stage][rows] if stage in amounts else UNCHANGED
        pieces.append(steps(rows, enters_at[rows, stage], stage, amount))
    return pieces


def _closings(rng: np.random.Generator, company: Company, closed_at: Ints, is_won: Bools) -> list[pd.DataFrame]:
    """Closings, and for some of them reopening and closing again with an outcome of its own."""
    parameters, clock, won = company.parameters, company.clock, won_stage(company.parameters)
    rows = np.flatnonzero(closed_at < clock.cutoff)
    at, outcome = closed_at[rows], is_won[rows]
    pieces = [steps(rows, at, np.where(outcome, won, won + 1), close_day=clock.day(at))]
    for _ in range(REOPENINGS):
        again = chance(rng, parameters.reopen_share, len(rows))
        rows, count = rows[again], int(again.sum())
        reopened_at = clock.moment(rng, at[again] / DAY + 5 + 40 * rng.random(count))
        expected = clock.day(reopened_at) + 20 + rng.integers(0, 30, count)
        pieces.append(steps(rows, reopened_at, NEGOTIATION, close_day=expected))
        at = clock.moment(rng, reopened_at / DAY + 5 + lognormal(rng, 14.0, 0.5, count))
        outcome = chance(rng, parameters.reopened_win_share, count)
        pieces.append(steps(rows, at, np.where(outcome, won, won + 1), close_day=clock.day(at)))
    return pieces
