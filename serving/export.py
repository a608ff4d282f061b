"""The files beside the published database: one Parquet file per mart, and digests for comparing two results."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path

from serving.database import literal, opened, quoted


def write_parquet(database: Path, folder: Path, counts: Mapping[str, int]) -> None:
    """Writes `<mart>.parquet` for each mart of a published file, rows in the same order."""
    folder.mkdir()
    with opened(database) as connection:
        for mart in counts:
            target = literal(str(folder / f"{mart}.parquet"))
            connection.execute(f"copy (select * from {quoted(mart)} order by all) to {target} (format parquet)")


def digests(database: Path, counts: Mapping[str, int], scratch: Path) -> dict[str, str]:
    """The SHA-256 of each mart's CSV export, ordered by all columns: the order of rows in the file is no matter."""
    found = {}
    with opened(database) as connection:
        for mart in sorted(counts):
            export = scratch / "ordered.csv"
            connection.execute(
                f"copy (select * from {quoted(mart)} order by all) to {literal(str(export))} (format csv, header)"
            )
            with export.open("rb") as file:
                found[mart] = hashlib.file_digest(file, "sha256").hexdigest()
            export.unlink()
    return found


def overall_digest(found: Mapping[str, str]) -> str:
    """One digest of all marts' names and digests."""
    return hashlib.sha256("".join(f"{mart} {found[mart]}\n" for mart in sorted(found)).encode()).hexdigest()
