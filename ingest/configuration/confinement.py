"""Turns a path that a configuration names into a real one beneath a trusted root, or refuses it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

# `${NAME}` may only open a path: its value is a root that the operator trusts, what follows is confined beneath it.
REFERENCE = re.compile(r"\$\{([A-Z][A-Z0-9_]*)\}(?:/|$)")
ABSOLUTE = "an absolute path"
GLOB = re.compile(r"[*?\[\]]")


def confined(path: str, project_dir: Path, environ: Mapping[str, str]) -> Path:
    """The real path of `path`, relative to the project or to the folder that its leading `${NAME}` stands for.

    Raises:
        ValueError: the path is absolute, climbs with `..`, is a URL or a glob, holds a NUL, names a variable that is
            not set, or leads out of its root through a symbolic link.
    """
    root, rest = project_dir, path
    if reference := REFERENCE.match(path):
        name, rest = reference[1], path[reference.end() :]
        if not environ.get(name):
            raise ValueError(f"the variable {name} is not set")
        root = project_dir / environ[name]
    return beneath(root, rest)


def beneath(root: Path, rest: str) -> Path:
    """The real path of the relative path `rest` beneath `root`; ValueError where it is no such path."""
    forbidden = {
        "a URL": "://" in rest or "://" in str(root),
        "a NUL character": "\0" in rest,
        "a glob": GLOB.search(rest) is not None,
        "a reference that does not open it": "$" in rest,
        ABSOLUTE: rest.startswith(("/", "~", "\\")),
        "a step up (..)": ".." in rest.replace("\\", "/").split("/"),
    }
    if found := [what for what, is_found in forbidden.items() if is_found]:
        way = "; set a variable to it, such as EXPORT_DIR, and write ${EXPORT_DIR}" if ABSOLUTE in found else ""
        raise ValueError(f"a folder must be a plain relative path, this one holds {' and '.join(found)}{way}")
    real_root = root.resolve()
    real = (real_root / rest).resolve()
    if not real.is_relative_to(real_root):
        raise ValueError("the folder leads out of its root through a symbolic link")
    return real
