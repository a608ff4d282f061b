"""Reads a YAML file of ours: plain values as they are written, no aliases, no key twice, of bounded size."""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

MAX_BYTES = 1_000_000
# Line by the keys that lead to a value; the elements of a list are counted from 0.
Lines = Mapping[tuple[str, ...], int]


@dataclass(frozen=True, slots=True)
class Places:
    """The lines of a file's values. `keys` lead to the block in question."""

    file: str
    lines: Lines
    keys: tuple[str, ...] = ()

    def of(self, *keys: str) -> str:
        """The place of a value of the block, or of the nearest enclosing value that exists."""
        path = (*self.keys, *keys)
        while path and path not in self.lines:
            path = path[:-1]
        return f"{self.file} line {self.lines[path]}" if path else self.file


DECIMAL = re.compile(r"-?(0|[1-9]\d*)?\.\d*([eE][-+]\d+)?")


class _PlainLoader(yaml.SafeLoader):
    """Safe YAML without aliases (a few nested ones expand to gigabytes) and without a silently overwritten key.

    Text that YAML 1.1 reads as another value (NO is false, 010 is 8, 12:30 is 750) is an error.
    """

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            raise yaml.YAMLError(f"an alias in line {self.peek_event().start_mark.line + 1}: write the value out")
        return super().compose_node(parent, index)

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        mapping = super().construct_mapping(node, deep)
        if len(mapping) != len(node.value):
            raise yaml.YAMLError(f"a key occurs twice in the block from line {node.start_mark.line + 1}")
        return mapping

    def construct_object(self, node: yaml.Node, deep: bool = False) -> Any:
        try:
            value = super().construct_object(node, deep)
        except ValueError as error:
            what = f"{str(node.value)[:40]!r} in line {node.start_mark.line + 1} is not a valid date or number"
            raise yaml.YAMLError(f"{what}: correct it, or put it in quotes") from error
        if isinstance(node, yaml.ScalarNode) and not _is_as_written(node.value, value):
            meant = str(value).lower()
            what = f"{node.value[:40]!r} in line {node.start_mark.line + 1} means {meant} in YAML"
            raise yaml.YAMLError(f"{what}: write {meant}, or put it in quotes")
        return Decimal(node.value) if isinstance(value, float) else value


def _is_as_written(text: str, value: object) -> bool:
    """Whether a plain value is what its text says to a person."""
    if isinstance(value, bool):
        return text.lower() == str(value).lower()
    if isinstance(value, int):
        return text == str(value)
    return not isinstance(value, float) or DECIMAL.fullmatch(text) is not None


def read_yaml(path: Path) -> dict[str, Any]:
    """The top-level mapping of a YAML file.

    Raises:
        ValueError: the file cannot be read, is too big, is not YAML or is no mapping; one line that names the file.
    """
    return read_yaml_lines(path)[0]


def read_yaml_lines(path: Path) -> tuple[dict[str, Any], Lines]:
    """As `read_yaml`, with the line of each of its values."""
    try:
        if path.stat().st_size > MAX_BYTES:
            raise ValueError(f"{path.name} is bigger than {MAX_BYTES} bytes")
        with path.open(encoding="utf-8") as stream:
            loader = _PlainLoader(stream)
            node = loader.get_single_node()
            content = loader.construct_document(node) if node else None
    except OSError as error:
        raise ValueError(f"{path.name} cannot be read: {error.strerror}") from error
    except (yaml.YAMLError, UnicodeDecodeError, RecursionError) as error:
        raise ValueError(f"{path.name} is not plain YAML: {' '.join(str(error).split())}") from error
    if not isinstance(content, dict):
        raise ValueError(f"{path.name} must hold a mapping of names to values")
    return content, dict(_lines(node, ()))


def _lines(node: yaml.Node, keys: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], int]]:
    """A value has the line in which its key begins."""
    if isinstance(node, yaml.MappingNode):
        children = [(str(key.value), key.start_mark.line, value) for key, value in node.value]
    elif isinstance(node, yaml.SequenceNode):
        children = [(str(place), value.start_mark.line, value) for place, value in enumerate(node.value)]
    else:
        return
    for name, line, value in children:
        yield (*keys, name), line + 1
        yield from _lines(value, (*keys, name))
