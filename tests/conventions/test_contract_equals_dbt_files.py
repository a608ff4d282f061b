"""A landed table is declared once, in its contract; dbt's files are written from it and must not drift."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from ingest.contracts import all_tables
from ingest.dbt_files import files


@pytest.mark.parametrize("path", files(), ids=lambda path: path.name)
def test_files_are_as_written_from_the_contracts(path: Path) -> None:
    assert path.read_text(encoding="utf-8") == files()[path], "run `python -m ingest.dbt_files`"


def test_dbt_reads_every_landed_table_with_its_key(manifest: Mapping[str, Any]) -> None:
    keys = {
        source["identifier"]: (source["schema"], source["config"]["meta"]["key"])
        for source in manifest["sources"].values()
    }
    names = [(table, name) for table in all_tables() for name in (table.name, table.person_name) if name]
    assert keys == {f"{table.system}__{name}": ("landing", list(table.key)) for table, name in names}


def test_every_landed_table_is_staged(manifest: Mapping[str, Any], models: list[Mapping[str, Any]]) -> None:
    staged = {source for model in models for source in model["depends_on"]["nodes"] if source.startswith("source.")}
    assert staged == set(manifest["sources"])
