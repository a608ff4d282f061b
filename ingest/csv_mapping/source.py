"""Reads any CSV export through its mapping file into the conformed entities."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from ingest.contracts import Column, Type
from ingest.csv_mapping.mapping import CsvMapping, Entity, read_mapping
from ingest.csv_tables import Layout, Rewrite, read_table
from ingest.delivery import Delivered, SourceError, label, literal
from ingest.export_folder import ExportFolder, open_folder
from ingest.settings import Source

Step = Callable[[str], str]
NUMBERS = (Type.INTEGER, Type.MONEY, Type.NUMBER, Type.RATE)
# 1.234.567,89 and 1234567,89; a text of another form is left as it is, and is refused or read as what it says.
DECIMAL_COMMA = r"[+-]?(\d{1,3}(\.\d{3})+|\d+)(,\d+)?"


def read(source: Source) -> Iterator[Delivered]:
    """Each entity of the mapping.

    Raises:
        SourceError: the mapping does not fit, a file is not there, or a file cannot be used or lacks a column
            that the mapping names.
    """
    if source.mapping is None:
        raise SourceError(source.system, "no mapping file is named", "Set `mapping` in the sources file")
    mapping = read_mapping(source.mapping)
    folder = open_folder(source.system, source.folder)
    for entity in mapping.entities:
        path = folder.find(entity.file)
        if path is None:
            remedy = "Export it as well, or take the entity out of the mapping file"
            raise SourceError(label(entity.table), f"the file {entity.file} is not there", remedy)
        yield _read_entity(folder, path, mapping, entity)


def _read_entity(folder: ExportFolder, path: Path, mapping: CsvMapping, entity: Entity) -> Delivered:
    layout = Layout(entity.columns, frozenset(entity.columns), _rewrites(mapping, entity), mapping.delimiter)
    if mapping.encoding.lower() in ("utf-8", "utf8", "utf-8-sig"):
        return read_table(folder, path, entity.table, layout)
    with TemporaryDirectory() as temporary:
        translated = Path(temporary) / path.name
        _translate(path, translated, mapping.encoding, f"{label(entity.table)}: {path.name}")
        return read_table(folder, translated, entity.table, layout)


def _translate(path: Path, target: Path, encoding: str, where: str) -> None:
    """Writes the file in UTF-8, line ends untouched."""
    try:
        with (
            path.open(encoding=encoding, newline="") as read,
            target.open("w", encoding="utf-8", newline="") as written,
        ):
            while piece := read.read(1_000_000):
                written.write(piece)
    except UnicodeError as error:
        raise SourceError(where, f"this is not {encoding}", "Correct `encoding` in the mapping file") from error


def _rewrites(mapping: CsvMapping, entity: Entity) -> dict[str, Rewrite]:
    """What is done to the text of each column, in this order: value map, date format, decimal comma, default."""
    steps = {column.name: list(_steps(mapping, entity, column)) for column in entity.table.columns}
    return {name: partial(_all, found) for name, found in steps.items() if found}


def _steps(mapping: CsvMapping, entity: Entity, column: Column) -> Iterator[Step]:
    if column.name in entity.values:
        yield partial(_mapped, entity.values[column.name])
    if column.name in entity.dates:
        yield partial(_from_date_format, entity.dates[column.name])
    if mapping.decimal == "," and column.type in NUMBERS:
        yield _from_decimal_comma
    if column.name in entity.defaults:
        yield partial(_or_default, entity.defaults[column.name])


def _all(steps: list[Step], text: str, _: Mapping[str, str]) -> str:
    for step in steps:
        text = step(text)
    return text


def _mapped(meanings: dict[str, str | None], text: str) -> str:
    """A value that the map does not know stays as it is: in a typed column it is then no value, and set aside."""
    branches = " ".join(
        f"when {literal(value)} then {'null' if meaning is None else literal(meaning)}"
        for value, meaning in meanings.items()
    )
    return f"case {text} {branches} else {text} end" if branches else text


def _from_date_format(form: str, text: str) -> str:
    return f"coalesce(strftime(try_strptime({text}, {literal(form)}), '%Y-%m-%dT%H:%M:%S.%f'), {text})"


def _from_decimal_comma(text: str) -> str:
    return (
        f"case when regexp_full_match(trim({text}), {literal(DECIMAL_COMMA)}) "
        f"then replace(replace({text}, '.', ''), ',', '.') else {text} end"
    )


def _or_default(default: str, text: str) -> str:
    return f"coalesce({text}, {literal(default)})"
