"""Reads the sources file: the company, and the system of each role with its folder or API.

company: {name: Acme, reporting_currency: EUR, time_zone: Europe/Madrid, fiscal_year_start_month: 1}
as_of: 2025-06-30          # optional
sources:
  crm: {system: csv_mapping, folder: "${DATASETS}/acme", mapping: acme}   # or a list of two systems side by side
  # a dlt source instead of a folder, see ingest/dlt_source: {system: csv_mapping, dlt: {…}, mapping: acme}
  email: {system: sendgrid, folder: exports/email}
  accounting: {system: odoo, url: "https://acme.odoo.com"}
  finance: {system: finance, folder: exports/finance, fields: {}}
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from ingest.configuration.blocks import validated
from ingest.configuration.models import Company, Configuration, Endpoint, Source
from ingest.configuration.source_blocks import ApiBlock, DltBlock, ExportBlock, Roots, SourcesFile
from ingest.configuration.yaml_file import Places, read_yaml, read_yaml_lines
from ingest.systems import API_KEYS, PLACES

NOTHING = Configuration(Company("", ""), (), {})


def read_sources_file(path: Path, project_dir: Path, environ: Mapping[str, str], problems: list[str]) -> Configuration:
    """The configuration of a sources file; each error is added to `problems` as one line."""
    shown = path.relative_to(project_dir).as_posix() if path.is_relative_to(project_dir) else path.name
    try:
        content, lines = read_yaml_lines(path)
    except ValueError as error:
        problems.append(f"sources file: {error}")
        return NOTHING
    places = Places(shown, lines)
    file = validated(SourcesFile, content, places, problems, {"roots": Roots(project_dir, environ)})
    if file is None:
        return NOTHING
    company = Company(**file.company.model_dump())
    sources, declared = _sources(file, content["sources"], places, environ, problems)
    mappings = (source.mapping for source in sources if source.mapping)
    as_of = file.as_of or next((found for found in map(_as_of_of, mappings) if found), None)
    return Configuration(company, sources, {"company": asdict(company), "sources": declared}, as_of)


def _as_of_of(mapping: Path) -> object:
    """The date that a mapping file gives for its export. Invalid YAML was rejected before."""
    return read_yaml(mapping).get("as_of")


def _sources(
    file: SourcesFile, content: Mapping[str, Any], places: Places, environ: Mapping[str, str], problems: list[str]
) -> tuple[tuple[Source, ...], dict[str, object]]:
    """The sources in the order of their places, and what they declare."""
    found: dict[str, Source] = {}
    declared: dict[str, object] = {}
    for place in PLACES:
        blocks = getattr(file.sources, place)
        written = content.get(place)
        for number, block in enumerate(blocks):
            part = written[number] if isinstance(written, list) else written
            source = _source(place, block, environ)
            known = found.get(source.system)
            if known is None:
                found[source.system] = source
            elif source.endpoint and known.endpoint == source.endpoint and place not in known.places:
                found[source.system] = replace(known, places=(*known.places, place))
            else:
                where = places.of("sources", place, str(number))
                problems.append(f"{where}: sources.{place}: {source.system} is configured already; use it once")
            declared.setdefault(place, []).append(_declared(block, part))
    return tuple(found.values()), declared


def _source(place: str, block: ExportBlock | ApiBlock | DltBlock, environ: Mapping[str, str]) -> Source:
    if isinstance(block, ExportBlock):
        more = {"places": (place,), "record_url": block.record_url, "currency": block.currency}
        return Source(block.system, block.folder, block.mapping, block.fields, **more)
    data_dir = Path(environ["PLUMBLINE_DATA_DIR"])
    if isinstance(block, DltBlock):
        return Source(
            block.system,
            data_dir / "state" / "dlt",
            block.mapping,
            places=(place,),
            dlt=block.dlt,
            record_url=block.record_url,
        )
    endpoint = Endpoint(block.url, environ[API_KEYS[block.system]], data_dir / "landing" / block.system)
    record_url = f"{block.url}/mail/view?model=crm.lead&res_id={{id}}"
    folder = data_dir / "state" / "api" / block.system
    return Source(block.system, folder, places=(place,), endpoint=endpoint, record_url=record_url)


def _declared(block: ExportBlock | ApiBlock | DltBlock, written: Mapping[str, Any]) -> dict[str, object]:
    """A block as written, without this machine's paths and variables."""
    if isinstance(block, ApiBlock):
        return {"system": block.system, "url": written["url"]}
    if isinstance(block, DltBlock):
        digest = hashlib.sha256(block.mapping.read_bytes()).hexdigest()
        return {"system": block.system, "dlt": block.dlt.declared, "mapping": digest}
    digest = hashlib.sha256(block.mapping.read_bytes()).hexdigest() if block.mapping else None
    declared = {"system": block.system, "folder": written["folder"], "mapping": digest, "fields": block.fields}
    return declared | ({"currency": block.currency} if block.currency else {})
