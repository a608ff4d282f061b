"""Drafts a mapping file for a folder of exports; a comment `# ?` marks what a person must decide."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import yaml

from ingest.configuration.plain_files import names_of
from ingest.configuration.printable import listed
from ingest.contracts import Type
from ingest.csv_mapping.guess import KEYS, UNIT_OF_TIME, Guess, guesses, plain
from ingest.csv_mapping.looks import Looks, Numbers, date_formats, look, numbers
from ingest.csv_mapping.mapping import DATE_TYPES, NUMBER_TYPES
from ingest.reading.delivery import SourceError
from ingest.reading.export_folder import ExportFolder, open_folder

# Columns that are not required, but without which most figures are missing.
IMPORTANT = {
    "opportunity": ("account_id", "amount", "created_date", "closed_date"),
    "opportunity_change": ("old_value", "new_value"),
    "lead": ("owner_id", "status"),
    "proposal": ("owner_id", "amount"),
    "activity": ("rep_id", "opportunity_id"),
    "account": ("name",),
    "product": ("name", "list_price"),
    "rep": ("name", "email"),
}
MINUTE, HOUR = 60, 3600
PATTERNS = ("*.csv", "*.txt", "*.tsv")
CURRENCY_SIGNS = {
    "€": "EUR",
    "$": "USD",
    "£": "GBP",
    "¥": "JPY",
    "EUR": "EUR",
    "USD": "USD",
    "GBP": "GBP",
    "CHF": "CHF",
}
# A probability is landed in percent; what is written as a share of 1 looks like this.
PERCENT = 100
SHARE = re.compile(r"0?[.,]\d+|[01]([.,]0*)?")
WON = re.compile(r"(\b|closed|_)won\b|gewonnen|ganad", re.IGNORECASE)
LOST = re.compile(r"(\b|closed|_)lost\b|verloren|perdid|abandon|cancel|disqualif|abgesagt", re.IGNORECASE)


def draft(folder: Path) -> str:
    """The text of a mapping file for the files of a folder.

    Raises:
        SourceError: the folder cannot be used.
    """
    with TemporaryDirectory() as work_dir:
        looks, unreadable = _looks(open_folder("csv_mapping", folder, Path(work_dir)))
        return "\n".join(_lines(folder, looks, unreadable)) + "\n"


def _lines(folder: Path, looks: dict[str, Looks], unreadable: list[str]) -> list[str]:
    found = guesses(looks)
    used = {file for guess in found.values() for file in guess.files}
    return [
        f"# A draft for the files of {folder.name}. Decide what is marked `# ?`, then check it:",
        "# make doctor MAPPING=<this file> FOLDER=<the folder>",
        "# as_of: 2025-06-30 # ? the last day of the export; default: yesterday",
        "",
        *_entities(found),
        *(f"# ? not used: {file} ({listed(looks[file].names)})" for file in looks if file not in used),
        *(f"# ? not read: {line}" for line in unreadable),
    ]


def _looks(folder: ExportFolder) -> tuple[dict[str, Looks], list[str]]:
    looks, unreadable = {}, []
    for name in sorted(name for pattern in PATTERNS for name in names_of(folder.path, pattern)):
        try:
            looks[name] = look(folder.find(name) or folder.path / name)
        except (ValueError, SourceError) as error:
            unreadable.append(str(error))
    return looks, unreadable


def _entities(found: dict[str, Guess]) -> Iterator[str]:
    yield "entities:"
    if "rep" not in found:
        yield from _reps_of_others(found)
    for name, guess in found.items():
        yield f"  {name}:"
        yield from (f"    {line}" for line in _block(guess))
        yield ""


def _reps_of_others(found: dict[str, Guess]) -> Iterator[str]:
    """Where no file lists the reps: those whom another file names."""
    yield "  rep:"
    for guess in found.values():
        for column in guess.table.columns:
            if column.references == "rep" and column.name in guess.headers:
                header = _scalar(guess.headers[column.name])
                yield f"    file: {_files(guess)} # no file lists the reps: the reps named in this file are used"
                yield from (f"    {line}" for line in _form(guess))
                yield "    other_columns: false"
                yield f"    columns: {{ id: {header}, name: {header} }}"
                yield ""
                return
    yield "    file: null # ? which file names the reps?"
    yield "    columns: { id: null } # ?"
    yield ""


def _block(guess: Guess) -> Iterator[str]:
    yield f"file: {_files(guess)}"
    yield from _form(guess)
    yield from _dates(guess)
    if not guess.looks.has_header:
        names = ", ".join(map(_scalar, guess.looks.names))
        yield f"header: [{names}] # ? the file has none: name its columns"
    yield "columns:"
    yield from (f"  {line}" for line in _columns(guess))
    if values := dict(_values(guess)):
        yield "values:"
        for name, (meanings, question) in values.items():
            pairs = ", ".join(f"{_scalar(text)}: {_scalar(meaning)}" for text, meaning in meanings.items())
            yield f"  {name}: {{ {pairs} }}{question}"
    yield from _numbers(guess)
    yield from _defaults(guess)


def _columns(guess: Guess) -> Iterator[str]:
    for column in guess.table.columns:
        header = guess.headers.get(column.name)
        question = f" # ? {guess.questions[column.name]}" if column.name in guess.questions else ""
        if header:
            yield f"{column.name}: {_scalar(header)}{question}"
        elif column.name == "id" and guess.table.name in KEYS:
            parts = [guess.headers[name] for name in KEYS[guess.table.name] if name in guess.headers]
            yield f'id: {{ join: [{", ".join(map(_scalar, parts))}], with: "-" }} # ? do they identify one row?'
        elif column.name in ("is_closed", "is_won") and "stage_name" in guess.headers:
            yield f"{column.name}: {_scalar(guess.headers['stage_name'])}"
        elif column.name in IMPORTANT.get(guess.table.name, ()):
            yield f"# ? {column.name}: was not found; which of {listed(guess.looks.names)}"
        elif column.required:
            yield f"{column.name}: null # ? required: which of {listed(guess.looks.names)}"


def _values(guess: Guess) -> Iterator[tuple[str, tuple[dict[str, Any], str]]]:
    """By column: what its texts mean, and what to decide."""
    for name, spelt in guess.values.items():
        yield name, (dict(spelt), " # ? other spelling there")
    if "stage_name" in guess.headers:
        stages = sorted(guess.looks.distinct(guess.headers["stage_name"], guess.paths))
        over = {stage: bool(WON.search(stage) or LOST.search(stage)) for stage in stages}
        won = {stage: bool(WON.search(stage)) for stage in stages}
        for name, meanings in (("is_closed", over), ("is_won", won)):
            if name not in guess.headers:
                yield name, (meanings, " # ? what each stage means")


def _form(guess: Guess) -> Iterator[str]:
    """How the files are written, where it is not as by default."""
    looks = guess.looks
    if looks.encoding != "utf-8":
        yield f"encoding: {looks.encoding}"
    if looks.delimiter != ",":
        yield f"delimiter: {_quoted(looks.delimiter)}"
    if looks.skip:
        yield f"skip: {looks.skip} # lines above the header"
    found = _numbers_of(guess).values()
    decimals = Counter(each.decimal for each in found if each.decimal)
    decimal = decimals.most_common(1)[0][0] if decimals else "."
    thousands = Counter(each.thousands for each in found if each.thousands not in ("", decimal))
    group = thousands.most_common(1)[0][0] if thousands else ""
    if not decimals and group in (".", ","):
        yield f"decimal: {_quoted({'.': ',', ',': '.'}[group])} # ? no number has decimals"
    elif decimal == ",":
        yield 'decimal: ","' + (" # ? columns differ" if len(decimals) > 1 else "")
    if group and not (group == "." and decimal != "."):
        yield f"thousands: {_quoted(group)}"


def _dates(guess: Guess) -> Iterator[str]:
    found: dict[str, list[str]] = {}
    for column in guess.table.columns:
        if column.type in DATE_TYPES and column.name in guess.headers:
            forms = date_formats(guess.values_of(column.name))
            if forms and forms != ["iso"]:
                found[column.name] = forms
    # What all columns can have together is surer than what one of them shows.
    shared = [form for form in next(iter(found.values()), []) if all(form in forms for forms in found.values())]
    lines = {name: shared or forms for name, forms in found.items()}
    if lines:
        pairs = ", ".join(f"{name}: {_quoted(forms[0])}" for name, forms in lines.items())
        others = sorted({form for forms in lines.values() for form in forms[1:]})
        yield f"dates: {{ {pairs} }}" + (f" # ? or {', '.join(others)}" if others else "")


def _numbers_of(guess: Guess) -> dict[str, Numbers]:
    columns = [column for column in guess.table.columns if column.type in NUMBER_TYPES]
    found = {column.name: numbers(guess.values_of(column.name)) for column in columns if column.name in guess.headers}
    return {name: each for name, each in found.items() if each}


def _numbers(guess: Guess) -> Iterator[str]:
    found = _numbers_of(guess)
    signs = {name: each.signs for name, each in found.items() if each.signs}
    if signs:
        pairs = ", ".join(f"{name}: [{', '.join(map(_quoted, each))}]" for name, each in signs.items())
        questions = dict.fromkeys(question for each in signs.values() for question in _questions(each))
        yield f"signs: {{ {pairs} }}" + (f" # ? {'; '.join(questions)}" if questions else "")
    for column in guess.table.columns:
        is_percent = column.maximum == PERCENT and column.name in found and not found[column.name].signs
        if is_percent and all(map(SHARE.fullmatch, guess.values_of(column.name))):
            yield f"units: {{ {column.name}: {PERCENT} }} # ? no value is above 1: shares of 1, or percentages below 1?"
    unit = UNIT_OF_TIME.search(plain(guess.headers.get("duration_seconds", "")))
    if unit and (unit["minutes"] or unit["hours"]):
        yield f"units: {{ duration_seconds: {MINUTE if unit['minutes'] else HOUR} }}"


def _questions(signs: Sequence[str]) -> Iterator[str]:
    """What a person must decide about the signs of one column."""
    unknown = [sign for sign in signs if sign not in (*CURRENCY_SIGNS, "%")]
    if unknown:
        yield f"{' and '.join(unknown)} is ignored; write a unit such as thousands in `units`"
    currencies = dict.fromkeys(CURRENCY_SIGNS[sign] for sign in signs if sign in CURRENCY_SIGNS)
    if len(currencies) > 1:
        yield f"one column has {' and '.join(currencies)}: map a column with the currency"


def _defaults(guess: Guess) -> Iterator[str]:
    """What a mapping adds to money without a currency, and to periods without an end."""
    names = {column.name: column for column in guess.table.columns}
    defaults = []
    has_money = any(names[name].type is Type.MONEY for name in guess.headers)
    if "currency" in names and "currency" not in guess.headers and has_money:
        signs = {sign for each in _numbers_of(guess).values() for sign in each.signs}
        code = next((CURRENCY_SIGNS[sign] for sign in sorted(signs) if sign in CURRENCY_SIGNS), "EUR")
        defaults.append(f"  currency: {code} # ? of all amounts")
    if "period_months" in names and not {"period_months", "period_end"} & set(guess.headers):
        defaults.append("  period_months: 3 # ? how long a period is")
    if defaults:
        yield "defaults:"
        yield from defaults


def _files(guess: Guess) -> str:
    return _scalar(guess.files[0]) if len(guess.files) == 1 else f"[{', '.join(map(_scalar, guess.files))}]"


def _scalar(value: object) -> str:
    """A plain value as YAML, in quotes where it needs them."""
    return (
        yaml.safe_dump(value, allow_unicode=True, default_flow_style=True, width=1_000_000)
        .removesuffix("...\n")
        .strip()
    )


def _quoted(text: str) -> str:
    return '"' + text.replace("\t", "\\t").replace('"', '\\"') + '"'
