"""Finds the files of an export folder and checks them against its manifest, if there is one."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from ingest.configuration.plain_files import file_names, names_like, names_of, plain_file, unpacked_name
from ingest.configuration.printable import listed
from ingest.reading.delivery import Note, SourceError

MANIFEST = "manifest.json"
# What a manifest can state about a file, with the type.
PROMISES = {"rows": int, "bytes": int, "sha256": str}
EXPORT_AGAIN = "Export the complete file again"


@dataclass(frozen=True, slots=True)
class ExportFolder:
    """A folder of exports. `promised` is its manifest: file name -> {rows, bytes, sha256}, one of them at least.

    A manifest confirms that a file is complete: rows missing from it were deleted on purpose. A manifest in another
    format is ignored. A file packed as `.gz` or `.zip` is found by its name without that end; it and one in UTF-16 are
    read from a copy in `work_dir`.
    """

    system: str
    path: Path
    promised: Mapping[str, Mapping[str, Any]]
    has_foreign_manifest: bool = False
    work_dir: Path | None = None

    def notes(self, *patterns: str) -> Iterator[Note]:
        """Lines for the operator: files that are none of the `patterns` (names, case ignored) and are not read."""
        if self.has_foreign_manifest:
            yield Note(f"{self.system}: {MANIFEST} does not map file names to {{rows, bytes, sha256}}: it is ignored")
        read = {file for pattern in (MANIFEST, *patterns) for file in names_of(self.path, pattern)}
        unread = [name for name in sorted(file_names(self.path)) if name not in read and name[0] != "."]
        if unread:
            yield Note(f"{self.system}: not read: {listed(unread)}")

    def find(self, name: str) -> Path | None:
        """The file of that name (else the only one that differs in case or is packed), None when it is not there.

        Raises:
            SourceError: the file lies outside the folder (a symbolic link), two differ in case or packing only, or it
                cannot be unpacked.
        """
        found = self.name_of(name)
        return self._plain(found) if found else None

    def name_of(self, name: str) -> str | None:
        """The name that the file has in the folder."""
        chosen = names_like(self.path, name)
        if len(chosen) > 1:
            how = "case" if unpacked_name(chosen[0]) == chosen[0] else "packing"
            raise SourceError(self.system, f"{' and '.join(chosen)} differ in {how} only", "Keep one of them")
        return chosen[0] if chosen else None

    def matching(self, pattern: str) -> tuple[Path, ...]:
        """All files whose name is of a pattern such as `*.jsonl`, case ignored, by name."""
        return tuple(map(self._plain, names_of(self.path, pattern)))

    def promise(self, file: Path) -> Mapping[str, Any] | None:
        """The manifest's statement on the file, None without one."""
        return self.promised.get(file.name) or None

    def original(self, name: str) -> Path:
        """The file as it was handed over.

        Raises:
            SourceError: it lies outside the folder.
        """
        file = self.path / name
        if not file.resolve().is_relative_to(self.path.resolve()):
            raise SourceError(
                self.system, f"{name} is a link that leads out of the folder", "Put the file itself there"
            )
        return file

    def _plain(self, name: str) -> Path:
        """The file, or a copy of it that can be read as it stands."""
        file = self.original(name)
        if self.work_dir is None:
            return file
        try:
            return plain_file(file, self.work_dir / self.system)
        except ValueError as error:
            raise SourceError(
                f"{self.system}: {name}", str(error), "Deliver the file as plain text in UTF-8"
            ) from error


def open_folder(system: str, path: Path, work_dir: Path | None = None) -> ExportFolder:
    """The folder with its manifest, whose files exist with the promised content.

    Args:
        work_dir: for copies of files that cannot be read as they stand; without it they are not made readable.

    Raises:
        SourceError: there is no such folder, or the manifest cannot be read or does not hold.
    """
    if not path.is_dir():
        raise SourceError(system, f"the folder {path} is not there", "Add it, or correct it in the sources file")
    folder = ExportFolder(system, path, {}, work_dir=work_dir)
    promised = _manifest(folder)
    # A file is known by the name that it has, whichever letters of it are capitals in the manifest.
    held = {_held(folder, name, promise): promise for name, promise in (promised or {}).items()}
    return replace(folder, promised=held, has_foreign_manifest=promised is None)


def _manifest(folder: ExportFolder) -> Mapping[str, Mapping[str, Any]] | None:
    """What the manifest promises, nothing where there is none; None where it is another tool's."""
    file = folder.find(MANIFEST)
    if file is None:
        return {}
    try:
        # Windows writes a byte order mark before it.
        content = json.loads(file.read_text(encoding="utf-8-sig"))
    except (ValueError, RecursionError) as error:
        what = "is nested too deep" if isinstance(error, RecursionError) else "is not JSON"
        raise SourceError(f"{folder.system}: {MANIFEST}", what, "Write it again or remove it") from error
    is_ours = isinstance(content, dict) and all(map(_is_promise, content.values()))
    return content if is_ours else None


def _is_promise(value: object) -> bool:
    if not isinstance(value, dict):
        return False
    given = [isinstance(value[name], type_) for name, type_ in PROMISES.items() if name in value]
    return bool(given or not value) and all(given)


def _held(folder: ExportFolder, name: str, promise: Mapping[str, Any]) -> str:
    """The name of the file of that name, which is what is promised of it."""
    held = folder.name_of(name)
    if held is None:
        raise SourceError(f"{folder.system}: {name}", f"is listed in {MANIFEST} and is not there", "Add the file")
    # The manifest describes a file before it was packed.
    is_packed_since = held.lower() != name.lower()
    file = (folder.find(name) if is_packed_since else None) or folder.original(held)
    with file.open("rb") as stream:
        found = {"bytes": file.stat().st_size, "sha256": hashlib.file_digest(stream, "sha256").hexdigest()}
    for what, value in found.items():
        if what in promise and str(promise[what]).lower() != str(value):
            raise SourceError(f"{folder.system}: {name}", f"is not the file that {MANIFEST} describes", EXPORT_AGAIN)
    return held
