"""Random files, read in tiny pieces: what Python's own CSV module reads we read the same, or refuse as not RFC 4180."""

from __future__ import annotations

import csv
import io
import random
from pathlib import Path

import pytest

from ingest.contracts import Column, Table, Type
from ingest.reading import csv_files, text_checks
from ingest.reading.delivery import SourceError

TABLE = Table("finance", "any", "any.csv", ("a",), (Column("a", Type.TEXT, "a"),))
PARTS = ('"', '""', ",", "\n", "\r\n", "\r", "x", "é", "😀", " ", '"a,b"', '"a\nb"', "12", "")
HEADERS = ("a,b\n", 'a,"b"\r\n', '"a\nx",b\n')


Records = list[tuple[int, list[str]]]


def filled(records: Records) -> Records:
    """Without the rows that say nothing: whether their fields are quoted decides whether they are read."""
    return [(line, row) for line, row in records if any(row)]


def ours(path: Path) -> Records | None:
    """All records with the line where each begins, the header first; None where the file is refused."""
    try:
        file = csv_files.open_csv(path, TABLE)
    except SourceError:
        return None
    batches = file.batches().read_all()
    lines = batches["_line"].to_pylist()
    rows = [[value or "" for value in row.values()] for row in batches.drop_columns("_line").to_pylist()]
    return filled([(1, list(file.header)), *zip(lines, rows, strict=True)])


def theirs(path: Path) -> Records | None:
    text = path.read_bytes().decode()
    reader = csv.reader(io.StringIO(text, newline="\n"), strict=True)
    records, begins = [], 1
    try:
        for row in reader:
            records += [(begins, row)] if row else []
            begins = reader.line_num + 1
    except csv.Error:
        return None
    is_sound = all(len(row) == len(records[0][1]) for _, row in records)
    return filled(records) if is_sound else None


@pytest.mark.parametrize("piece", [1, 2, 3, 7, 8_000_000])
def test_random_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, piece: int) -> None:
    monkeypatch.setattr(text_checks, "PIECE", piece)
    monkeypatch.setattr(csv_files, "BLOCK", 64)
    draw = random.Random(piece)  # noqa: S311
    path = tmp_path / "any.csv"
    read = 0
    for _ in range(1500):
        rows = "".join(
            "".join(draw.choices(PARTS, k=draw.randint(0, 3))) + draw.choice(",\n") for _ in range(draw.randint(0, 6))
        )
        path.write_bytes((draw.choice(HEADERS) + rows + draw.choice(("", "\n", "y,z\r\n"))).encode())
        found = ours(path)
        if found is not None:
            read += 1
            assert found == theirs(path), path.read_bytes()
    assert read > 100, "enough files were sound to say something"


def test_what_is_written_by_python_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(text_checks, "PIECE", 5)
    draw = random.Random(0)  # noqa: S311
    path = tmp_path / "any.csv"
    for quoting in (csv.QUOTE_MINIMAL, csv.QUOTE_ALL):
        for end in ("\n", "\r\n"):
            # Python leaves a lone carriage return without quotes, which is no line end of RFC 4180.
            parts = [part for part in PARTS if part != "\r"]
            rows = [
                ["a", "b"],
                *(["".join(draw.choices(parts, k=3)), "".join(draw.choices(parts, k=2))] for _ in range(300)),
            ]
            with path.open("w", encoding="utf-8", newline="") as stream:
                csv.writer(stream, quoting=quoting, lineterminator=end).writerows(rows)
            found = ours(path)
            assert found is not None
            assert [row for _, row in found] == [row for row in rows if any(row)]
