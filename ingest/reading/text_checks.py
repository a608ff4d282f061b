"""What every delivered text file must be before it is parsed: not empty, UTF-8, without NUL bytes."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from ingest.reading.delivery import SourceError
from ingest.reading.export_folder import EXPORT_AGAIN

Bytes = npt.NDArray[np.uint8]
BOM = codecs.BOM_UTF8
NEWLINE = 10
# Positions of one piece are held as 64-bit numbers: 8 MB of nothing but quotes is 64 MB of positions.
PIECE = 8_000_000


@dataclass(frozen=True, slots=True)
class Content:
    """The bytes of a text file after its byte order mark, which is `begin` bytes long. Read in pieces, never held."""

    path: Path
    begin: int
    size: int

    def read(self, start: int, stop: int) -> Bytes:
        """The bytes from `start` to before `stop`."""
        return np.fromfile(self.path, np.uint8, stop - start, offset=self.begin + start)

    def pieces(self) -> Iterator[tuple[int, Bytes]]:
        """The bytes in pieces of bounded size, each with its offset."""
        for start in range(0, self.size, PIECE):
            yield start, self.read(start, min(start + PIECE, self.size))

    @property
    def is_open(self) -> bool:
        """Whether no line break ends the last line."""
        return self.size > 0 and bool(self.read(self.size - 1, self.size)[0] != NEWLINE)

    def windows(self) -> Iterator[tuple[int, Bytes]]:
        """The same pieces with one byte more on either side, which is a line break where the file ends.

        Where no line break ends the last line there is one more.
        """
        more = 1 + self.is_open
        for start in range(0, self.size, PIECE):
            stop = min(start + PIECE, self.size)
            window = self.read(max(0, start - 1), min(stop + 1, self.size))
            yield start, np.pad(window, (int(start == 0), more * (stop == self.size)), constant_values=NEWLINE)

    def line_at(self, position: int) -> int:
        """The physical line, from 1, of a byte."""
        breaks = (np.count_nonzero(piece[: max(0, position - start)] == NEWLINE) for start, piece in self.pieces())
        return 1 + sum(map(int, breaks))


def checked_content(path: Path, where: str) -> Content:
    """The content of the file.

    Raises:
        SourceError: the file is empty, holds a NUL byte or is not UTF-8.
    """
    size = path.stat().st_size
    if size == 0:
        raise SourceError(where, "the file is empty, it has not even a header", EXPORT_AGAIN)
    with path.open("rb") as file:
        begin = len(BOM) if file.read(len(BOM)) == BOM else 0
    content = Content(path, begin, size - begin)
    decoder = codecs.getincrementaldecoder("utf-8")()
    for start, piece in content.pieces():
        waiting = len(decoder.getstate()[0])
        try:
            decoder.decode(piece.tobytes(), final=start + len(piece) == content.size)
        except UnicodeDecodeError as error:
            line = content.line_at(start - waiting + error.start)
            raise SourceError(f"{where} line {line}", "this is not UTF-8", "Export the file as UTF-8") from error
        if (nul := np.flatnonzero(piece == 0)).size:
            line = content.line_at(start + int(nul[0]))
            if nul.size > len(piece) // 4:
                what = "this looks like UTF-16 without a byte order mark"
                raise SourceError(f"{where} line {line}", what, "Export the file as UTF-8")
            raise SourceError(f"{where} line {line}", "there is a NUL byte", EXPORT_AGAIN)
    return content
