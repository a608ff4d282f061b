"""The dbt unit tests: literal rows through every ratio, rule and state, in a warehouse whose landing is empty."""

from __future__ import annotations

import re
from collections import defaultdict
from pathlib import Path

import duckdb
import pytest

from dagster_project.dbt_run import NodeResult
from tests.warehouse import dbt, land, wrong

# What `union_systems` compiles to: the columns it asks for, and the relations that it reads.
UNION = re.compile(
    r"select((?:\s*cast\(null as .+ as \w+,?)+)\s*where false((?:\s*union all by name\s*select \* from \S+)*)"
)


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder for a warehouse whose landing is empty: not one table was ever delivered."""
    folder = tmp_path_factory.mktemp("warehouse")
    land(folder)
    return folder


@pytest.fixture(scope="module")
def built(warehouse: Path) -> list[NodeResult]:
    """The results of all models, seeds and data tests on the empty landing."""
    return dbt(warehouse, "build", "--exclude-resource-type", "unit_test")


def test_all_holds_on_nothing_and_for_literal_rows(warehouse: Path, built: list[NodeResult]) -> None:
    """All models build and all data tests hold on an empty landing; then unit tests run, which need built parents."""
    assert not wrong(built)
    assert len(built) > 300
    tested = dbt(warehouse, "test", "--select", "test_type:unit")
    assert not wrong(tested)
    assert len(tested) > 50


def test_unions_and_the_models_of_systems_name_the_same_columns(warehouse: Path, built: list[NodeResult]) -> None:
    """A misspelled column would be NULL for a whole system: unions take columns by name."""
    with duckdb.connect(str(warehouse / "build.duckdb"), read_only=True) as connection:
        rows = connection.execute("select table_name, column_name from duckdb_columns() where not internal").fetchall()
    columns = defaultdict(set)
    for table, column in rows:
        columns[table].add(column)
    queries = {result.unique_id: result.compiled_code for result in built if result.unique_id.startswith("model.")}
    taken = defaultdict(set)
    for model, query in queries.items():
        for asked, read in UNION.findall(query):
            names = set(re.findall(r" as (\w+),?$", asked, re.MULTILINE))
            relations = re.findall(r'"(\w+)"(?:\s|$)', read)
            assert names <= set().union(*(columns[relation] for relation in relations)), model
            for relation in relations:
                taken[relation] |= names
    conformed = {relation for relation in taken if relation.startswith("int_")}
    assert len(conformed) > 20
    for relation in conformed:
        readers = "\n".join(query for query in queries.values() if f'"{relation}"' in query)
        unread = {column for column in columns[relation] - taken[relation] if not re.search(rf"\b{column}\b", readers)}
        assert not unread, relation
