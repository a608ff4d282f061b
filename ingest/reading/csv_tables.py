"""Reads one table from CSV files into the relation that the loader takes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import duckdb

from ingest.configuration.currencies import CURRENCY_COLUMNS, THREE_DECIMALS
from ingest.configuration.models import Source
from ingest.configuration.printable import listed
from ingest.contracts import ROW_DIGEST, Column, Table, Type
from ingest.reading import casts
from ingest.reading.csv_files import CsvFile, Matched, match_columns, open_csv
from ingest.reading.delivery import Delivered, SourceError, literal, quoted
from ingest.reading.export_folder import EXPORT_AGAIN, ExportFolder
from ingest.reading.judging import Text, form, judge, judged
from ingest.reading.outcome import outcome

FEW_AMOUNTS = 3

# From the SQL of a column's text, and of the texts of all columns, to the SQL of the text that is typed.
Rewrite = Callable[[str, Mapping[str, str]], str]


@dataclass(frozen=True, slots=True)
class Layout:
    """Which headers the landed columns have in a file, which must be there, and what is done to their texts.

    The texts of several headers are joined by a space, empty ones left out, or by the column's separator, all of them;
    texts that are `empty` are so before. `names` are the headers of a file that has none. Columns that are not known
    land unless `keeps_others` is false. `hints` say of a column where it can be corrected that its texts are no values.
    `reporting_currency` is assumed of amounts without a currency.
    """

    headers: Mapping[str, tuple[str, ...]]
    required: frozenset[str]
    rewrites: Mapping[str, Rewrite] = field(default_factory=dict)
    delimiter: str | None = None
    empty: tuple[str, ...] = ()
    separators: Mapping[str, str] = field(default_factory=dict)
    names: tuple[str, ...] = ()
    keeps_others: bool = True
    hints: Mapping[str, str] = field(default_factory=dict)
    reporting_currency: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """A file whose columns were found."""

    file: CsvFile
    matched: Matched
    layout: Layout


def contract_layout(table: Table, source: Source, renamed: Mapping[str, str] | None = None) -> Layout:
    """The headers of the contract, but for the `renamed` ones (header of the contract -> header in the file).

    Amounts without a currency are in that of the source, where the sources file names one.
    """
    read = [column for column in table.columns if column.source != ROW_DIGEST]
    headers = {column.name: ((renamed or {}).get(column.source, column.source),) for column in read}
    required = frozenset(column.name for column in read if column.required)
    currency = _currency_column(table)
    rewrites: dict[str, Rewrite] = {}
    if source.currency and currency:
        named = literal(source.currency)
        rewrites[currency.name] = lambda text, _: f"coalesce(nullif(trim({text}), ''), {named})"
    return Layout(headers, required, rewrites, reporting_currency=source.reporting_currency)


def _currency_column(table: Table) -> Column | None:
    """The column with the currency of a table's amounts."""
    if not any(column.type is Type.MONEY for column in table.columns):
        return None
    return next((column for column in table.columns if column.name in CURRENCY_COLUMNS), None)


def open_part(path: Path, table: Table, layout: Layout) -> Part:
    """The file, its structure and its header checked.

    Raises:
        SourceError: the file is broken or lacks a required column.
    """
    file = open_csv(path, table, layout.delimiter, layout.names)
    matched = match_columns(file, table, layout.headers, layout.required)
    return Part(file, matched if layout.keeps_others else replace(matched, unknown={}), layout)


def read_table(
    connection: duckdb.DuckDBPyConnection, folder: ExportFolder, path: Path, table: Table, layout: Layout
) -> Delivered:
    """The rows of a CSV file, typed and parted.

    Raises:
        SourceError: the file is broken, lacks a required column, is empty though required and no manifest states so, or
            is not what its manifest promises.
    """
    return read_parts(connection, folder, table, [open_part(path, table, layout)])


