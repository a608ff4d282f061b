"""The manifest: parsed again when it is stale, and never seen half written by another process."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import pytest

from dagster_project import dbt_project, dbt_run


def test_a_stale_manifest_is_replaced_as_a_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who has the old file open reads it to its end: two test processes of a fresh clone parse at the same time."""
    folder = tmp_path / "dbt"
    (folder / "models").mkdir(parents=True)
    for name in ("dbt_project.yml", "profiles.yml"):
        shutil.copy(dbt_project.DBT_DIR / name, folder)
    (folder / "models" / "one.sql").write_text("select 1 as id", encoding="utf-8")
    monkeypatch.setattr(dbt_run, "DBT_DIR", folder)
    monkeypatch.setattr(dbt_project, "DBT_DIR", folder)
    monkeypatch.setattr(dbt_project, "TARGET", folder / "target")
    manifest = folder / "target" / "manifest.json"
    manifest.parent.mkdir()
    manifest.write_text("the old one", encoding="utf-8")
    os.utime(manifest, (0, 0))
    with manifest.open(encoding="utf-8") as reader:
        found = dbt_project.load_manifest()
        assert reader.read() == "the old one"
    assert found == manifest
    assert json.loads(manifest.read_text(encoding="utf-8"))["nodes"]
    written = manifest.stat().st_mtime_ns
    dbt_project.load_manifest()
    assert manifest.stat().st_mtime_ns == written
    assert {path.name for path in manifest.parent.iterdir()} == {"manifest.json", "partial_parse.msgpack"}
