"""The parts of a configuration, and the error that reports all its problems at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from ingest.configuration.secrets import masked

if TYPE_CHECKING:
    from ingest.dlt_source.declaration import Declaration


class ConfigurationError(Exception):
    """The configuration is invalid; `problems` has one line per error."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(["The configuration cannot be used:", *(f"- {line}" for line in problems)]))
        self.problems = tuple(problems)


@dataclass(frozen=True, slots=True)
class Company:
    """The company, with the currency (ISO 4217) and time zone (IANA) of its reports.

    `team_from` names the columns of a Salesforce user of which the first filled one is the team.
    """

    name: str
    reporting_currency: str
    time_zone: str = "UTC"
    fiscal_year_start_month: int = 1
    team_from: str = "division,department"


@dataclass(frozen=True, slots=True)
class Endpoint:
    """URL and key of an API; `landed` is the system's landing folder, used to request changes only."""

    url: str
    key: str = field(repr=False)
    landed: Path


@dataclass(frozen=True, slots=True)
class Source:
    """One connected system: the folder of its export, the mapping file of a CSV export, and its own names of custom
    fields (`Lead.Disposition__c` -> `Reason__c`). For an API, `folder` holds its answers until they are loaded.
    With `dlt` the mapping reads the resources of a dlt source, and the `folder` is not used. `record_url` is the
    address of an opportunity in a CRM, with `{id}` in it. `currency` is that of the amounts of an export that name
    none; where it is not given, they count as amounts in the reporting currency.
    """

    system: str
    folder: Path
    mapping: Path | None = None
    fields: Mapping[str, str] = field(default_factory=dict)
    places: tuple[str, ...] = ()
    endpoint: Endpoint | None = None
    dlt: Declaration | None = None
    record_url: str | None = None
    currency: str | None = None
    reporting_currency: str = ""

    @property
    def secrets(self) -> tuple[str, ...]:
        """What the source is read with and nobody may see."""
        return (*((self.endpoint.key,) if self.endpoint else ()), *(self.dlt.secrets if self.dlt else ()))


@dataclass(frozen=True, slots=True)
class Configuration:
    """What a sources file or a drop folder says. `declared` is its content without the machine's paths, for a hash."""

    company: Company
    sources: tuple[Source, ...]
    declared: Mapping[str, object]
    as_of: object = None


class Environment(StrEnum):
    """The environment of a run; schedules are switched on in production only."""

    DEVELOPMENT = "development"
    PRODUCTION = "production"


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings of a run. `known_at` is in UTC; None means that all loads are used."""

    project_dir: Path
    data_dir: Path
    company: Company
    as_of: date
    known_at: datetime | None
    sources: tuple[Source, ...]
    is_embedded: bool
    environment: Environment
    configuration_hash: str
    code_version: str = "unknown"

    def masked(self, text: str) -> str:
        """A text from outside without any configured secret. What is printed, logged or stored passes here."""
        return masked(text, (secret for source in self.sources for secret in source.secrets))

    @property
    def landing_dir(self) -> Path:
        """Append-only Parquet, one folder per system."""
        return self.data_dir / "landing"

    @property
    def warehouse_dir(self) -> Path:
        """The build files and dbt's own output."""
        return self.data_dir / "warehouse"

    @property
    def build_file(self) -> Path:
        """The DuckDB file that a run builds anew."""
        return self.warehouse_dir / "build.duckdb"

    @property
    def published_dir(self) -> Path:
        """Generations of published marts and the link `current`."""
        return self.data_dir / "published"

    @property
    def forgotten_file(self) -> Path:
        """Forgotten people, as keyed hashes. Include it in every backup: without it they return."""
        return self.data_dir / "forgotten"

    @property
    def embedded_dir(self) -> Path:
        """Where the simulator writes the exports of the embedded company."""
        return self.data_dir / "embedded"

    @property
    def state_dir(self) -> Path:
        """Files that may be deleted at any time: Dagster's home, locks, caches."""
        return self.data_dir / "state"
