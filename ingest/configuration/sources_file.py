"""Reads the sources file: which company it is, and which system fills which place, from which folder or API.

company: {name: Acme, reporting_currency: EUR, time_zone: Europe/Madrid, fiscal_year_start_month: 1}
as_of: 2025-06-30          # optional
sources:
  crm: {system: csv_mapping, folder: "${DATASETS}/acme", mapping: acme}
  email: {system: sendgrid, folder: exports/email}
  accounting: {system: odoo, url: "https://acme.odoo.com"}
  finance: {system: finance, folder: exports/finance, fields: {}}
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from ingest.configuration.confinement import confined
from ingest.configuration.currencies import CURRENCIES
from ingest.configuration.endpoints import endpoint
from ingest.configuration.models import Company, Configuration, Source
from ingest.configuration.yaml_file import read_yaml
from ingest.systems import API_KEYS, PLACES

FIELD = re.compile(r"[A-Za-z]\w*\.[A-Za-z]\w*")
NAME = re.compile(r"[A-Za-z]\w*")
MAPPING_NAME = re.compile(r"[a-z0-9][a-z0-9_-]*")


def read_sources_file(path: Path, project_dir: Path, environ: Mapping[str, str], problems: list[str]) -> Configuration:
    """The configuration that a sources file declares; what is wrong with it is added to `problems`, a line each."""
    try:
        content = read_yaml(path)
    except ValueError as error:
        problems.append(f"sources file: {error}")
        return Configuration(Company("", ""), (), {})
    reader = _Reader(project_dir, environ, problems)
    _only(content, ("company", "as_of", "sources"), "sources file", problems)
    company = reader.company(content.get("company"))
    sources, declared = reader.sources(content.get("sources"))
    mappings = [source.mapping for source in sources if source.mapping]
    as_of = content.get("as_of") or next((found for found in map(_as_of_of, mappings) if found), None)
    return Configuration(company, sources, {"company": asdict(company), "sources": declared}, as_of)


def _as_of_of(mapping: Path) -> object:
    """The date that a mapping file gives for its export. A file that cannot be read is reported where its source is."""
    try:
        return read_yaml(mapping).get("as_of")
    except ValueError:
        return None


def is_time_zone(name: object) -> bool:
    """Whether the name is one of the time zone database."""
    try:
        return isinstance(name, str) and ZoneInfo(name) is not None
    except (KeyError, ValueError, OSError):
        return False


def _only(content: Mapping[Any, Any], known: tuple[str, ...], where: str, problems: list[str]) -> None:
    if unknown := sorted(str(key)[:40] for key in content if key not in known):
        problems.append(f"{where}: unknown {', '.join(map(repr, unknown))}; known are {', '.join(known)}")


class _Reader:
    """Reads the blocks of one sources file and collects what is wrong with them."""

    def __init__(self, project_dir: Path, environ: Mapping[str, str], problems: list[str]) -> None:
        self.project_dir, self.environ, self.problems = project_dir, environ, problems

    def company(self, block: object) -> Company:
        if not isinstance(block, dict):
            self.problems.append("company: must be a block with name and reporting_currency")
            return Company("", "")
        _only(block, ("name", "reporting_currency", "time_zone", "fiscal_year_start_month"), "company", self.problems)
        month = block.get("fiscal_year_start_month", 1)
        zone = block.get("time_zone", "UTC")
        checks = {
            "name: must be a text": isinstance(block.get("name"), str) and bool(block["name"].strip()),
            "reporting_currency: must be a code such as EUR": str(block.get("reporting_currency")) in CURRENCIES,
            "time_zone: must be a name such as Europe/Madrid": is_time_zone(zone),
            "fiscal_year_start_month: must be a number from 1 to 12": type(month) is int and 1 <= month <= 12,
        }
        if wrong := [f"company.{what}" for what, is_right in checks.items() if not is_right]:
            self.problems += wrong
            return Company("", "")
        return Company(block["name"].strip(), block["reporting_currency"], zone, month)

    def sources(self, block: object) -> tuple[tuple[Source, ...], dict[str, object]]:
        """The sources in the order of their places, and what they declare."""
        if not isinstance(block, dict) or not block:
            self.problems.append(f"sources: must be a block with at least one of {', '.join(PLACES)}")
            return (), {}
        _only(block, tuple(PLACES), "sources", self.problems)
        if "crm" not in block:
            self.problems.append("sources.crm: must be there, the other places may be missing")
        found: dict[str, Source] = {}
        declared: dict[str, list[object]] = {}
        for place in (place for place in PLACES if place in block):
            # Two systems may fill one place, side by side; one system may fill several places.
            parts = block[place] if isinstance(block[place], list) else [block[place]]
            for part in parts or [None]:
                if pair := self.source(place, part):
                    source, declaration = pair
                    self.add(found, place, source)
                    declared.setdefault(place, []).append(declaration)
        return tuple(found.values()), dict(declared)

    def add(self, found: dict[str, Source], place: str, source: Source) -> None:
        """Adds a source to those found, or the place to the source that fills another one already."""
        known = found.get(source.system)
        if known is None:
            found[source.system] = source
        elif source.endpoint and known.endpoint == source.endpoint and place not in known.places:
            found[source.system] = replace(known, places=(*known.places, place))
        else:
            self.problems.append(f"sources.{place}: {source.system} is there already; a system can be read once")

    def source(self, place: str, block: object) -> tuple[Source, dict[str, object]] | None:
        where, before = f"sources.{place}", len(self.problems)
        if not isinstance(block, dict):
            self.problems.append(f"{where}: must be a block with system and folder")
            return None
        system = block.get("system")
        if system not in PLACES[place]:
            self.problems.append(f"{where}.system: must be one of {', '.join(PLACES[place])}")
        if system in API_KEYS:
            return self.api(where, place, str(system), block)
        _only(block, ("system", "folder", "mapping", "fields"), where, self.problems)
        folder = self.folder(where, block.get("folder"))
        mapping = self.mapping(where, block.get("mapping"), is_needed=system == "csv_mapping")
        fields = self.fields(where, block.get("fields") or {})
        if len(self.problems) > before or folder is None:
            return None
        digest = hashlib.sha256(mapping.read_bytes()).hexdigest() if mapping else None
        declared = {"system": system, "folder": block["folder"], "mapping": digest, "fields": fields}
        return Source(str(system), folder, mapping, fields, (place,)), declared

    def api(
        self, where: str, place: str, system: str, block: dict[Any, Any]
    ) -> tuple[Source, dict[str, object]] | None:
        _only(block, ("system", "url"), where, self.problems)
        found = endpoint(where, system, block.get("url"), self.environ, self.problems)
        if found is None:
            return None
        folder = Path(self.environ["PLUMBLINE_DATA_DIR"]) / "state" / "api" / system
        return Source(system, folder, places=(place,), endpoint=found), {"system": system, "url": block["url"]}

    def folder(self, where: str, folder: object) -> Path | None:
        if not isinstance(folder, str) or not folder.strip():
            self.problems.append(f"{where}.folder: must be a path")
            return None
        try:
            return confined(folder, self.project_dir, self.environ)
        except ValueError as error:
            self.problems.append(f"{where}.folder: {error}")
            return None

    def mapping(self, where: str, name: object, is_needed: bool) -> Path | None:
        if name is None and not is_needed:
            return None
        path = self.project_dir / "config" / "mappings" / f"{name}.yml"
        if not is_needed:
            self.problems.append(f"{where}.mapping: only a csv_mapping source has one")
        elif not isinstance(name, str) or not MAPPING_NAME.fullmatch(name) or not path.is_file():
            self.problems.append(f"{where}.mapping: must name a file of config/mappings, without .yml")
        else:
            try:
                read_yaml(path)
            except ValueError as error:
                self.problems.append(f"{where}.mapping: {error}")
            return path
        return None

    def fields(self, where: str, fields: object) -> dict[str, str]:
        if isinstance(fields, dict) and all(
            FIELD.fullmatch(str(ours)) and isinstance(theirs, str) and NAME.fullmatch(theirs)
            for ours, theirs in fields.items()
        ):
            return {str(ours): theirs for ours, theirs in sorted(fields.items())}
        self.problems.append(f"{where}.fields: must map names such as Lead.Disposition__c to field names")
        return {}
