"""One table from one CSV file, from the bytes to what the loader is given."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from ingest.contracts import Table
from ingest.csv_files import CsvFile, Matched, match_columns, open_csv
from ingest.delivery import Delivered, SourceError, literal
from ingest.export_folder import EXPORT_AGAIN, ExportFolder
from ingest.judging import ROW_DIGEST, Text, judge, workspace
from ingest.outcome import outcome

# From the SQL of a column's text, and of the texts of all columns, to the SQL of the text that is typed.
Rewrite = Callable[[str, Mapping[str, str]], str]


@dataclass(frozen=True, slots=True)
class Layout:
    """Which headers the landed columns have in a file, which must be there, and what is done to their texts.

    The texts of several headers are joined by a space.
    """

    headers: Mapping[str, tuple[str, ...]]
    required: frozenset[str]
    rewrites: Mapping[str, Rewrite] = field(default_factory=dict)
    delimiter: str = ","


def contract_layout(table: Table, renamed: Mapping[str, str] | None = None) -> Layout:
    """The headers of the contract, but for the `renamed` ones (header of the contract -> header in the file)."""
    read = [column for column in table.columns if column.source != ROW_DIGEST]
    headers = {column.name: ((renamed or {}).get(column.source, column.source),) for column in read}
    return Layout(headers, frozenset(column.name for column in read if column.required))


def read_table(folder: ExportFolder, path: Path, table: Table, layout: Layout) -> Delivered:
    """The rows of a CSV file, typed and parted.

    Raises:
        SourceError: the file is broken, lacks a required column, is empty though required, or is not what its manifest
            promises.
    """
    file = open_csv(path, table, layout.delimiter)
    matched = match_columns(file, table, layout.headers, layout.required)
    text = Text(
        table=table,
        relation=f"(select *, {literal(path.name)} as _file, 0 as _part from batches)",
        columns=_expressions(matched, layout),
        headers={name: " + ".join(file.header[place] for place in places) for name, places in matched.known.items()},
        unknown={name: f"c{place}" for name, place in matched.unknown.items()},
    )
    unknown = ", ".join(file.header[place] for place in matched.unknown.values())
    warnings = (f"{file.where}: not known and landed as text: {unknown}",) if unknown else ()
    with workspace() as connection:
        connection.register("batches", file.batches())
        judge(connection, text)
        delivered = outcome(connection, text, matched.missing, warnings)
    _hold_row_count(file, delivered, folder.promised_rows(path))
    return delivered


def _expressions(matched: Matched, layout: Layout) -> dict[str, str]:
    texts = {
        name: f"c{places[0]}"
        if len(places) == 1
        else f"nullif(concat_ws(' ', {', '.join(f'c{n}' for n in places)}), '')"
        for name, places in matched.known.items()
    }
    return texts | {name: rewrite(texts.get(name, "null::varchar"), texts) for name, rewrite in layout.rewrites.items()}


def _hold_row_count(file: CsvFile, delivered: Delivered, promised: int | None) -> None:
    rows = delivered.delivered_rows
    if rows != len(file.records):
        raise SourceError(
            file.where, "the file changed while it was read", "Let deliveries end before the night begins"
        )
    if promised is not None and rows != promised:
        raise SourceError(file.where, f"there are {rows} rows where the manifest promises {promised}", EXPORT_AGAIN)
    if delivered.table.required and not rows:
        raise SourceError(file.where, "there is a header and no row", EXPORT_AGAIN)
