"""The only module that reads the environment: folders, company, business date."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import signal
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from zoneinfo import ZoneInfo

from ingest.configuration.confinement import GLOB
from ingest.configuration.drop import read_drop
from ingest.configuration.models import Company, Configuration, ConfigurationError, Environment, Settings, Source
from ingest.configuration.source_blocks import DAY, as_day
from ingest.configuration.sources_file import read_sources_file
from ingest.systems import API_KEYS

__all__ = [
    "Company",
    "ConfigurationError",
    "Environment",
    "Settings",
    "Source",
    "fault_point",
    "load_settings",
    "private_folder",
]

# Every variable that is read, beside those that a sources file refers to as ${NAME}.
VARIABLES = (
    "PLUMBLINE_DATA_DIR",
    "PLUMBLINE_SOURCES",
    "PLUMBLINE_DROP",
    "PLUMBLINE_ENV",
    "PLUMBLINE_CODE_VERSION",
    *API_KEYS.values(),
    "AS_OF",
    "KNOWN_AT",
    "FAULT_POINT",
)
PROJECT_DIR = Path(__file__).resolve().parent.parent


def load_settings(environ: Mapping[str, str] | None = None) -> Settings:
    """The settings from the environment (or `environ`) and the files that it names.

    Raises:
        ConfigurationError: with one line per error, all at once.
    """
    environ = {name: value for name, value in (os.environ if environ is None else environ).items() if value.strip()}
    problems: list[str] = []
    data_dir = PROJECT_DIR / environ.get("PLUMBLINE_DATA_DIR", "data")
    if GLOB.search(str(data_dir)):
        problems.append("PLUMBLINE_DATA_DIR: must not hold * ? [ or ], which DuckDB would read as a pattern")
    if "%" in str(data_dir):
        problems.append("PLUMBLINE_DATA_DIR: must not hold %, which a URL would read as the begin of a code")
    configuration = _configuration(data_dir, environ, problems)
    as_of = _as_of(environ, configuration, problems)
    known_at = _known_at(environ.get("KNOWN_AT"), problems)
    environment = environ.get("PLUMBLINE_ENV", Environment.DEVELOPMENT)
    if environment not in list(Environment):
        problems.append(f"PLUMBLINE_ENV: must be one of {', '.join(Environment)}")
    if problems:
        raise ConfigurationError(problems)
    embedded_dir = (data_dir / "embedded").resolve()
    return Settings(
        project_dir=PROJECT_DIR,
        data_dir=data_dir,
        company=configuration.company,
        as_of=as_of,
        known_at=known_at,
        sources=tuple(
            replace(source, reporting_currency=configuration.company.reporting_currency)
            for source in configuration.sources
        ),
        is_embedded=any(source.folder.is_relative_to(embedded_dir) for source in configuration.sources),
        environment=Environment(environment),
        configuration_hash=hashlib.sha256(json.dumps(configuration.declared, sort_keys=True).encode()).hexdigest(),
        code_version=environ.get("PLUMBLINE_CODE_VERSION") or _installed_version(),
    )


def _configuration(data_dir: Path, environ: Mapping[str, str], problems: list[str]) -> Configuration:
    if drop := environ.get("PLUMBLINE_DROP"):
        return read_drop(PROJECT_DIR / drop, data_dir / "landing", problems)
    path = PROJECT_DIR / environ.get("PLUMBLINE_SOURCES", "config/sources.yml")
    return read_sources_file(path, PROJECT_DIR, {**environ, "PLUMBLINE_DATA_DIR": str(data_dir)}, problems)


def _as_of(environ: Mapping[str, str], configuration: Configuration, problems: list[str]) -> date:
    """The date of the environment, else of the sources file or its mapping, else yesterday in the company's zone."""
    if "AS_OF" not in environ and configuration.as_of is None:
        return (datetime.now(ZoneInfo(configuration.company.time_zone)) - timedelta(days=1)).date()
    try:
        return as_day(environ.get("AS_OF", configuration.as_of))
    except ValueError as error:
        problems.append(f"{'AS_OF' if 'AS_OF' in environ else 'as_of'}: {error}")
        return date.min


def _known_at(given: str | None, problems: list[str]) -> datetime | None:
    if given is None:
        return None
    try:
        moment = datetime.fromisoformat(given)
    except ValueError:
        moment = None
    if moment is None or DAY.fullmatch(given):
        problems.append("KNOWN_AT: must be a time such as 2025-06-30T23:59:59Z")
        return None
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def _installed_version() -> str:
    try:
        return version("plumbline")
    except PackageNotFoundError:
        return "unknown"


def private_folder(path: Path) -> Path:
    """The folder, made where it is missing, for its owner alone: what lands and what is made of it is personal."""
    path.mkdir(parents=True, exist_ok=True)
    # Somebody else's folder keeps the rights that they gave it.
    with contextlib.suppress(PermissionError):
        path.chmod(0o700)
    return path


def fault_point(name: str) -> None:
    """Kills this process, as a power cut would, when the variable FAULT_POINT names this point: for crash tests."""
    if os.environ.get("FAULT_POINT") == name:
        os.kill(os.getpid(), signal.SIGKILL)
