"""Each behaviour shows in the exported files as its rule describes it; what only looks like it does not."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import duckdb
import pytest

import simulator
from simulator.behaviours.sheet import SHEET
from tests.unit.simulator.conftest import PARAMETERS, tables_of

LEAST = 3  # records of each kind that a test must have seen
FACTOR = 3  # how much likelier than by default every behaviour is here
AS_OF = "date '2026-06-30'"

# Opportunities in whose files the pattern of the behaviour stands.
PATTERNS = {
    "repeated pushes": """
        select history.OpportunityId from history join crm.Opportunity on crm.Opportunity.Id = OpportunityId
        where CloseDate_before < history.CloseDate and StageName_before = history.StageName
          and date_trunc('month', CloseDate_before) < date_trunc('month', history.CloseDate)
          and history.CreatedDate > crm.Opportunity.CreatedDate + interval 24 hours
        group by all having count(*) >= 3""",
    "overdue close date": f"select Id from crm.Opportunity where not IsClosed and CloseDate < {AS_OF} - 5",
    "default close date": """
        with firsts as (
            select OpportunityId, CreatedById,
                last_day(CloseDate) = CloseDate and month(CloseDate) % 3 = 0 as is_default
            from history where StageName_before is null)
        select OpportunityId from firsts where is_default and CreatedById in (
            select CreatedById from firsts group by all having avg(is_default::int) > 0.6)""",
}


@pytest.fixture(scope="module")
def crowded(tmp_path_factory: pytest.TempPathFactory) -> duckdb.DuckDBPyConnection:
    """A company in which every behaviour is likelier than by default."""
    folder = tmp_path_factory.mktemp("crowded")
    sheet = tuple(
        dataclasses.replace(
            one,
            planted=one.planted if one.reps < 1 else min(0.5, one.planted * FACTOR),
            look_alike=min(0.5, one.look_alike * FACTOR),
        )
        for one in SHEET
    )
    simulator.write(folder, PARAMETERS.replace(opportunities=3000, reps=20, behaviours=sheet))
    connection = tables_of(folder)
    connection.execute("""
        create view history as
        select *, lag(CloseDate) over changes as CloseDate_before, lag(StageName) over changes as StageName_before,
            lag(Amount) over changes as Amount_before
        from crm.OpportunityHistory window changes as (partition by OpportunityId order by CreatedDate)""")
    return connection


def test_every_behaviour_has_a_test() -> None:
    assert set(PATTERNS) == {one.name for one in SHEET}


@pytest.mark.parametrize("name", PATTERNS)
def test_planted_records_show_the_pattern_and_look_alikes_do_not(crowded: duckdb.DuckDBPyConnection, name: str) -> None:
    shown = {key for (key,) in crowded.execute(PATTERNS[name]).fetchall()}
    found: dict[str, set[str]] = {"planted": set(), "look_alike": set()}
    query = "select kind, object_id from truth.behaviour where behaviour = ? and object_type <> 'rep'"
    for kind, key in crowded.execute(query, [name]).fetchall():
        found[kind].add(key)
    assert min(len(found["planted"]), len(found["look_alike"])) >= LEAST
    assert found["planted"] <= shown
    assert not found["look_alike"] & shown


def test_switched_off_there_are_none(tmp_path: Path) -> None:
    simulator.write(tmp_path, PARAMETERS.replace(behaviours=()))
    (found,) = duckdb.execute(f"select list(distinct behaviour) from '{tmp_path}/truth/behaviour.csv'").fetchone()
    assert not set(found) & set(PATTERNS)
