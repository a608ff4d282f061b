"""The files of a delivered folder: finds them, checks them against a manifest where one lies beside them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from ingest.delivery import SourceError

MANIFEST = "manifest.json"
EXPORT_AGAIN = "Export the file again, whole"


@dataclass(frozen=True, slots=True)
class ExportFolder:
    """A folder of exports. `promised` is its manifest: file name -> {rows, sha256}, each optional; empty if none."""

    system: str
    path: Path
    promised: Mapping[str, Mapping[str, Any]]

    def find(self, name: str) -> Path | None:
        """The file of that name (else the only one that differs in case), None when it is not there.

        Raises:
            SourceError: the file lies outside the folder (a symbolic link), or two differ in case only.
        """
        names = {entry.name for entry in self.path.iterdir() if entry.is_file()}
        similar = [entry for entry in sorted(names) if entry.lower() == name.lower()]
        chosen = [name] if name in names else similar
        if not chosen:
            return None
        if len(chosen) > 1:
            raise SourceError(self.system, f"{' and '.join(chosen)} differ in case only", "Keep one of them")
        return self._inside(chosen[0])

    def matching(self, pattern: str) -> tuple[Path, ...]:
        """All files whose name is of a pattern such as `*.jsonl`, by name."""
        files = sorted(entry.name for entry in self.path.iterdir() if entry.is_file())
        return tuple(self._inside(name) for name in files if fnmatchcase(name, pattern))

    def promised_rows(self, file: Path) -> int | None:
        """Rows that the manifest promises for the file, None when it says nothing."""
        return self.promised.get(file.name, {}).get("rows")

    def _inside(self, name: str) -> Path:
        file = self.path / name
        if not file.resolve().is_relative_to(self.path.resolve()):
            raise SourceError(
                self.system, f"{name} is a link that leads out of the folder", "Put the file itself there"
            )
        return file


def open_folder(system: str, path: Path) -> ExportFolder:
    """The folder with its manifest, whose files are there with the promised content.

    Raises:
        SourceError: there is no such folder, or the manifest cannot be read or does not hold.
    """
    if not path.is_dir():
        raise SourceError(system, f"the folder {path} is not there", "Deliver it, or correct it in the sources file")
    folder = ExportFolder(system, path, _manifest(system, path))
    for name, promise in folder.promised.items():
        _hold(folder, name, promise.get("sha256"))
    return folder


def _manifest(system: str, path: Path) -> Mapping[str, Mapping[str, Any]]:
    file = path / MANIFEST
    if not file.is_file():
        return {}
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
    except ValueError as error:
        raise SourceError(f"{system}: {MANIFEST}", "is not JSON", "Write it again or remove it") from error
    if not isinstance(content, dict) or not all(isinstance(promise, dict) for promise in content.values()):
        raise SourceError(
            f"{system}: {MANIFEST}", "is no mapping of file name to {rows, sha256}", "Write it again or remove it"
        )
    return content


def _hold(folder: ExportFolder, name: str, digest: str | None) -> None:
    file = folder.find(name)
    if file is None:
        raise SourceError(f"{folder.system}: {name}", f"is promised by {MANIFEST} and is not there", "Deliver it")
    if digest is None:
        return
    with file.open("rb") as stream:
        if hashlib.file_digest(stream, "sha256").hexdigest() != digest.lower():
            raise SourceError(f"{folder.system}: {name}", f"is not the file that {MANIFEST} promises", EXPORT_AGAIN)
