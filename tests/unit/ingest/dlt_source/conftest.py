"""The example of the README: its two sources files and its mapping, loaded night by night into a landing zone."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest

from ingest.configuration.models import Source
from ingest.configuration.sources_file import read_sources_file
from ingest.contracts import Gate
from ingest.loading.load import LoadResult, load
from ingest.settings import PROJECT_DIR, Settings
from tests.unit.ingest.conftest import Landing, passing

HEADING = "### Read from an API or a database through dlt"
SQL, API, MAPPING = re.findall(
    r"```yaml\n(.*?)```", (PROJECT_DIR / "README.md").read_text(encoding="utf-8").split(HEADING)[1], re.DOTALL
)[:3]
SECRET = "s3cret/key#1"  # pragma: allowlist secret


@dataclass
class Acme:
    """A company with one dlt source; `sources` and `mapping` are the texts of its two files."""

    folder: Path
    settings: Settings
    sources: str
    mapping: str = MAPPING
    environ: dict[str, str] = field(default_factory=dict)
    gate: Gate = passing

    @property
    def landing(self) -> Landing:
        return Landing(self.settings, "csv_mapping")

    def source(self) -> Source:
        found, problems = self.configured()
        assert not problems
        (source,) = found
        return source

    @property
    def settings_with_source(self) -> Settings:
        return replace(self.settings, sources=(self.source(),))

    def configured(self) -> tuple[tuple[Source, ...], list[str]]:
        mappings = self.folder / "config" / "mappings"
        mappings.mkdir(parents=True, exist_ok=True)
        (mappings / "acme.yml").write_text(self.mapping, encoding="utf-8")
        (self.folder / "sources.yml").write_text(self.sources, encoding="utf-8")
        problems: list[str] = []
        environ = {**self.environ, "PLUMBLINE_DATA_DIR": str(self.settings.data_dir)}
        found = read_sources_file(self.folder / "sources.yml", self.folder, environ, problems)
        return found.sources, problems

    def night(self) -> LoadResult:
        """One load; no secret of the environment is in what it says and in what it leaves behind."""
        settings = self.settings_with_source
        result = load(*settings.sources, settings, self.gate)
        assert SECRET not in repr(result)
        for path in self.folder.rglob("*"):
            assert not path.is_file() or SECRET.encode() not in path.read_bytes()
        return result

    def rows(self, table: str, columns: str) -> list[tuple[Any, ...]]:
        """The rows as they stand now, by id."""
        return self.landing.query(f"""
            select {columns} from (
                from landing.csv_mapping__{table}
                qualify row_number() over (partition by id order by _loaded_at desc) = 1
            ) where not _is_deleted order by id
        """)


@pytest.fixture
def acme(tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Acme:
    """The company with no source yet. What dlt would write into the user's home is seen."""
    home = tmp_path / "home"
    home.mkdir()
    monkeypatch.setenv("HOME", str(home))
    return Acme(tmp_path, replace(settings, project_dir=tmp_path), "")


def landed(result: LoadResult) -> Mapping[str, int]:
    """What landed of the system's own tables."""
    return {name: count for name, count in result.rows.items() if name not in ("delivery", "quarantine")}