def read_parts(
    connection: duckdb.DuckDBPyConnection, folder: ExportFolder, table: Table, parts: Sequence[Part]
) -> Delivered:
    """The rows of all parts as one table, typed and parted.

    Raises:
        SourceError: there is no row though the table is required and no manifest states so, or a file is not what its
            manifest promises.
    """
    promised = [folder.promise(part.file.path) for part in parts]
    for number, part in enumerate(parts):
        if promised[number] is None:
            _refuse_cut(connection, table, part)
        connection.register(f"batches_{number}", part.file.batches())
    text = _text(table, parts)
    judge(connection, text)
    _refuse_thousands(connection, text, parts)
    text = _without_empty_columns(connection, text, parts)
    delivered = outcome(connection, text, _missing(parts), tuple(_warnings(parts)), tuple(_notes(text, parts)))
    _hold_row_count(folder, delivered, parts)
    promise = _united_promise(promised)
    if table.required and not delivered.delivered_rows and promise is None:
        remedy = f"{EXPORT_AGAIN}, or, where there are none yet, state its 0 rows in manifest.json"
        raise SourceError(parts[0].file.where, "the file has a header and no rows", remedy)
    return replace(delivered, promised=promise)


def _refuse_cut(connection: duckdb.DuckDBPyConnection, table: Table, part: Part) -> None:
    """Refuses a file that may have been cut off in its last field.

    A line break after the last line is optional (RFC 4180; some spreadsheets write none), but a file that was cut off
    has none either. The last field is whole where no text that goes on is another value: a date, a currency, true or
    false. A number or a text may have been longer (one in quotes too: a quote in it is two): only a manifest can tell.
    """
    if (field := part.file.open_field) is None:
        return
    place = (len(part.file.header) - 1,)
    names = [
        name for name, places in part.matched.known.items() if places == place and name not in part.layout.rewrites
    ]
    whole = [casts.cast(column, literal(field)) for column in map(table.column, names) if casts.is_closed(column)]
    if not whole or connection.sql(f"select {whole[0]} is null").fetchall()[0][0]:
        raise SourceError(
            f"{part.file.where}, last line",
            "no line break follows; the file may have been cut off",
            f"{EXPORT_AGAIN}, end its last line with a line break, or state its rows in manifest.json",
        )


def _refuse_thousands(connection: duckdb.DuckDBPyConnection, text: Text, parts: Sequence[Part]) -> None:
    """Refuses amounts whose point stands before thousands: 3.975 would be read as 4, not as 3975.

    So it is where no amount of a currency with two decimals has other decimals than three: all amounts look like this,
    or several do and the others are whole numbers.
    """
    money = [column for column in text.table.columns if column.type is Type.MONEY and column.name in text.columns]
    currency, assumed = _currency_column(text.table), literal(parts[0].layout.reporting_currency)
    code = f"coalesce({quoted(currency.name)}, {assumed})" if currency else assumed
    # Of amounts whose currency nobody has named yet, as when a mapping is checked, nothing can be said.
    others = ", ".join(map(literal, ("", *sorted(THREE_DECIMALS))))
    for column in money:
        counts = ", ".join(f"count(*) filter ({form(column)} = '{name}')" for name in ("grouped", "decimal", "whole"))
        query = f"select {counts} from {judged(text.table)} where {code} not in ({others})"
        grouped, decimal, whole = connection.sql(query).fetchall()[0]
        if grouped and not decimal and (grouped >= FEW_AMOUNTS or not whole):
            place = text.hints.get(column.name)
            remedy = f"Set `thousands` in {place}" if place else "Export amounts without a thousands separator"
            raise SourceError(
                f"{' and '.join(part.file.where for part in parts)}, column {text.headers[column.name]}",
                f"the {grouped} amounts with a point have exactly three digits after it, as before thousands",
                f"{remedy}, or name their currency if it has three decimals",
            )


def _united_promise(promised: Sequence[Mapping[str, Any] | None]) -> dict[str, int] | None:
    """The manifest's statement for all files together; None when one of them has none."""
    given = [promise for promise in promised if promise is not None]
    if len(given) < len(promised):
        return None
    rows = [promise["rows"] for promise in given if "rows" in promise]
    return {"rows": sum(rows)} if len(rows) == len(given) else {}


def _text(table: Table, parts: Sequence[Part]) -> Text:
    """The text of the table: the union of its parts."""
    known = {name for part in parts for name in (*part.matched.known, *part.layout.rewrites)}
    return Text(
        table=table,
        relation=f"({' union all by name '.join(_selection(number, part) for number, part in enumerate(parts))})",
        columns={name: quoted(name) for name in known},
        headers=_united(_headers(part) for part in parts),
        unknown={name: quoted(name) for part in parts for name in part.matched.unknown},
        hints=_united(part.layout.hints for part in parts),
    )


