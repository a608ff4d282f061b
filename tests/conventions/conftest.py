"""The dbt project as dbt itself reads it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from dbt.cli.main import dbtRunner

from tests.sharing import shared
from tests.warehouse import begin_parsed

DBT_DIR = Path(__file__).parents[2] / "dbt"


@pytest.fixture(scope="session")
def manifest(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Any]:
    """The manifest of the project as it is, in a folder of the run."""

    def parse(target: Path) -> Path:
        begin_parsed(target)
        options = {"project-dir": DBT_DIR, "profiles-dir": DBT_DIR, "target-path": target, "log-path": target}
        outcome = dbtRunner().invoke(["parse", "--quiet", *(f"--{name}={value}" for name, value in options.items())])
        assert outcome.success, outcome.exception
        return target / "manifest.json"

    return json.loads(shared(tmp_path_factory, "manifest", parse).read_text(encoding="utf-8"))


@pytest.fixture(scope="session")
def models(manifest: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The models of the manifest; `fqn` is project, layer, subject or system, …, name."""
    found = [node for node in manifest["nodes"].values() if node["resource_type"] == "model"]
    assert found
    return found
