"""Guesses the entity of each file and the conformed column of each header."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from ingest.contracts import Column, Table, Type
from ingest.csv_mapping.looks import Looks, date_formats, numbers
from ingest.csv_mapping.mapping import DATE_TYPES, NUMBER_TYPES
from ingest.csv_mapping.synonyms import COLUMNS, FILES
from ingest.csv_mapping.tables import TABLES

LETTERS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
# Where no header names the row, these columns do together.
KEYS: Mapping[str, tuple[str, ...]] = {
    "territory_assignment": ("rep_id", "territory_id", "valid_from"),
    "quota": ("rep_id", "period_start"),
    "opportunity_change": ("opportunity_id", "changed_at", "field"),
    "exchange_rate": ("rate_date", "from_currency", "to_currency"),
}
# Names of ids in any file.
ANY_ID = ("recordid", "hsobjectid", "objectid", "externalid", "uuid", "guid")
# Amounts with these names are not the price or amount of a sale.
OTHER_MONEY = (
    "cost",
    "discount",
    "tax",
    "margin",
    "commission",
    "einkauf",
    "rabatt",
    "steuer",
    "descuento",
    "impuesto",
)
BY_NAME = "a guess by its name"
UNIT_OF_TIME = re.compile("(sec|sek|seg)|(?P<minutes>min)|(?P<hours>hour|hora|stund|std)")
FILE_NAME_SAYS, COLUMN_IS_REQUIRED, LEAST_SCORE, MOST = 4, 2, 5, 0.5


@dataclass
class Guess:
    """The likely entity of a file. `headers` by conformed column; `questions` are left to a person, by column."""

    table: Table
    files: list[str]
    paths: list[Path]
    looks: Looks
    headers: dict[str, str]
    questions: dict[str, str] = field(default_factory=dict)
    values: dict[str, dict[str, str]] = field(default_factory=dict)

    def values_of(self, name: str) -> list[str]:
        """The values of a conformed column in the file."""
        return self.looks.values(self.headers[name])


def guesses(files: Mapping[str, Looks]) -> dict[str, Guess]:
    """The entities that the files seem to fill; files with the same header belong together."""
    found: dict[str, Guess] = {}
    scores: dict[str, int] = {}
    for file, looks in files.items():
        score, table, headers, unsure = max((_score(file, looks, table) for table in TABLES), key=lambda each: each[0])
        if score < LEAST_SCORE:
            continue
        same = found.get(table.name)
        if same and same.looks.names == looks.names and looks.has_header:
            same.files.append(file)
            same.paths.append(looks.path)
        elif score > scores.get(table.name, 0):
            found[table.name], scores[table.name] = Guess(table, [file], [looks.path], looks, headers, unsure), score
    for guess in found.values():
        _join(guess, found)
    for guess in found.values():
        _doubt(guess)
    return {table.name: found[table.name] for table in TABLES if table.name in found}


@cache
def plain(text: str) -> str:
    """The letters and digits of a text, in small letters without accents."""
    ascii_ = unicodedata.normalize("NFKD", text.lower().translate(LETTERS)).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]", "", ascii_)


def _score(file: str, looks: Looks, table: Table) -> tuple[int, Table, dict[str, str], dict[str, str]]:
    """The score of a file for an entity, the matched headers, and the uncertain ones."""
    headers: dict[str, str] = {}
    unsure: dict[str, str] = {}
    for column in table.columns:
        # A name may serve as the id as well, where there is no other.
        taken = set() if column.name == "name" else set(headers.values())
        names = COLUMNS.get(table.name, {}).get(column.name, ())
        if found := _header(looks, column, (*names, *ANY_ID) if column.name == "id" else names, taken):
            headers[column.name] = found
            if plain(found) not in (*names, *ANY_ID):
                unsure[column.name] = BY_NAME
    required = {column.name for column in table.columns if column.required}
    names = FILES.get(table.name, ())
    score = len(headers) + sum(COLUMN_IS_REQUIRED for name in headers if name in required)
    if any(name in plain(file) for name in names):
        score += FILE_NAME_SAYS
    # Of two equal fits, the entity with more matched columns is chosen.
    return score * (len(headers) > 1), table, headers, unsure


def _header(looks: Looks, column: Column, names: tuple[str, ...], taken: Iterable[str]) -> str | None:
    free = {name: plain(name) for name in looks.names if name not in taken}

    def first(headers: Iterable[str]) -> str | None:
        return next((header for header in headers if _can_be(looks.values(header), column)), None)

    for name in names:
        if exact := first(header for header, letters in free.items() if letters == name):
            return exact
    if column.type is Type.MONEY:
        free = {header: letters for header, letters in free.items() if not any(map(letters.__contains__, OTHER_MONEY))}
    near = [
        header
        for name in names
        if len(name) > 2
        for header, letters in free.items()
        if (letters.startswith(name) or letters.endswith(name)) and _can_be(looks.values(header), column)
    ]
    if column.name == "id":  # the column with unique values; a name only when there is no other
        near = [header for header in near if len(set(looks.values(header))) == len(looks.rows)]
        near.sort(key=lambda header: free[header].endswith("name"))
    return near[0] if near else None


def _doubt(guess: Guess) -> None:
    """Adds what the values, or a unit, say against a guess."""
    for name, header in guess.headers.items():
        column, values = guess.table.column(name), guess.values_of(name)
        odd = 0
        if column.type in DATE_TYPES:
            odd = _odd_dates(values)
        elif column.type in NUMBER_TYPES and (found := numbers(values)):
            odd = found.odd
        if odd:
            what = "value is" if odd == 1 else "values are"
            guess.questions[name] = f"{odd} {what} in another form: name such texts in `empty`, `values` or `dates`"
        elif name == "id" and len(set(values)) < len(guess.looks.rows):
            guess.questions[name] = "some rows share it or have none: which columns identify a row?"
        elif name == "duration_seconds" and not UNIT_OF_TIME.search(plain(header)):
            guess.questions[name] = "in seconds? `units` multiplies minutes by 60"


def _odd_dates(values: list[str]) -> int:
    """How many values are not in the format of the others."""
    forms = date_formats(values)
    return sum(not date_formats([value]) or not set(forms) & set(date_formats([value])) for value in values)


def _can_be(values: list[str], column: Column) -> bool:
    """Whether the values can be those of the column."""
    if not values:
        return True
    if column.type in DATE_TYPES:
        return bool(date_formats(values))
    if column.type in NUMBER_TYPES:
        return numbers(values) is not None
    if column.type is Type.BOOLEAN:
        return len(set(values)) <= 2
    return True


def _join(guess: Guess, others: Mapping[str, Guess]) -> None:
    """Finds by the values which column of another entity a reference leads to, and makes that its id."""
    for column in guess.table.columns:
        target = others.get(column.references or "")
        if target is None or column.name not in guess.headers:
            continue
        values = set(guess.values_of(column.name))
        shares = {
            name: len(values & set(target.looks.values(name))) / max(len(values), 1) for name in target.looks.names
        }
        best = max(shares, key=lambda name: (shares[name], name == target.headers.get("id")))
        if shares[best] >= MOST:
            target.headers["id"] = best
            for each, name in ((guess, column.name), (target, "id")):
                if each.questions.get(name) == BY_NAME:
                    del each.questions[name]
        else:
            guess.questions[column.name] = f"most of its values are not in {target.files[0]}"
            continue
        known = {plain(value): value for value in target.looks.values(best)}
        spelt = {value: known[plain(value)] for value in sorted(values) if plain(value) in known}
        if otherwise := {
            value: right for value, right in spelt.items() if value != right and value not in known.values()
        }:
            guess.values[column.name] = otherwise
