"""Accounts are merged, deals and accounts handed over, reps move and leave: as the CRM shows it."""

from __future__ import annotations

from datetime import date

import duckdb
import pytest

import simulator
from tests.unit.simulator.conftest import tables_of, written

RESTLESS = simulator.Parameters().replace(
    seed=13,
    opportunities=900,
    reps=20,
    part_size=500,
    merged_account_share=0.2,
    team_change_share=0.3,
    territory_change_share=0.3,
    leaver_share=0.5,
)
BEFORE = RESTLESS.replace(seen_on=date(2025, 4, 30))


@pytest.fixture(scope="module")
def now(tmp_path_factory: pytest.TempPathFactory) -> duckdb.DuckDBPyConnection:
    return tables_of(written(tmp_path_factory, "restless_now", RESTLESS))


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> duckdb.DuckDBPyConnection:
    return tables_of(written(tmp_path_factory, "restless_before", BEFORE))


def test_a_merged_account_names_the_survivor_and_has_nothing_left(now: duckdb.DuckDBPyConnection) -> None:
    merged = """
        select loser.Id, survivor.Id as survivor_id from crm.Account as loser
        join crm.Account as survivor on loser.MasterRecordId = survivor.Id
        where loser.IsDeleted and not survivor.IsDeleted and loser.CurrencyIsoCode = survivor.CurrencyIsoCode"""
    assert now.execute(f"select count(*) from ({merged})").fetchone() > (10,)
    assert now.execute("select count(*) from crm.Account where IsDeleted or MasterRecordId is not null").fetchall() == (
        now.execute(f"select count(*) from ({merged})").fetchall()
    )
    for table in ("Opportunity", "Contact"):
        left = f"select count(*) from crm.{table} where AccountId in (select Id from crm.Account where IsDeleted)"
        assert now.execute(left).fetchall() == [(0,)]


def test_its_deals_were_its_own_before(before: duckdb.DuckDBPyConnection, now: duckdb.DuckDBPyConnection) -> None:
    accounts = dict(before.execute("select Id, AccountId from crm.Opportunity").fetchall())
    masters = dict(now.execute("select Id, MasterRecordId from crm.Account where IsDeleted").fetchall())
    moved = [
        (account, accounts[key])
        for key, account in now.execute("select Id, AccountId from crm.Opportunity").fetchall()
        if key in accounts and accounts[key] != account
    ]
    assert moved
    assert all(masters[old] == new for new, old in moved)


def test_reps_change_team_and_territory(before: duckdb.DuckDBPyConnection, now: duckdb.DuckDBPyConnection) -> None:
    for query in (
        "select Id, (Division, ManagerId) from crm.User where Title = 'Account Executive'",
        "select UserId, Territory2Id from crm.UserTerritory2Association",
    ):
        then, today = dict(before.execute(query).fetchall()), dict(now.execute(query).fetchall())
        changed = [key for key in then if then[key] != today[key]]
        assert 1 <= len(changed) < len(then) / 2
    manager = "select Division, count(distinct ManagerId) from crm.User where Title = 'Account Executive' group by all"
    assert {count for _, count in now.execute(manager).fetchall()} == {1}
    moves = "select count(*), count(distinct UserId) from crm.UserTerritory2Association"
    (rows, users) = now.execute(moves).fetchone()
    assert rows == users


def test_what_leavers_left_is_in_other_hands(now: duckdb.DuckDBPyConnection) -> None:
    (leavers,) = now.execute("select count(*) from crm.User where not IsActive").fetchone()
    assert leavers >= 3
    left = """
        select count(*) filter (crm.User.IsActive), count(*) filter (not crm.User.IsActive)
        from {} join crm.User on OwnerId = crm.User.Id where {}"""
    (kept, forgotten) = now.execute(left.format("crm.Opportunity", "not IsClosed")).fetchone()
    assert forgotten <= 0.1 * kept
    (_, forgotten) = now.execute(left.format("crm.Account", "true")).fetchone()
    assert forgotten == 0


def test_accounts_change_hands(before: duckdb.DuckDBPyConnection, now: duckdb.DuckDBPyConnection) -> None:
    owners = dict(before.execute("select Id, OwnerId from crm.Account").fetchall())
    changed = [
        key
        for key, owner in now.execute("select Id, OwnerId from crm.Account").fetchall()
        if owners.get(key, owner) != owner
    ]
    assert len(changed) > 0.03 * len(owners)
