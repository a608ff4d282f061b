"""Each behaviour shows in the exported files as its rule describes it; what only looks like it does not."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import duckdb
import pytest

import simulator
from simulator.behaviours.sheet import SHEET
from tests.unit.simulator.conftest import PARAMETERS, tables_of, written
from tests.unit.simulator.patterns import PATTERNS, VIEWS

LEAST = 3  # records of each kind that a test must have seen
FACTOR = 2  # how much likelier than by default every behaviour is here

PARAMETERS_CROWDED = PARAMETERS.replace(
    opportunities=6000,
    part_size=6000,
    reps=30,
    leaver_share=0.3,
    behaviours=tuple(
        dataclasses.replace(
            one,
            planted=one.planted if one.reps < 1 else min(0.5, one.planted * FACTOR),
            look_alike=min(0.5, one.look_alike * FACTOR),
        )
        for one in SHEET
    ),
)


@pytest.fixture(scope="module")
def crowded(tmp_path_factory: pytest.TempPathFactory) -> duckdb.DuckDBPyConnection:
    """A company in which every behaviour is likelier than by default."""
    connection = tables_of(written(tmp_path_factory, "crowded", PARAMETERS_CROWDED))
    connection.execute(VIEWS)
    return connection


def test_every_behaviour_has_a_test() -> None:
    assert set(PATTERNS) == {one.name for one in SHEET}


@pytest.mark.parametrize("name", PATTERNS)
def test_planted_records_show_the_pattern_and_look_alikes_do_not(crowded: duckdb.DuckDBPyConnection, name: str) -> None:
    is_shown = dict(crowded.execute(PATTERNS[name]).fetchall())
    found: dict[str, set[str]] = {"planted": set(), "look_alike": set()}
    query = "select kind, object_id from truth.behaviour where behaviour = ? and object_type <> 'rep'"
    for kind, key in crowded.execute(query, [name]).fetchall():
        found[kind].add(key)
    if name != "billed elsewhere":  # planted through reps, as "wins without invoice"
        assert len(found["planted"]) >= LEAST
    assert len(found["look_alike"]) >= LEAST
    assert {is_shown.get(key) for key in found["planted"]} <= {True}
    assert {is_shown.get(key) for key in found["look_alike"]} == {False}


def test_switched_off_there_are_none(tmp_path: Path) -> None:
    simulator.write(tmp_path, PARAMETERS.replace(behaviours=()))
    (found,) = duckdb.execute(f"select list(distinct behaviour) from '{tmp_path}/truth/behaviour.csv'").fetchone()
    assert set(found) == {"inflated pipeline", "parked deals", "wins without invoice"}
