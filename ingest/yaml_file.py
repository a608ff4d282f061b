"""Reads a YAML file of ours: plain values only, no aliases, no key twice, not bigger than a configuration can be."""

from __future__ import annotations

from collections.abc import Hashable
from pathlib import Path
from typing import Any

import yaml

MAX_BYTES = 1_000_000


class _PlainLoader(yaml.SafeLoader):
    """Safe YAML without aliases (a few nested ones expand to gigabytes) and without a silently overwritten key."""

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            raise yaml.YAMLError(f"an alias in line {self.peek_event().start_mark.line + 1}: write the value out")
        return super().compose_node(parent, index)

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        mapping = super().construct_mapping(node, deep)
        if len(mapping) != len(node.value):
            raise yaml.YAMLError(f"a key stands twice in the block from line {node.start_mark.line + 1}")
        return mapping


def read_yaml(path: Path) -> dict[str, Any]:
    """The top-level mapping of a YAML file.

    Raises:
        ValueError: the file cannot be read, is too big, is not YAML or is no mapping; one line that names the file.
    """
    try:
        if path.stat().st_size > MAX_BYTES:
            raise ValueError(f"{path.name} is bigger than {MAX_BYTES} bytes")
        with path.open(encoding="utf-8") as stream:
            # A SafeLoader: it makes plain values only.
            content = yaml.load(stream, Loader=_PlainLoader)  # noqa: S506
    except OSError as error:
        raise ValueError(f"{path.name} cannot be read: {error.strerror}") from error
    except (yaml.YAMLError, UnicodeDecodeError, RecursionError) as error:
        raise ValueError(f"{path.name} is not plain YAML: {' '.join(str(error).split())}") from error
    if not isinstance(content, dict):
        raise ValueError(f"{path.name} must hold a mapping of names to values")
    return content
