"""What can be wrong with a delivered file: each case is the bytes that arrive and what must come of them."""

from __future__ import annotations

import csv
import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from tests.unit.ingest.faults.sheets import Sheet
from tests.unit.ingest.faults.subject import Subject

PARTS = 20
BOM = b"\xef\xbb\xbf"
MANIFEST_TELLS = "manifest.json (rows, bytes, sha256) would tell"
HEADER_ONLY = "the header is all that says what a column is; an earlier load would tell"
SHEET_IS_ALL = "the file is all there is to know of its values; an earlier load would tell"


@dataclass(frozen=True)
class Case:
    """One file that arrives, after an accepted load of the sound file, or as the first one.

    `true` is what must land except the `quarantined` rows, which have keys or, copies of a header and
    the like, none. `read` is what the file says where it does not say that; then `line` must tell it, or `unseen` says
    why no reader can know.
    """

    fault: str
    variant: str
    data: bytes
    true: Sheet
    is_first: bool = False
    quarantined: tuple[int, ...] = ()
    quarantined_without_key: int = 0
    read: Sheet | None = None
    line: str | None = None
    unseen: str | None = None
    manifest: bytes | None = None

    def __str__(self) -> str:
        behind = "first load" if self.is_first else "after a good load"
        return f"{self.fault}: {self.variant}, {behind}{', manifest' if self.manifest else ''}"


