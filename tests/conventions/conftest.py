"""The dbt project as dbt itself reads it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pytest

from dagster_project.dbt_project import load_manifest


@pytest.fixture(scope="session")
def manifest() -> Mapping[str, Any]:
    """The manifest of the project as it is."""
    return json.loads(load_manifest().read_text(encoding="utf-8"))


@pytest.fixture(scope="session")
def models(manifest: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The models of the manifest; `fqn` is project, layer, subject or system, …, name."""
    found = [node for node in manifest["nodes"].values() if node["resource_type"] == "model"]
    assert found
    return found
