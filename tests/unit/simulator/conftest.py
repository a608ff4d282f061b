"""A made-up company that is small enough for every test, big enough for every behaviour, and made in three parts."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import duckdb
import pytest

import simulator
from ingest.contracts import Table, tables
from tests.sharing import shared

PARAMETERS = simulator.Parameters().replace(seed=13, opportunities=700, reps=9, part_size=300, refund_share=0.4)

# What the company does not use: roles, types of splits, person accounts, rates of the CRM.
NOT_USED_FILES = {"UserRole.csv", "OpportunitySplitType.csv", "CurrencyType.csv", "DatedConversionRate.csv"}
NOT_USED_COLUMNS = {
    "User.csv": {"UserRoleId"},
    "OpportunitySplit.csv": {"SplitTypeId"},
    "Account.csv": {
        *("FirstName", "LastName", "PersonEmail", "PersonMobilePhone"),
        *("IsPersonAccount", "PersonContactId"),
    },
}


def used_tables(system: str) -> list[Table]:
    """The contracts of the files that the company has, with the columns that it uses."""
    return [
        replace(
            table,
            columns=tuple(c for c in table.columns if c.source not in NOT_USED_COLUMNS.get(table.source, ())),
        )
        for table in tables(system)
        if table.source not in NOT_USED_FILES
    ]


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Its folder."""
    return written(tmp_path_factory, "made", PARAMETERS)


@pytest.fixture(scope="session")
def files(made: Path) -> duckdb.DuckDBPyConnection:
    """Its tables."""
    return tables_of(made)


def written(factory: pytest.TempPathFactory, name: str, parameters: simulator.Parameters) -> Path:
    """The folder of a company, which one worker makes for all."""

    def make(folder: Path) -> Path:
        simulator.write(folder, parameters)
        return folder

    return shared(factory, name, make)


def tables_of(made: Path) -> duckdb.DuckDBPyConnection:
    """A table per file, `crm.Opportunity` or `truth.revenue`; all months of e-mail are `email.events`."""
    connection = duckdb.connect()
    connection.execute("set TimeZone = 'UTC'")
    for folder in ("crm", "finance", "truth", "accounting", "email"):
        connection.execute(f"create schema {folder}")
    for path in sorted([*made.glob("*/*.csv"), *made.glob("accounting/*.jsonl")]):
        reader = "read_csv" if path.suffix == ".csv" else "read_json"
        connection.execute(f"create table {path.parent.name}.{path.stem} as from {reader}('{path}', sample_size = -1)")
    connection.execute(f"create table email.events as from read_json('{made}/email/*.jsonl', sample_size = -1)")
    return connection
