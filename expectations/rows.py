"""The rows that a batch would land, read from their Parquet files in pieces of bounded size, and their keys."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import timedelta
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.dataset as ds

from ingest.contracts import Table

PIECE_ROWS = 250_000  # measured: a piece takes 0.2 GB, a million rows at once 0.9 GB
TOMBSTONE = "_is_deleted"
# Keys are printed in logs: no addresses, no control characters, no room for more than an id.
E_MAIL = re.compile(r"[^\s@]+@[^\s@]+")
NOT_PRINTABLE = re.compile(r"[^\x20-\x7e]")
KEY_LENGTH = 60
TIME = pa.timestamp("us")
LAST_MOMENT = pa.scalar(timedelta(days=1, microseconds=-1), pa.duration("us"))


def by_columns(files: Sequence[Path]) -> Mapping[tuple[str, ...], list[Path]]:
    """Files grouped by their columns: a table's personal columns are in separate files."""
    groups: dict[tuple[str, ...], list[Path]] = defaultdict(list)
    for file in files:
        groups[tuple(ds.dataset(file).schema.names)].append(file)
    return groups


def pieces(files: Sequence[Path], columns: Sequence[str], size: int = PIECE_ROWS) -> Iterator[pa.Table]:
    """Rows of `files` in tables of at most `size` rows. Tombstones, copies of rows judged before, are left out."""
    rows = ds.dataset(list(files))
    alive = ~pc.coalesce(pc.field(TOMBSTONE), False) if TOMBSTONE in rows.schema.names else None
    held: list[pa.RecordBatch] = []
    for batch in rows.to_batches(columns=list(columns), filter=alive, batch_size=size):
        if held and sum(part.num_rows for part in held) + batch.num_rows > size:
            yield pa.Table.from_batches(held)
            held = []
        if batch.num_rows:
            held.append(batch)
    if held:
        yield pa.Table.from_batches(held)


def frame(piece: pa.Table) -> pd.DataFrame:
    """As pandas; decimals as floats, because only their range is judged and Python decimals take 30 times as long.

    A date is the last moment of its day, so that it can be compared with a time.
    """
    for number, column in enumerate(piece.schema):
        if pa.types.is_decimal(column.type):
            piece = piece.set_column(number, column.name, piece.column(number).cast(pa.float64()))
        elif pa.types.is_date(column.type):
            ends = pc.add(piece.column(number).cast(TIME), LAST_MOMENT)
            piece = piece.set_column(number, column.name, ends)
    return piece.to_pandas()


def keys(piece: pa.Table, table: Table, positions: Sequence[int]) -> list[str]:
    """The keys of the rows at `positions` as printable text without addresses; several key columns joined by `/`."""
    columns = [piece.column(name) for name in table.key]
    return [printable(str(column[position]) for column in columns) for position in positions]


def printable(parts: Iterable[str]) -> str:
    """A key as text that may be logged: each part without addresses, joined by `/`, cut to a bounded length."""
    key = "/".join(E_MAIL.sub("(e-mail)", part) for part in parts)
    return NOT_PRINTABLE.sub("?", key)[:KEY_LENGTH]
