"""Finds the files of a block and converts them to UTF-8, keeping line numbers."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from ingest.csv_mapping.mapping import Block
from ingest.reading.csv_files import csv_rows
from ingest.reading.delivery import SourceError, label
from ingest.reading.export_folder import ExportFolder

PIECE = 1_000_000
# Encodings that accept nearly any bytes.
ONE_BYTE = ("cp125", "cp43", "cp85", "iso8859", "koi8", "mac")
# A line in which some programs declare the delimiter for Excel.
SEPARATOR_LINE = re.compile(r'"?sep=(.)"?\r?\n', re.IGNORECASE)


def find(folder: ExportFolder, block: Block) -> list[Path]:
    """The files that a block names, each once.

    Raises:
        SourceError: one is not there, or none is of a pattern.
    """
    found: dict[Path, None] = {}
    for name in block.files:
        one = folder.find(name)
        paths = (one,) if one else folder.matching(name)
        if not paths:
            remedy = f"Export it as well, or correct {block.places.of('file')}"
            raise SourceError(label(block.table), f"the file {name} is not there", remedy)
        found |= dict.fromkeys(paths)
    return list(found)


def readable(path: Path, block: Block, work_dir: Path) -> Path:
    """The file as it can be read: itself where it is UTF-8 from its header on, else a copy of that name in `work_dir`.

    Lines that are not of the table become empty ones, so that all others keep their number.

    Raises:
        SourceError: the file is not in the encoding that the mapping names, or names another delimiter.
    """
    where = f"{label(block.table)}: {path.name}"
    with path.open("rb") as stream:
        begin = stream.read(20)
    # A byte order mark says the encoding, whatever the mapping says.
    encoding = codecs.lookup("utf-8-sig" if begin.startswith(codecs.BOM_UTF8) else block.form.encoding).name
    is_utf8 = encoding in ("utf-8", "utf-8-sig")
    has_separator_line = SEPARATOR_LINE.match(begin.removeprefix(codecs.BOM_UTF8).decode("utf-8", "replace"))
    if is_utf8 and not block.form.skip and not block.form.footer and not has_separator_line:
        return path
    work_dir.mkdir(parents=True)
    copy = work_dir / path.name
    with copy.open("w", encoding="utf-8", newline="") as written:
        pieces = enumerate(_decoded(path, block, encoding, where))
        table = (piece if number else _without_first_lines(piece, block, where) for number, piece in pieces)
        written.writelines(_without_last_lines(table, block, where) if block.form.footer else table)
    return copy


def _decoded(path: Path, block: Block, encoding: str, where: str) -> Iterator[str]:
    """The text in pieces. Valid UTF-8 with non-ASCII characters is hardly a one-byte encoding."""
    decoder = codecs.getincrementaldecoder(encoding)()
    utf8 = codecs.getincrementaldecoder("utf-8")()
    can_be_utf8 = encoding.startswith(ONE_BYTE)
    is_ascii, line = True, 1
    for piece in _pieces(path):
        try:
            text = decoder.decode(piece, final=not piece)
        except UnicodeDecodeError as error:
            line += error.object[: error.start].decode(encoding, "replace").count("\n")
            raise _not_in(block, f"{where} line {line}") from error
        try:
            can_be_utf8 = can_be_utf8 and utf8.decode(piece, final=not piece) is not None
        except UnicodeError:
            can_be_utf8 = False
        is_ascii = is_ascii and piece.isascii()
        line += text.count("\n")
        yield text
    if can_be_utf8 and not is_ascii:
        raise _not_in(block, f"{where}, which is utf-8")


def _pieces(path: Path) -> Iterator[bytes]:
    """The bytes of a file, an empty piece at the end."""
    with path.open("rb") as stream:
        while piece := stream.read(PIECE):
            yield piece
    yield b""


def _not_in(block: Block, where: str) -> SourceError:
    place = block.places.of_setting("encoding")
    return SourceError(where, f"this is not {block.form.encoding}", f"Correct `encoding` in {place}")


def _without_first_lines(text: str, block: Block, where: str) -> str:
    """The beginning of a file, its first lines emptied: those to skip, and one that names the delimiter."""
    text = text.removeprefix("\ufeff")
    if line := SEPARATOR_LINE.match(text):
        if line[1] != block.form.delimiter:
            remedy = f"Correct `delimiter` in {block.places.of_setting('delimiter')}"
            raise SourceError(f"{where} line 1", f"it says that the delimiter is {line[1]!r}", remedy)
        text = "\n" + text[line.end() :]
    *skipped, rest = text.split("\n", block.form.skip)
    if len(skipped) < block.form.skip:
        remedy = f"Correct `skip` in {block.places.of_setting('skip')}"
        raise SourceError(where, f"there are not more than the {block.form.skip} lines to skip", remedy)
    return "\n" * block.form.skip + rest


def _without_last_lines(pieces: Iterable[str], block: Block, where: str) -> Iterator[str]:
    """The text in pieces, its last lines emptied."""
    count, waiting, row = block.form.footer, "", ""
    for piece in pieces:
        waiting += piece
        first, *last = waiting.rsplit("\n", count + 1)
        if len(last) > count:
            row = first.rstrip().rsplit("\n", 1)[-1].strip() or row
            yield f"{first}\n"
            waiting = "\n".join(last)
    lines = waiting.removesuffix("\n").split("\n")
    for line in lines[:-count]:
        row = line.strip() or row
        yield f"{line}\n"
    remedy = f"Correct `footer` in {block.places.of_setting('footer')}"
    if not row:
        raise SourceError(where, f"there are not more than the {count} lines to leave out", remedy)
    width = len(next(csv_rows([row], block.form.delimiter)))
    for line in lines[-count:]:
        cells = next(csv_rows([line.strip()], block.form.delimiter), [])
        # A line of sums has few filled cells. A row among the lines would be lost where the file was cut off.
        if len(cells) == width > 1 and 3 * sum(map(bool, cells)) > 2 * width:
            raise SourceError(where, f"the last {count} lines are left out, and a row is among them", remedy)
    yield "\n" * count
