"""Where the dbt project lies, and its manifest: parsed again whenever a file of the project is newer."""

from __future__ import annotations

import sys
from functools import cached_property
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory

from dagster_dbt import DbtCliResource, DbtProject
from dagster_dbt.core.dbt_cli_invocation import PARTIAL_PARSE_FILE_NAME
from packaging.version import Version

from ingest.settings import PROJECT_DIR, Settings

DBT_DIR = PROJECT_DIR / "dbt"
SOURCE_FILES = ("*.sql", "*.yml", "*.csv", "*.md")


def run_environment(settings: Settings) -> dict[str, str]:
    """What dbt/macros/run_settings.sql and dbt/profiles.yml read of the environment when SQL is executed."""
    company = settings.company
    return {
        "DBT_ENV_SECRET_BUILD_FILE": str(settings.build_file),
        "PLUMBLINE_RUN_AS_OF": settings.as_of.isoformat(),
        "PLUMBLINE_RUN_REPORTING_CURRENCY": company.reporting_currency,
        "PLUMBLINE_RUN_COMPANY_TIME_ZONE": company.time_zone,
        "PLUMBLINE_RUN_FISCAL_YEAR_START_MONTH": str(company.fiscal_year_start_month),
    }


class LocalDbt(DbtCliResource):
    """dbt as installed here. Its version is looked up: `dbt --version` would ask the package index for a newer one."""

    @cached_property
    def _cli_version(self) -> Version:
        return Version(version("dbt-core"))


def dbt_client() -> LocalDbt:
    """The dbt of this environment, whether or not it is on the PATH."""
    executable = Path(sys.executable).with_name("dbt")
    return LocalDbt(project_dir=DBT_DIR, profiles_dir=DBT_DIR, dbt_executable=executable)


def load_project() -> DbtProject:
    """The dbt project with a manifest that is no older than any of its files."""
    project = DbtProject(project_dir=DBT_DIR, profiles_dir=DBT_DIR)
    if _is_stale(project.manifest_path):
        _parse(project.manifest_path)
    return project


def _parse(manifest: Path) -> None:
    """Into a folder of its own, then moved: who reads or parses at the same moment never meets half a file."""
    manifest.parent.mkdir(exist_ok=True)
    with TemporaryDirectory(prefix="parse-", dir=manifest.parent) as folder:
        # Not the parser of version 2: it leaves no parsed project that a build could start from.
        dbt_client().cli(["parse", "--quiet"], target_path=Path(folder)).wait()
        for name in (PARTIAL_PARSE_FILE_NAME, manifest.name):
            Path(folder, name).replace(manifest.with_name(name))


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
