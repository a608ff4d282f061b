"""Files as people hand them over: compressed, or in UTF-16 as Excel's "Unicode text" is. Gives a copy in UTF-8."""

from __future__ import annotations

import codecs
import gzip
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from fnmatch import fnmatchcase
from glob import escape as glob_escape
from pathlib import Path
from typing import IO

PIECE = 1_000_000
# No table becomes this much smaller; a file made to fill the disk does. Small ones are harmless.
MOST_TIMES, HARMLESS = 200, 100_000_000
# What a file may be packed as: the end of its name, and its first bytes.
PACKED = {".gz": b"\x1f\x8b", ".zip": b"PK\x03\x04"}
# The mark of UTF-32 begins like that of UTF-16.
WIDE_MARKS = {
    codecs.BOM_UTF32_LE: "utf-32",
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
# A workbook is a zip of these.
WORKBOOK = "[Content_Types].xml"
OF_MACOS = "__MACOSX/"


def unpacked_name(name: str) -> str:
    """The name of a file without the end that says how it is packed."""
    return next((name[: -len(end)] for end in PACKED if name.lower().endswith(end)), name)


def file_names(folder: Path) -> set[str]:
    """The names of all files in a folder."""
    return {entry.name for entry in folder.iterdir() if entry.is_file()}


def names_of(folder: Path, pattern: str) -> list[str]:
    """The names of a pattern such as `*.jsonl`, case ignored; a packed file counts under its name without the end,
    unless that file is there.
    """
    files = file_names(folder)
    names = {name: name if unpacked_name(name) in files else unpacked_name(name) for name in files}
    lower = pattern.lower()
    return sorted(name for name in files if any(fnmatchcase(each.lower(), lower) for each in (name, names[name])))


def names_like(folder: Path, name: str) -> list[str]:
    """The file of that name, else all that differ from it in case or packing only."""
    return [name] if name in file_names(folder) else names_of(folder, glob_escape(name))


def likely_delimiter(first_line: bytes) -> str:
    """A comma, or a tab where the first line has tabs and no comma, as in Excel's "Unicode text"."""
    return "\t" if b"\t" in first_line and b"," not in first_line else ","


def plain_file(path: Path, work_dir: Path) -> Path:
    """The file itself where it is neither packed nor in UTF-16 or UTF-32, else a copy in `work_dir` that is not.

    A copy of another encoding begins with the byte order mark of UTF-8.

    Raises:
        ValueError: it cannot be unpacked, or is not what its byte order mark says; one line without its name.
    """
    if not _begin(path).startswith((*PACKED.values(), *WIDE_MARKS)):
        return path
    copy = work_dir / path.name
    if not copy.exists():
        work_dir.mkdir(parents=True, exist_ok=True)
        whole = copy.with_name(f".{copy.name}")
        with whole.open("wb") as written:
            written.writelines(plain_pieces(path))
        whole.rename(copy)
    return copy


def plain_pieces(path: Path) -> Iterator[bytes]:
    """What a copy of `plain_file` would hold, in pieces: nothing is written.

    Raises:
        ValueError: as `plain_file`.
    """
    most, size = max(HARMLESS, MOST_TIMES * path.stat().st_size), 0
    with _unpacked(path, _begin(path)) as stream:
        for piece in _in_utf8(stream):
            size += len(piece)
            if size > most:
                raise ValueError(f"it unpacks to more than {MOST_TIMES} times its size")
            yield piece


def _begin(path: Path) -> bytes:
    """The first bytes, of a packed file those of its kind."""
    with path.open("rb") as stream:
        begin = stream.read(4)
    end = path.suffix.lower()
    if begin and end in PACKED and not begin.startswith((*PACKED.values(), *WIDE_MARKS)):
        raise ValueError(f"this is no {end} file")
    return begin


@contextmanager
def _unpacked(path: Path, begin: bytes) -> Iterator[IO[bytes]]:
    try:
        if begin.startswith(PACKED[".gz"]):
            with gzip.open(path, "rb") as stream:
                yield stream
        elif begin.startswith(PACKED[".zip"]):
            with zipfile.ZipFile(path) as archive, archive.open(_only_member(archive)) as member:
                yield member
        else:
            with path.open("rb") as stream:
                yield stream
    except (EOFError, gzip.BadGzipFile, zipfile.BadZipFile, zlib.error) as error:
        raise ValueError("it cannot be unpacked, it is cut off or damaged") from error
    except (RuntimeError, NotImplementedError) as error:
        raise ValueError("it cannot be unpacked, it is encrypted or packed in a way that is not known") from error


def _only_member(archive: zipfile.ZipFile) -> str:
    names = [name for name in archive.namelist() if not name.endswith("/") and not name.startswith(OF_MACOS)]
    if WORKBOOK in names:
        raise ValueError("this is an Excel workbook, not a text file; save it as `CSV UTF-8`")
    if len(names) != 1:
        raise ValueError(f"the archive holds {len(names)} files; pack one file, or unpack them")
    return names[0]


def _in_utf8(stream: IO[bytes]) -> Iterator[bytes]:
    """The bytes of a text, decoded as its byte order mark says where that is not the mark of UTF-8."""
    piece = stream.read(PIECE)
    encoding = next((name for mark, name in WIDE_MARKS.items() if piece.startswith(mark)), None)
    decoder = codecs.getincrementaldecoder(encoding)() if encoding else None
    if decoder:
        yield codecs.BOM_UTF8
    try:
        while piece:
            yield decoder.decode(piece).encode() if decoder else piece
            piece = stream.read(PIECE)
        if decoder:
            yield decoder.decode(b"", final=True).encode()
    except UnicodeDecodeError as error:
        raise ValueError(f"its byte order mark says {encoding}, and it is not; it may have been cut off") from error
