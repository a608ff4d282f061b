"""The blocks of the sources file as pydantic models. The folders and variables of this machine come by the context."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated, Any, ClassVar, Literal, Union
from zoneinfo import ZoneInfo

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Discriminator,
    Field,
    InstanceOf,
    Tag,
    ValidationInfo,
    create_model,
    field_validator,
)

from ingest.configuration.addresses import UNSENDABLE, VARIABLE, is_record_url, is_safe, is_sendable
from ingest.configuration.blocks import Block
from ingest.configuration.confinement import confined
from ingest.configuration.currencies import CURRENCIES
from ingest.configuration.yaml_file import read_yaml
from ingest.dlt_source.declaration import Declaration, read_declaration
from ingest.systems import API_KEYS, PLACES

DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
FIELD = re.compile(r"[A-Za-z]\w*\.[A-Za-z]\w*")
NAME = re.compile(r"[A-Za-z]\w*")
TEAM_COLUMNS = {"division", "department", "role"}
# Systems whose exports may leave out the currency of their amounts.
NAMED_CURRENCY = ("salesforce", "finance")
MAPPING_NAME = re.compile(r"[a-z0-9][a-z0-9_-]*")


@dataclass(frozen=True, slots=True)
class Roots:
    """Where the project lies, and the variables of the environment."""

    project_dir: Path
    environ: Mapping[str, str]


def _filled(text: str) -> str:
    if not text.strip():
        raise ValueError("must be a text")
    return text.strip()


def _currency(code: str) -> str:
    if code not in CURRENCIES:
        raise ValueError("must be a code of ISO 4217 such as EUR")
    return code


def _zone(name: object) -> str:
    if not is_time_zone(name):
        raise ValueError("must be a name such as Europe/Madrid")
    return str(name)


def is_time_zone(name: object) -> bool:
    """Whether the name is one of the time zone database."""
    try:
        return isinstance(name, str) and ZoneInfo(name) is not None
    except (KeyError, ValueError, OSError):
        return False


def _month(number: int) -> int:
    if not 1 <= number <= 12:
        raise ValueError("must be a number from 1 to 12")
    return number


def _team_columns(text: str) -> str:
    names = [name.strip() for name in text.split(",")]
    if not set(names) <= TEAM_COLUMNS or len(set(names)) < len(names):
        raise ValueError("must be one or more of division, department and role, in the order of preference")
    return ",".join(names)


def as_day(value: object) -> date:
    """A date as YAML or a text gives it; `fromisoformat` alone would also take 20250630."""
    if DAY.fullmatch(str(value)):
        try:
            return date.fromisoformat(str(value))
        except ValueError:
            pass
    raise ValueError("must be a date such as 2025-06-30")


Day = Annotated[date, BeforeValidator(as_day)]
TimeZone = Annotated[str, BeforeValidator(_zone)]


class CompanyBlock(Block):
    """The company."""

    name: Annotated[str, AfterValidator(_filled)]
    reporting_currency: Annotated[str, AfterValidator(_currency)]
    time_zone: TimeZone = "UTC"
    fiscal_year_start_month: Annotated[int, AfterValidator(_month)] = 1
    team_from: Annotated[str, AfterValidator(_team_columns)] = "division,department"


def _folder(path: object, info: ValidationInfo) -> Path:
    if not isinstance(path, str) or not path.strip():
        raise ValueError("must be a path")
    roots: Roots = info.context["roots"]
    return confined(path, roots.project_dir, roots.environ)


def _mapping_file(name: object, info: ValidationInfo) -> Path:
    path = info.context["roots"].project_dir / "config" / "mappings" / f"{name}.yml"
    if not isinstance(name, str) or not MAPPING_NAME.fullmatch(name) or not path.is_file():
        raise ValueError("must name a file of config/mappings, without .yml")
    read_yaml(path)
    return path


def _dlt(block: object, info: ValidationInfo) -> Declaration:
    roots: Roots = info.context["roots"]
    return read_declaration(block, roots.project_dir, roots.environ)


def _record_url(url: object) -> str:
    if not is_record_url(url):
        raise ValueError("must be an address such as https://acme.my.salesforce.com/{id}")
    return str(url)


RecordUrl = Annotated[str, BeforeValidator(_record_url)]


class DltBlock(Block):
    """A mapping whose rows come from a dlt source."""

    tag: ClassVar[str] = "dlt"
    system: str
    mapping: Annotated[Path, BeforeValidator(_mapping_file)]
    dlt: Annotated[InstanceOf[Declaration], BeforeValidator(_dlt)]
    record_url: RecordUrl | None = None


class ExportBlock(Block):
    """A system that exports files into a folder; a CSV export also has a mapping."""

    tag: ClassVar[str] = "export"
    system: str
    folder: Annotated[Path, BeforeValidator(_folder)]
    mapping: Path | None = Field(default=None, validate_default=True)
    fields: dict[str, str] = Field(default_factory=dict)
    record_url: RecordUrl | None = None
    currency: Annotated[str, AfterValidator(_currency)] | None = None

    @field_validator("currency")
    @classmethod
    def _names_one(cls, code: str | None, info: ValidationInfo) -> str | None:
        if code and info.data.get("system") not in NAMED_CURRENCY:
            raise ValueError(f"only {' and '.join(NAMED_CURRENCY)} take it; a mapping has `defaults`")
        return code

    @field_validator("mapping", mode="before")
    @classmethod
    def _mapping(cls, name: object, info: ValidationInfo) -> Path | None:
        if info.data.get("system") != "csv_mapping":
            if name is not None:
                raise ValueError("only a csv_mapping source can have a mapping")
            return None
        return _mapping_file(name, info)

    @field_validator("fields", mode="before")
    @classmethod
    def _fields(cls, fields: object) -> dict[str, str]:
        fields = {} if fields is None else fields
        if not isinstance(fields, dict) or not all(
            FIELD.fullmatch(str(ours)) and isinstance(theirs, str) and NAME.fullmatch(theirs)
            for ours, theirs in fields.items()
        ):
            raise ValueError("must map names such as Lead.Disposition__c to field names")
        return {str(ours): theirs for ours, theirs in sorted(fields.items())}


class ApiBlock(Block):
    """A system that is read over its API. The key must be in the environment; the URL may be."""

    tag: ClassVar[str] = "api"
    system: str
    url: str

    @field_validator("system")
    @classmethod
    def _has_key(cls, system: str, info: ValidationInfo) -> str:
        variable = API_KEYS[system]
        key = info.context["roots"].environ.get(variable)
        if not key:
            raise ValueError(f"the variable {variable} is not set; it must hold an API key")
        if not is_sendable(key):
            raise ValueError(f"the variable {variable} {UNSENDABLE}")
        return system

    @field_validator("url", mode="before")
    @classmethod
    def _address(cls, url: object, info: ValidationInfo) -> str:
        if isinstance(url, str) and (reference := VARIABLE.fullmatch(url)):
            url = info.context["roots"].environ.get(reference[1])
            if not url:
                raise ValueError(f"the variable {reference[1]} is not set")
        if not is_safe(url):
            raise ValueError("must be an address such as https://acme.odoo.com, without a name or a key")
        return str(url).rstrip("/")


def _form(block: object) -> str:
    system = block.get("system") if isinstance(block, dict) else None
    if system == "csv_mapping" and isinstance(block, dict) and "dlt" in block:
        return DltBlock.tag
    return (ApiBlock if isinstance(system, str) and system in API_KEYS else ExportBlock).tag


def _one(parts: object) -> object:
    """The block of a role that takes one system."""
    if isinstance(parts, list) and len(parts) > 1:
        raise ValueError(f"takes one system, {len(parts)} are given")
    return _several(parts)


def _several(parts: object) -> object:
    """One block, or a list of systems side by side; an empty list is an error."""
    return parts if isinstance(parts, list) and parts else [parts if isinstance(parts, dict) else None]


def _place(place: str) -> tuple[Any, Any]:
    """A place of the sources file: the systems that fill it, each in the form of its block."""
    names = {"system": (Literal[PLACES[place]], ...)}
    export: Any = create_model("Export", __base__=ExportBlock, **names)
    api: Any = create_model("Api", __base__=ApiBlock, **names)
    dlt: Any = create_model("Dlt", __base__=DltBlock, **names)
    tagged = [Annotated[form, Tag(form.tag)] for form in (export, api, dlt)]
    one = Annotated[Union[*tagged], Discriminator(_form)]
    as_list = _several if len(PLACES[place]) > 1 else _one
    return Annotated[list[one], BeforeValidator(as_list)], ... if place == "crm" else Field(default=[])


Sources: Any = create_model("Sources", __base__=Block, **{place: _place(place) for place in PLACES})


class SourcesFile(Block):
    """The whole file."""

    company: CompanyBlock
    as_of: Day | None = None
    sources: Sources
