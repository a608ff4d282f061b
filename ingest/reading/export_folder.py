"""Finds the files of an export folder and checks them against its manifest, if there is one."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from ingest.reading.delivery import Note, SourceError

MANIFEST = "manifest.json"
# What a manifest can state about a file, with the type.
PROMISES = {"rows": int, "bytes": int, "sha256": str}
EXPORT_AGAIN = "Export the complete file again"
MAX_NAMES = 20


@dataclass(frozen=True, slots=True)
class ExportFolder:
    """A folder of exports. `promised` is its manifest: file name -> {rows, bytes, sha256}, one of them at least.

    A manifest confirms that a file is complete: rows missing from it were deleted on purpose. A manifest in another
    format is ignored.
    """

    system: str
    path: Path
    promised: Mapping[str, Mapping[str, Any]]
    has_foreign_manifest: bool = False

    def notes(self, *patterns: str) -> Iterator[Note]:
        """Lines for the operator: files that are none of the `patterns` (names, case ignored) and are not read."""
        if self.has_foreign_manifest:
            yield Note(f"{self.system}: {MANIFEST} does not map file names to {{rows, bytes, sha256}}: it is ignored")
        read = {MANIFEST, *map(str.lower, patterns)}
        names = sorted(entry.name for entry in self.path.iterdir() if entry.is_file() and entry.name[0] != ".")
        unread = [name for name in names if not any(fnmatchcase(name.lower(), pattern) for pattern in read)]
        if unread:
            more = f" and {len(unread) - MAX_NAMES} more" if len(unread) > MAX_NAMES else ""
            yield Note(f"{self.system}: not read: {', '.join(unread[:MAX_NAMES])}{more}")

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
        """All files whose name is of a pattern such as `*.jsonl`, case ignored, by name."""
        files = sorted(entry.name for entry in self.path.iterdir() if entry.is_file())
        return tuple(self._inside(name) for name in files if fnmatchcase(name.lower(), pattern.lower()))

    def promise(self, file: Path) -> Mapping[str, Any] | None:
        """What the manifest promises of the file, None when it says nothing."""
        return self.promised.get(file.name) or None

    def _inside(self, name: str) -> Path:
        file = self.path / name
        if not file.resolve().is_relative_to(self.path.resolve()):
            raise SourceError(
                self.system, f"{name} is a link that leads out of the folder", "Put the file itself there"
            )
        return file


def open_folder(system: str, path: Path) -> ExportFolder:
    """The folder with its manifest, whose files exist with the promised content.

    Raises:
        SourceError: there is no such folder, or the manifest cannot be read or does not hold.
    """
    if not path.is_dir():
        raise SourceError(system, f"the folder {path} is not there", "Add it, or correct it in the sources file")
    folder = ExportFolder(system, path, {})
    promised = _manifest(folder)
    # A file is known by the name that it has, whichever letters of it are capitals in the manifest.
    held = {_held(folder, name, promise).name: promise for name, promise in (promised or {}).items()}
    return replace(folder, promised=held, has_foreign_manifest=promised is None)


def _manifest(folder: ExportFolder) -> Mapping[str, Mapping[str, Any]] | None:
    """What the manifest promises, nothing where there is none; None where it is another tool's."""
    file = folder.find(MANIFEST)
    if file is None:
        return {}
    try:
        # Windows writes a byte order mark before it.
        content = json.loads(file.read_text(encoding="utf-8-sig"))
    except ValueError as error:
        raise SourceError(f"{folder.system}: {MANIFEST}", "is not JSON", "Write it again or remove it") from error
    is_ours = isinstance(content, dict) and all(map(_is_promise, content.values()))
    return content if is_ours else None


def _is_promise(value: object) -> bool:
    if not isinstance(value, dict):
        return False
    given = [isinstance(value[name], type_) for name, type_ in PROMISES.items() if name in value]
    return bool(given or not value) and all(given)


def _held(folder: ExportFolder, name: str, promise: Mapping[str, Any]) -> Path:
    """The file of that name, which is what is promised of it."""
    file = folder.find(name)
    if file is None:
        raise SourceError(f"{folder.system}: {name}", f"is listed in {MANIFEST} and is not there", "Add the file")
    with file.open("rb") as stream:
        found = {"bytes": file.stat().st_size, "sha256": hashlib.file_digest(stream, "sha256").hexdigest()}
    for what, value in found.items():
        if what in promise and str(promise[what]).lower() != str(value):
            raise SourceError(f"{folder.system}: {name}", f"is not the file that {MANIFEST} describes", EXPORT_AGAIN)
    return file
