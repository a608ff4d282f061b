"""Dagster's storage is made anew where it cannot be read: nothing that a night needs is in it."""

from __future__ import annotations

from pathlib import Path

import pytest
from dagster import DagsterInstance

from dagster_project.instance import DATABASES, repair, use_instance


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.delenv("DAGSTER_HOME", raising=False)
    home = use_instance(tmp_path)
    with DagsterInstance.get() as instance:
        assert not instance.get_runs()
    return home


def test_the_databases_are_those_of_dagster_and_are_left_alone(home: Path) -> None:
    assert all((home / name).is_file() for name in DATABASES)
    assert not list(repair(home.parent))


@pytest.mark.parametrize("name", DATABASES)
def test_a_database_that_cannot_be_read_is_set_aside(home: Path, name: str) -> None:
    (home / name).write_bytes(b"not a database" * 1000)
    (line,) = repair(home.parent)
    assert line.startswith(f"{home / name} cannot be read: ")
    assert len(list(home.parent.glob("dagster.set-aside-*/dagster.yaml"))) == 1
    use_instance(home.parent)
    with DagsterInstance.get() as instance:
        assert not instance.get_runs()


def test_a_database_with_a_broken_page_is_set_aside(home: Path) -> None:
    with (home / DATABASES[1]).open("r+b") as file:
        file.seek(4096)
        file.write(b"\xff" * 4096)
    assert len(list(repair(home.parent))) == 1