def _selection(number: int, part: Part) -> str:
    """The rows of one part: its landed columns, and those that are not known, as text."""
    texts = _expressions(part.matched, part.layout) | {
        name: f"c{place}" for name, place in part.matched.unknown.items()
    }
    columns = "".join(f", {text} as {quoted(name)}" for name, text in texts.items())
    return f"select {literal(part.file.path.name)} as _file, _line, {number} as _part{columns} from batches_{number}"


def _expressions(matched: Matched, layout: Layout) -> dict[str, str]:
    texts = {name: _joined(places, layout, name) for name, places in matched.known.items()}
    return texts | {name: rewrite(texts.get(name, "null::varchar"), texts) for name, rewrite in layout.rewrites.items()}


def _joined(places: Sequence[int], layout: Layout, name: str) -> str:
    """The text of one or several columns of the file, NULL where all of them are empty."""
    empty, separator = ", ".join(map(literal, layout.empty)), layout.separators.get(name)
    columns = [f"case when c{place} not in ({empty}) then c{place} end" if empty else f"c{place}" for place in places]
    if len(columns) == 1:
        return columns[0]
    if separator is None:
        return f"nullif(concat_ws(' ', {', '.join(columns)}), '')"
    parts = ", ".join(f"coalesce({column}, '')" for column in columns)
    return f"case when coalesce({', '.join(columns)}) is not null then concat_ws({literal(separator)}, {parts}) end"


def _headers(part: Part) -> dict[str, str]:
    header = part.file.header
    return {name: " + ".join(header[place] for place in places) for name, places in part.matched.known.items()}


def _united(texts: Iterable[Mapping[str, str]]) -> dict[str, str]:
    """Texts by column over all parts; where they differ, all of them."""
    found: dict[str, list[str]] = {}
    for name, text in (item for part in texts for item in part.items()):
        found.setdefault(name, []).append(text)
    return {name: " / ".join(dict.fromkeys(values)) for name, values in found.items()}


def _without_empty_columns(connection: duckdb.DuckDBPyConnection, text: Text, parts: Sequence[Part]) -> Text:
    """Drops columns without name and values, which spreadsheets write where cells were once used."""
    nameless = [name for part in parts for name, place in part.matched.unknown.items() if not part.file.header[place]]
    if not nameless:
        return text
    counts = ", ".join(f"count({quoted(name)})" for name in nameless)
    found = connection.sql(f"select {counts} from {judged(text.table)}").fetchall()[0]
    empty = {name for name, count in zip(nameless, found, strict=True) if not count}
    return replace(text, unknown={name: column for name, column in text.unknown.items() if name not in empty})


def _missing(parts: Sequence[Part]) -> tuple[str, ...]:
    """Landed columns that no part has."""
    return tuple(name for name in parts[0].matched.missing if all(name in _absent(part) for part in parts))


def _absent(part: Part) -> tuple[str, ...]:
    """Landed columns that a part has neither in its header nor from the sources file."""
    filled = CURRENCY_COLUMNS & set(part.layout.rewrites)
    return tuple(name for name in part.matched.missing if name not in filled)


def _notes(text: Text, parts: Sequence[Part]) -> Iterator[str]:
    for part in parts:
        header = part.file.header
        names = [header[place] or name for name, place in part.matched.unknown.items() if name in text.unknown]
        if names:
            yield f"{part.file.where}: columns that are not in the contract were loaded as text: {listed(names)}"
        absent = [" + ".join(part.layout.headers[name]) for name in _absent(part) if name in part.layout.headers]
        if absent:
            yield f"{part.file.where}: missing optional columns: {listed(absent)}"


def _warnings(parts: Sequence[Part]) -> Iterator[str]:
    for part in parts:
        if part.file.records.open:
            yield f"{part.file.where}: no line break follows the last line; it was read unchanged"


def _hold_row_count(folder: ExportFolder, delivered: Delivered, parts: Sequence[Part]) -> None:
    # A file may be read in several parts, each of which has all its rows.
    if delivered.delivered_rows != sum(part.file.row_count for part in parts):
        where = " and ".join(part.file.where for part in parts)
        raise SourceError(where, "the file changed while it was read", "Finish exports before the night begins")
    for file in (part.file for part in parts):
        promised = (folder.promise(file.path) or {}).get("rows")
        if promised is not None and file.row_count != promised:
            what = f"there are {file.row_count} rows where the manifest states {promised}"
            raise SourceError(file.where, what, EXPORT_AGAIN)