def manifest(subject: Subject, data: bytes) -> bytes:
    """What vouches for the sound file."""
    rows = len(subject.form.read(data, subject.sheet.names).rows)
    promise = {"rows": rows, "bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}
    return json.dumps({subject.file: promise}).encode()


def cuts(subject: Subject) -> Iterator[Case]:
    """Cut off after each twentieth of the bytes, and at the line ends there."""
    data = subject.data
    ends = [place + 1 for place, byte in enumerate(data) if byte == ord("\n")]
    for part in range(1, PARTS):
        yield from _cut(subject, "cut at a byte", f"{part}/{PARTS}", data[: len(data) * part // PARTS])
        yield from _cut(subject, "cut at a line end", f"{part}/{PARTS}", data[: ends[len(ends) * part // PARTS - 1]])


def _cut(subject: Subject, fault: str, variant: str, data: bytes) -> Iterator[Case]:
    total = len(subject.sheet.rows)
    # A cut right before a line break leaves that line whole.
    whole_lines = data.count(b"\n") + subject.data.startswith(b"\n", len(data))
    kept = max(0, whole_lines - subject.form.has_header)
    case = Case(fault, variant, data, subject.sheet, read=subject.sheet.first(kept))
    yield replace(case, line=f"{total - kept} of {total} landed rows are missing")
    yield replace(case, is_first=True, unseen=MANIFEST_TELLS)
    if data.endswith(b"\n"):
        yield replace(case, is_first=True, manifest=manifest(subject, subject.data))


def bytes_of_files(subject: Subject) -> Iterator[Case]:
    """Encodings, line ends, blank lines, what a broken disk or transfer leaves."""
    data, sheet, form = subject.data, subject.sheet, subject.form
    accented = sheet.cell(3, subject.text, "Café Zoë") if subject.text else sheet
    header = data[: data.index(b"\n") + 1]
    begin = data.index(b"\n", len(data) // 2) + 1
    yield Case("no byte", "", b"", sheet)
    yield Case("no byte", "", b"", sheet, is_first=True)
    if form.has_header:
        yield Case("header only", "", header, sheet)
        yield Case("header only", "no line break", header[:-1], sheet, is_first=True)
    for encoding in ("latin-1" if form.encoding == "utf-8" else "utf-8", "utf-16", "utf-16-le"):
        text = form.write(accented).decode(form.encoding)
        yield Case("encoding", encoding, text.encode(encoding), accented, is_first=True)
    yield Case("encoding", "byte order mark", BOM + data, sheet)
    yield Case("encoding", "byte order mark", BOM + data, sheet, is_first=True)
    yield Case("NUL", "in a field", data[:begin] + b"\0" + data[begin + 1 :], sheet)
    yield Case("NUL", "a block of zeros at the end", data[:begin] + bytes(4096), sheet)
    lines = data.splitlines()
    mixed = b"".join(line + (b"\r\n" if number % 2 else b"\n") for number, line in enumerate(lines))
    yield Case("line ends", "mixed", mixed, sheet)
    yield Case("line ends", "CRLF", data.replace(b"\n", b"\r\n"), sheet, is_first=True)
    yield Case("line ends", "lone carriage returns", data.replace(b"\n", b"\r"), sheet)
    yield Case("line ends", "two lines glued", data[: begin - 1] + data[begin:], sheet)
    yield Case("line ends", "blank lines", data.replace(b"\n", b"\n\n", 40) + b"\n\n", sheet)
    yield Case("no last line break", "", data[:-1], sheet, is_first=True)
    yield Case("no last line break", "", data[:-1], sheet)
    whole = replace(subject, data=data[:-1])
    yield Case("no last line break", "", data[:-1], sheet, is_first=True, manifest=manifest(whole, data[:-1]))


def dialects(subject: Subject) -> Iterator[Case]:
    """Other delimiters and quotes than the file had."""
    sheet, form = subject.sheet, subject.form
    for name, other in (("semicolon", ";"), ("tab", "\t"), ("comma", ",")):
        if other != form.delimiter:
            yield Case("another delimiter", name, form.write(sheet, delimiter=other), sheet)
            yield Case(
                "another delimiter", name, form.write(sheet, delimiter=other, quoting=csv.QUOTE_ALL), sheet, True
            )
    yield Case("quotes", "around all", form.write(sheet, quoting=csv.QUOTE_ALL), sheet)
    commas = sheet.map(lambda row: {subject.money: row[subject.money].replace(".", ",")})
    if commas != sheet:
        yield Case("decimal comma", "all rows", form.write(commas), sheet)
        yield Case("decimal comma", "all rows", form.write(commas), sheet, is_first=True)
    if subject.text:
        yield from _texts(subject)


def _texts(subject: Subject) -> Iterator[Case]:
    """Quotes within a text, and a text of 10 MB."""
    sheet, form = subject.sheet, subject.form
    quoted = sheet.cell(3, subject.text, 'the "best"')
    yield Case("quotes", "doubled in a field", form.write(quoted), quoted)
    yield Case("quotes", "escaped by a backslash", form.write(quoted).replace(b'""best""', b'\\"best\\"'), quoted)
    yield Case("quotes", "never closed", form.write(quoted).replace(b'""best"""', b'""best""'), quoted)
    yield Case("quotes", "bare in a field", form.write(quoted).replace(b'"the ""best"""', b'the "best"'), quoted)
    huge = sheet.cell(3, subject.text, "x" * 10_000_000)
    yield Case("a field of 10 MB", "", form.write(huge), huge, is_first=True)


def columns(subject: Subject) -> Iterator[Case]:
    """Columns swapped against their header, in another order, missing, renamed, added, emptied."""
    sheet, form = subject.sheet, subject.form
    for one, other in subject.swaps:
        # The header stays, the cells below it are the other column's.
        data = sheet.renamed({one: other, other: one}).select(sheet.names)
        unseen = HEADER_ONLY if (one, other) in subject.unseen_swaps else None
        for is_first in (False, True):
            yield Case(
                "columns swapped",
                f"{one} and {other}",
                form.write(data),
                sheet,
                is_first,
                read=data if is_first and unseen else None,
                unseen=unseen if is_first else None,
            )
    turned = sheet.select(tuple(reversed(sheet.names)))
    yield Case("columns in another order", "", form.write(turned), sheet)
    yield Case("columns in another order", "", form.write(turned), sheet, is_first=True)
    without = sheet.select([name for name in sheet.names if name != subject.required])
    emptied = sheet.map(lambda _: {subject.required: ""})
    yield Case("a column missing", subject.required, form.write(without), sheet)
    yield Case("a column missing", subject.required, form.write(without), sheet, is_first=True)
    yield Case("a column emptied", subject.required, form.write(emptied), sheet)
    yield Case("a column emptied", subject.required, form.write(emptied), sheet, is_first=True)
    added = Sheet((*sheet.names, "Shoe size"), tuple((*row, "42") for row in sheet.rows))
    yield Case("a column added", "", form.write(added), sheet)
    if form.has_header:
        other_name = form.write(sheet.renamed({subject.required: "Something else"}))
        yield Case("a column renamed", subject.required, other_name, sheet)
    if name := subject.optional:
        none = sheet.map(lambda _: {name: ""})
        line = f"missing optional columns: {name}"
        absent = form.write(sheet.select([column for column in sheet.names if column != name]))
        yield Case("a column missing", name, absent, sheet)
        yield Case("a column missing", name, absent, sheet, is_first=True, read=none, line=line)
        yield Case("a column emptied", name, form.write(none), sheet)
        yield Case("a column emptied", name, form.write(none), sheet, is_first=True, read=none, unseen=SHEET_IS_ALL)


def values(subject: Subject) -> Iterator[Case]:
    """Texts that are no numbers or dates, and some that only look odd."""
    sheet, form, place = subject.sheet, subject.form, 5
    for text, number in subject.numbers:
        for is_first in (False, True):
            data = form.write(sheet.cell(place, subject.money, text))
            if number is None:
                yield Case("numbers", text, data, sheet, is_first, quarantined=(place,))
            else:
                yield Case("numbers", text, data, sheet.cell(place, subject.money, number), is_first)
    zero = sheet.cell(place, subject.money, "-0")
    is_rate = subject.money == "rate"
    yield Case("numbers", "-0", form.write(zero), sheet if is_rate else zero, quarantined=(place,) if is_rate else ())
    several = sheet
    for number, text in enumerate(("NaN", "inf", "1e400")):
        several = several.cell(number, subject.money, text)
    yield Case("numbers", "three rows", form.write(several), sheet, is_first=True, quarantined=(0, 1, 2))
    turned = sheet.map(lambda row: {subject.day: "/".join(reversed(re.split("[-.]", row[subject.day][:10])))})
    yield Case("dates", "the other way round", form.write(turned), sheet)
    yield Case("dates", "the other way round", form.write(turned), sheet, is_first=True)
    wrong = form.write(sheet.cell(place, subject.day, subject.no_day))
    yield Case("dates", "31 February in a row", wrong, sheet, is_first=True, quarantined=(place,))


def rows(subject: Subject) -> Iterator[Case]:
    """Rows that stand twice, that contradict one another, whole files twice, an older file."""
    sheet, form, data = subject.sheet, subject.form, subject.data
    body = data[data.index(b"\n") + 1 :] if form.has_header else data
    yield Case("rows twice", "three rows", form.write(sheet.with_rows(*sheet.rows[:3])), sheet)
    yield Case("rows twice", "three rows", form.write(sheet.with_rows(*sheet.rows[:3])), sheet, is_first=True)
    yield Case("rows twice", "the whole file", data + body, sheet)
    yield Case("rows twice", "the whole file", data + body, sheet, is_first=True)
    if form.has_header:
        # The second header is a row whose cells are no values.
        yield Case("rows twice", "the whole file with its header", data + data, sheet, quarantined_without_key=1)
        yield Case("rows twice", "the whole file with its header", data + data, sheet, True, quarantined_without_key=1)
    changed = sheet.cell(2, subject.money, subject.written("77.77")).rows[2]
    yield Case("a row twice, with another content", "", form.write(sheet.with_rows(changed)), sheet)
    yield Case("a row twice, with another content", "", form.write(sheet.with_rows(changed)), sheet, is_first=True)
    yield _older(subject)


def _older(subject: Subject) -> Case:
    """Yesterday's file: two rows were not yet there, six were not yet as they are now."""
    sheet = subject.sheet
    total = len(sheet.rows)
    older = sheet.first(total - 2)
    for place in range(6):
        older = older.cell(place, subject.money, subject.written("11.11"))
        if subject.stamp:
            older = older.cell(place, subject.stamp, "2023-01-01T00:00:00.000Z")
            older = older.cell(place, "CreatedDate", "2022-12-31T00:00:00.000Z")
    line = f"2 of {total} landed rows are missing"
    return Case("an older file again", "", subject.form.write(older), sheet, read=older, line=line)


FAULTS = {
    "cuts": cuts,
    "bytes": bytes_of_files,
    "dialects": dialects,
    "columns": columns,
    "values": values,
    "rows": rows,
}


def cases(subject: Subject, group: str) -> list[Case]:
    """The cases of one group."""
    return list(FAULTS[group](subject))
