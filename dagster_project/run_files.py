"""What one run hands from step to step: small JSON files under warehouse/, so that it also works across processes."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ingest.settings import Settings


@dataclass(frozen=True)
class RunFiles:
    """Files of one run. A run that was killed leaves its files behind; the next run removes them."""

    warehouse_dir: Path
    run_id: str

    @property
    def build_file(self) -> Path:
        """The DuckDB file that this run builds; a new one each run."""
        return self.folder / "build.duckdb"

    @property
    def gate2_file(self) -> Path:
        """Where gate 2 writes its verdict and publishing reads it."""
        return self.folder / "gate2.json"

    @property
    def folder(self) -> Path:
        return self.warehouse_dir / "runs" / self.run_id

    def start(self) -> None:
        """Makes an empty folder for this run and removes those of earlier runs. Call it with the run lock held."""
        shutil.rmtree(self.folder.parent, ignore_errors=True)
        self.folder.mkdir(parents=True)

    def write(self, name: str, content: Mapping[str, Any]) -> None:
        """Writes `content` as `<name>.json`."""
        (self.folder / f"{name}.json").write_text(json.dumps(content, indent=2, default=str), encoding="utf-8")

    def read_all(self, prefix: str) -> list[dict[str, Any]]:
        """Contents of the files `<prefix>*.json`, by name."""
        return [json.loads(path.read_text(encoding="utf-8")) for path in sorted(self.folder.glob(f"{prefix}*.json"))]


def run_files(settings: Settings, run_id: str) -> RunFiles:
    """The files of the run with that id."""
    return RunFiles(settings.warehouse_dir, run_id)
