"""`make bench-inflation`: how often rule H01 accuses honest reps and how many inflators it finds, as INFLATION.md.

dbt compiles the model once; its SQL then judges the opportunities of many simulated companies of thirty reps.
Thresholds are chosen on seeds 1 to 99; this command reports seeds from 1000 on.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from itertools import product
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd

from benchmarks.rules import Template, build_template, interval
from simulator import company, sales
from simulator.clock import NEVER
from simulator.company_kinds import KINDS
from simulator.draws import NO_AMOUNT
from simulator.history import OPEN, WON
from simulator.parameters import Parameters
from simulator.people import INFLATOR

PAGE = Path(__file__).parent / "INFLATION.md"
FIRST_SEED = 1000
REPS, YEARS = 30, 2.5
SIZES = (8, 20, 30, 50, 100)  # opportunities a year of a rep, of an inflator only the real ones
TESTS = ("opportunity_to_proposal", "proposal_to_won", "opportunity_to_won", "amount")
WORLDS = {  # what inflators do: fictional opportunities per real one, and their amount relative to real ones
    "2 per real one": (2.0, 1.0),
    "2 per real one, four times as large": (2.0, 4.0),
    "1 per real one": (1.0, 1.0),
    "1 per real one, four times as large": (1.0, 4.0),
}
TABLES = """
create table core.fct_opportunity as from deals;
create table core.dim_rep as from reps;
create view ratios.deal_revenue as
select opportunity_id, null::decimal(18, 3) as invoiced_amount_rc, true as is_claimed, amount_rc as sales_amount_rc
from core.fct_opportunity
where is_won
"""


@dataclass(frozen=True, slots=True)
class Case:
    """A company to judge: what it is called in the tables, and its parameters."""

    name: str
    size: int
    parameters: Parameters


def cases(companies: int, first_seed: int) -> Iterator[Case]:
    """Honest companies of every size and of every kind, then companies in which a tenth of the reps inflates."""
    for seed, size in product(range(first_seed, first_seed + companies), SIZES):
        yield Case("honest", size, _sized(Parameters(seed=seed), size, phantoms=0, factor=1))
    few = range(first_seed, first_seed + max(companies // 10, 1))
    for seed, kind in product(few, KINDS):
        yield Case(kind, 30, _sized(Parameters.of_kind(kind).replace(seed=seed), 30, phantoms=0, factor=1))
    for seed, size, (world, (phantoms, factor)) in product(few, SIZES, WORLDS.items()):
        yield Case(world, size, _sized(Parameters(seed=seed), size, phantoms, factor))


def _sized(parameters: Parameters, size: int, phantoms: float, factor: float) -> Parameters:
    share = 0.1 if phantoms else 0.0
    return parameters.replace(
        reps=REPS,
        opportunities=round(REPS * YEARS * size * (1 + share * phantoms)),
        inflator_share=share,
        inflator_activity=1 + phantoms,
        fake_share=phantoms / (1 + phantoms),
        fake_amount_factor=factor,
    )


def judge(template: Template, case: Case) -> pd.DataFrame:
    """One row per rep of the company: the rep's behaviour and the row of `pipeline_inflation`."""
    [part] = company.parts(case.parameters)
    sold = sales.simulate(part)
    deals, people = _opportunities(part, sold), part.people.reps
    reps = pd.DataFrame(
        {
            "rep_id": people.index.astype(str),
            "rep_name": people.index.astype(str),
            "hired_on": _dates(part.clock.day(people["hired_at"].to_numpy())),
            "is_current": True,
        }
    )
    statement = next(one.sql for one in template.statements if one.relation.endswith('"pipeline_inflation"'))
    with duckdb.connect() as connection:
        connection.execute(f"set threads = 1; attach '{template.build_file}' as template (read_only)")
        connection.execute("attach ':memory:' as build; use build")
        connection.execute("create schema core; create schema ratios; create schema seeds")
        connection.execute("create table seeds.thresholds as from template.seeds.thresholds")
        connection.execute("create table core.dim_connection as from template.core.dim_connection")
        connection.register("deals", deals)
        connection.register("reps", reps)
        connection.execute(TABLES)
        found = connection.execute(statement).df()
    of_rep = people.iloc[found["rep_id"].astype(int)].reset_index(drop=True)
    return found.assign(
        case=case.name,
        size=case.size,
        seed=case.parameters.seed,
        is_inflator=of_rep["behaviour"] == INFLATOR,
        is_unlucky=of_rep["skill"] < people["skill"].quantile(0.1),
        is_new=part.clock.day(of_rep["hired_at"].to_numpy()) > part.clock.last_day - 365,
    )


