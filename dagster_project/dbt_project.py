"""Where the dbt project lies, and its manifest: parsed again whenever a file of the project is newer."""

from __future__ import annotations

from pathlib import Path

from dagster_dbt import DbtProject

from ingest.settings import PROJECT_DIR

DBT_DIR = PROJECT_DIR / "dbt"
SOURCE_FILES = ("*.sql", "*.yml", "*.csv", "*.md")


def load_project() -> DbtProject:
    """The dbt project with a manifest that is no older than any of its files."""
    project = DbtProject(project_dir=DBT_DIR, profiles_dir=DBT_DIR)
    if _is_stale(project.manifest_path):
        project.preparer.prepare(project)
    return project


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
