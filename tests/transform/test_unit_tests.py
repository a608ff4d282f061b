"""The dbt unit tests: literal rows through every ratio, rule and state, in a warehouse whose landing is empty."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.warehouse import dbt, land, wrong


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder for a warehouse whose landing is empty: not one table was ever delivered."""
    folder = tmp_path_factory.mktemp("warehouse")
    land(folder)
    return folder


def test_all_holds_on_nothing_and_for_literal_rows(warehouse: Path) -> None:
    """All models build and all data tests hold on an empty landing; then unit tests run, which need built parents."""
    built = dbt(warehouse, "build", "--exclude-resource-type", "unit_test")
    assert not wrong(built)
    assert len(built) > 300
    tested = dbt(warehouse, "test", "--select", "test_type:unit")
    assert not wrong(tested)
    assert len(tested) > 50
