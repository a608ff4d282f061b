"""Models of a system are read through `union_systems`, so that a company without the system need not build them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from ingest.systems import SYSTEMS

NAMES = "|".join(SYSTEMS)
READS_ONE_SYSTEM = re.compile(rf"\bref\(\s*['\"](?:stg|int)_(?:{NAMES})_|\bref\(\s*['\"]stg_['\"]")


def system_of(node: Mapping[str, Any]) -> str | None:
    """The system whose folder a model or a test stands in."""
    return next((part for part in node["fqn"][1:-1] if re.fullmatch(NAMES, part)), None)


def test_models_of_a_system_are_read_in_its_folder_or_by_the_union(manifest: Mapping[str, Any]) -> None:
    for node in manifest["nodes"].values():
        if node["resource_type"] in {"model", "test"} and system_of(node) is None:
            found = READS_ONE_SYSTEM.search(node["raw_code"])
            assert not found, f"{node['name']} reads one system: {found.group()}"


def test_models_of_a_system_read_no_other_system(manifest: Mapping[str, Any]) -> None:
    for node in manifest["nodes"].values():
        system = system_of(node) if node["resource_type"] == "model" else None
        if system:
            reads = [manifest["nodes"].get(read) for read in node["depends_on"]["nodes"]]
            assert {system_of(read) for read in reads if read and system_of(read)} <= {system}, node["name"]