def _opportunities(part: company.Company, sold: sales.Sales) -> pd.DataFrame:
    """The columns of `fct_opportunity` that the rule reads; amounts in the reporting currency at one rate."""
    deals, state, clock = sold.opportunities, sold.state, part.clock
    rate = np.array([one.rate for one in part.parameters.currencies])[deals["currency"].to_numpy()] / 100
    outcome = state["outcome"].to_numpy()
    sent = sold.quotes[sold.quotes["version"] > 0].sort_values("sent_at").groupby("opportunity")
    first_day = pd.Series(clock.day(sent["sent_at"].min().to_numpy()), index=sent.groups.keys()).reindex(deals.index)

    def money(cents: pd.Series) -> pd.Series:
        return (cents.where(cents != NO_AMOUNT) * rate).round(2)

    return pd.DataFrame(
        {
            "opportunity_id": deals.index.astype(str),
            "owner_at_creation_id": deals["owner"].astype(str),
            "opportunity_type": "New Business",
            "created_date": _dates(clock.day(deals["created_at"].to_numpy())),
            "closed_date": _dates(np.where(outcome == OPEN, np.nan, clock.day(state["closed_at"].to_numpy()))),
            "first_proposal_date": _dates(first_day),
            "is_open": outcome == OPEN,
            "is_won": outcome == WON,
            "is_deleted": state["deleted_at"].to_numpy() < NEVER,
            "amount_rc": money(state["amount"]),
            "amount_at_creation_rc": money(state["first_amount"]),
            "amount_peak_rc": money(state["first_amount"]),
            "last_proposal_amount_rc": money(sent["amount"].last().reindex(deals.index)),
        }
    )


def _dates(days: np.ndarray | pd.Series) -> pd.Series:
    return pd.to_datetime(pd.Series(days), unit="D").astype("datetime64[s]")


def page(found: pd.DataFrame, companies: int, first_seed: int) -> Iterator[str]:
    """The lines of a Markdown page: honest reps who are accused, inflators who are found, and honest kinds of rep."""
    honest, small = found[~found["is_inflator"]], found["case"] == "honest"
    yield "# How rule H01 judges reps"
    yield ""
    yield f"Made by `make bench-inflation` from {companies} seeds from {first_seed}; companies have {REPS} reps."
    yield "Sizes are opportunities a year of a rep; an inflator adds fictional ones. A single test counts at p <= 0.01;"
    yield "the fixed rule counts proposals below 3% of opportunities or sales below 8% of proposals. Shares of reps"
    yield "have their exact 95% interval."
    columns = {
        "finding": found["is_inflated"],
        "finding or watch": found["is_inflated"] | found["is_watched"],
        **{test.replace("_", " "): found[f"{test}_p"] <= 0.01 for test in TESTS},
        "fixed rule": (found["proposals_to_created_ratio"] < 0.03) | (found["sales_to_proposals_ratio"] < 0.08),
    }
    tables = {
        "Honest reps of honest companies who are accused": small,
        "Honest reps beside inflators who are accused": ~found["is_inflator"] & found["case"].isin(WORLDS),
        **{f"Inflators who are found: {world}": found["is_inflator"] & (found["case"] == world) for world in WORLDS},
    }
    for title, rows in tables.items():
        yield from ("", f"## {title}", "", f"| opportunities a year | reps | {' | '.join(columns)} |")
        yield "|---" * (len(columns) + 2) + "|"
        for size in SIZES:
            judged = rows & (found["size"] == size)
            shares = (interval(int(said[judged].sum()), int(judged.sum())) for said in columns.values())
            yield f"| {size} | {judged.sum():,} | {' | '.join(shares)} |"
    yield from ("", "## Kinds of honest reps and companies", "", "| kind | reps | finding | finding or watch |")
    yield "|---|---|---|---|"
    kinds = {
        "unlucky reps: lowest tenth of win rates": small & found["is_unlucky"],
        "new reps: hired in the last year": small & found["is_new"],
        **{f"companies: {kind}": found["case"] == kind for kind in KINDS},
    }
    for kind, rows in kinds.items():
        shares = (interval(int(columns[name][rows].sum()), int(rows.sum())) for name in ("finding", "finding or watch"))
        yield f"| {kind.replace('_', ' ')} | {rows.sum():,} | {' | '.join(shares)} |"
    accused = honest[small & (honest["size"] == 30)].groupby("seed")["is_inflated"].any()
    yield ""
    yield f"Of the honest companies with 30 opportunities a year, {accused.mean():.1%} have a rep who is a finding."


def main() -> None:
    """Writes and prints the page."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.inflation", description=__doc__)
    parser.add_argument("--companies", type=int, default=170)
    parser.add_argument("--first-seed", type=int, default=FIRST_SEED)
    parser.add_argument("--processes", type=int, default=2)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        template = build_template(Path(temporary), Parameters(opportunities=200))
        with ProcessPoolExecutor(arguments.processes) as pool:
            of_each = cases(arguments.companies, arguments.first_seed)
            found = pd.concat(pool.map(partial(judge, template), of_each, chunksize=8), ignore_index=True)
    PAGE.write_text("\n".join([*page(found, arguments.companies, arguments.first_seed), ""]), encoding="utf-8")
    sys.stdout.write(PAGE.read_text(encoding="utf-8"))


if __name__ == "__main__":
    main()
