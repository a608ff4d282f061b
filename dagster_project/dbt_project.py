"""The manifest of the dbt project: parsed again whenever a file of the project is newer."""

from __future__ import annotations

import fcntl
from pathlib import Path
from tempfile import TemporaryDirectory

from dagster_project.dbt_run import DBT_DIR, KEPT_PARSE, run_dbt

TARGET = DBT_DIR / "target"
SOURCE_FILES = ("*.sql", "*.yml", "*.csv", "*.md")


def load_manifest() -> Path:
    """The manifest, no older than any file of the project; the parsed project lies beside it.

    It is one for all companies: what a run builds of it is decided when it runs.
    """
    manifest = TARGET / "manifest.json"
    with (DBT_DIR / "dbt_project.yml").open(encoding="utf-8") as project:
        # Of several processes that find it stale one parses, the others wait.
        fcntl.flock(project, fcntl.LOCK_EX)
        if not _is_stale(manifest):
            return manifest
        TARGET.mkdir(exist_ok=True)
        # Into a folder of its own, then moved: a process that reads the old files at this moment meets no half file.
        with TemporaryDirectory(prefix="parse-", dir=TARGET) as folder:
            # Not the parser of version 2: it leaves no parsed project that a build could start from.
            run_dbt(["parse"], Path(folder))
            for name in (KEPT_PARSE, manifest.name):
                Path(folder, name).replace(TARGET / name)
    return manifest


def _is_stale(manifest: Path) -> bool:
    if not manifest.exists():
        return True
    built = manifest.stat().st_mtime
    return any(
        path.stat().st_mtime > built
        for pattern in SOURCE_FILES
        for path in DBT_DIR.rglob(pattern)
        if manifest.parent not in path.parents
    )
