"""What every delivered text file must be before it is parsed: not empty, UTF-8, without NUL bytes."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import numpy.typing as npt

from ingest.delivery import SourceError
from ingest.export_folder import EXPORT_AGAIN

Bytes = npt.NDArray[np.uint8]
BOM = codecs.BOM_UTF8
NEWLINE = 10
# Positions of one piece are held as 64-bit numbers: 8 MB of nothing but quotes is 64 MB of positions.
PIECE = 8_000_000


def checked_bytes(path: Path, where: str) -> Bytes:
    """The bytes of the file, mapped into memory, after a leading byte order mark.

    Raises:
        SourceError: the file is empty, holds a NUL byte or is not UTF-8.
    """
    if path.stat().st_size == 0:
        raise SourceError(where, "the file is empty, it has not even a header", EXPORT_AGAIN)
    data: Bytes = np.memmap(path, dtype=np.uint8, mode="r")
    if bytes(data[: len(BOM)]) == BOM:
        data = data[len(BOM) :]
    decoder = codecs.getincrementaldecoder("utf-8")()
    for start, piece in pieces(data):
        waiting = len(decoder.getstate()[0])
        try:
            decoder.decode(piece.tobytes(), final=start + len(piece) == len(data))
        except UnicodeDecodeError as error:
            line = line_at(data, start - waiting + error.start)
            raise SourceError(f"{where} line {line}", "this is not UTF-8", "Export the file as UTF-8") from error
        if (nul := np.flatnonzero(piece == 0)).size:
            line = line_at(data, start + int(nul[0]))
            raise SourceError(f"{where} line {line}", "there is a NUL byte", EXPORT_AGAIN)
    return data


def pieces(data: Bytes) -> Iterator[tuple[int, Bytes]]:
    """The bytes in pieces of bounded size, each with its offset."""
    for start in range(0, len(data), PIECE):
        yield start, data[start : start + PIECE]


def line_at(data: Bytes, position: int) -> int:
    """The physical line, from 1, of a byte."""
    return 1 + sum(int(np.count_nonzero(piece[: max(0, position - start)] == NEWLINE)) for start, piece in pieces(data))
