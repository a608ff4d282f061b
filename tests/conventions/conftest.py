"""The dbt project as dbt itself reads it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from dbt.cli.main import dbtRunner

DBT_DIR = Path(__file__).parents[2] / "dbt"


@pytest.fixture(scope="session")
def manifest(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Any]:
    """The manifest of the project, parsed afresh into a folder of the test."""
    target = tmp_path_factory.mktemp("parse")
    options = {"project-dir": DBT_DIR, "profiles-dir": DBT_DIR, "target-path": target, "log-path": target}
    outcome = dbtRunner().invoke(["parse", "--quiet", *(f"--{name}={value}" for name, value in options.items())])
    assert outcome.success, outcome.exception
    return json.loads((target / "manifest.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="session")
def models(manifest: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The models of the manifest; `fqn` is project, layer, subject or system, …, name."""
    found = [node for node in manifest["nodes"].values() if node["resource_type"] == "model"]
    assert found
    return found
