"""The SQL that turns the texts of a mapped export into those that the casts read.

Order: value map (its result is final), date or number, default; empty values are NULL before. A text in a
format that the mapping does not allow is marked, so that no cast accepts it: its row is quarantined.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import partial

from ingest.contracts import Column, Type
from ingest.csv_mapping.mapping import DATE_TYPES, NUMBER_TYPES, Block
from ingest.csv_mapping.plain_values import DATE_WORDS
from ingest.reading.casts import NUMBER_PATTERN
from ingest.reading.csv_tables import Rewrite
from ingest.reading.delivery import literal

# What most numbers look like.
SHORT = {".": r"-?\d{1,18}(\.\d{1,18})?", ",": r"-?\d{1,18}"}
SPACE = r"[ \x{00A0}\x{202F}]"
GROUPS = {" ": SPACE, "'": r"['\x{2019}]"}
MINUS = r"\x{2212}-"
ISO_FORMAT = "%Y-%m-%dT%H:%M:%S.%f"
ISO_PATTERN = r"\d{4}-\d\d-\d\d.*"
# What of a written format says the zone: an offset or the name of one.
ZONE = re.compile(r"(?<!%)(%%)*%[zZ]")
ISO_WITHOUT_ZONE = r"\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d(\.\d+)?)?)?"
# Days since 1899-12-30, from 1900-03-01 on (spreadsheets count a day before it that never was), in five digits.
SERIAL_PATTERN = r"(6[1-9]|[7-9]\d|\d{3,5})(\.\d+)?"


def rewrites(block: Block) -> dict[str, Rewrite]:
    """What is done to the texts of each column."""
    return {column.name: partial(_rewritten, block, column) for column in block.filled}


def _rewritten(block: Block, column: Column, text: str, _: Mapping[str, str]) -> str:
    result = text
    if column.type in NUMBER_TYPES:
        result = _number(block, column, text)
    elif column.type in DATE_TYPES:
        result = _date(block, column, text)
    if meanings := block.values.get(column.name):
        branches = " ".join(
            f"when {literal(value)} then {'null' if meaning is None else literal(meaning)}"
            for value, meaning in meanings.items()
        )
        result = f"case {text} {branches} else {result} end"
    if column.name in block.defaults:
        result = f"coalesce({result}, {literal(block.defaults[column.name])})"
    return result


def _marked(text: str) -> str:
    """What is no value of any type."""
    return f"{text} || ' ?'"


def _matches(text: str, pattern: str) -> str:
    return f"regexp_full_match({text}, {literal(pattern)})"


def _number(block: Block, column: Column, text: str) -> str:
    """A number as spreadsheets write it, as a plain decimal: 1.234,50 € is 1234.50; (1,234.50) and 12- are negative."""
    form, signs = block.form, block.signs.get(column.name, ())
    point, group = re.escape(form.decimal), GROUPS.get(form.thousands, re.escape(form.thousands))
    grouped = rf"\d{{1,3}}({group}\d{{3}})+|" if form.thousands else ""
    bare = "" if signs else f"|{point}\\d+"
    number = rf"(({grouped}\d+)({point}\d+)?{bare})([eE][+-]?\d{{1,2}})?"
    sign = f"({'|'.join(map(re.escape, signs))})?" if signs else ""
    before, after = f"{SPACE}*{sign}{SPACE}*", f"{SPACE}*{sign}{SPACE}*"
    forms = (
        f"{before}[+{MINUS}]?{SPACE}*{number}{after}",
        f"{SPACE}*[+{MINUS}]{before}{number}{after}",
        f"{before}{number}{SPACE}*[{MINUS}]{after}",
        f"{before}{number}{after}[{MINUS}]{SPACE}*",
        rf"{before}\({before}{number}{after}\){after}",
    )
    is_negative = f"regexp_matches({text}, '^[^0-9]*[({MINUS}]|[{MINUS}][^0-9]*$')"
    first = "" if signs else f"({point})?"
    digits = f"regexp_extract({text}, {literal(f'{first}[0-9](.*[0-9])?')})"
    if form.thousands:
        digits = f"regexp_replace({digits}, {literal(group)}, '', 'g')"
    plain = f"case when {is_negative} then '-' else '' end || replace({digits}, {literal(form.decimal)}, '.')"
    # A decimal point is what the casts read: what they refuse needs no mark.
    other = text if form.decimal == "." else _marked(text)
    value = (
        f"case when {_matches(text, SHORT[form.decimal])} then {text} "
        f"when {_matches(text, '|'.join(forms))} then {plain} else {other} end"
    )
    return _multiplied(value, block.units[column.name]) if column.name in block.units else value


def _multiplied(number: str, factor: str) -> str:
    product = f"(try_cast({number} as decimal(28, 13)) * {factor})::varchar"
    return f"case when {_matches(number, NUMBER_PATTERN)} then coalesce({product}, {_marked(number)}) else {number} end"


def _date(block: Block, column: Column, text: str) -> str:
    """A date or time in ISO 8601; a time without a zone in UTC."""
    formats = block.formats(column)
    if formats == ("iso",) and (column.type is Type.DATE or block.form.time_zone == "UTC"):
        return text
    trimmed = f"trim({text})"
    readings = [_written(trimmed, form) for form in formats if form not in DATE_WORDS]
    if "excel" in formats:
        seconds = f"round(try_cast({trimmed} as decimal(28, 10)) * 86400)::bigint"
        moment = f"timestamp '1899-12-30' + to_seconds({seconds})"
        readings.append(
            f"case when {_matches(trimmed, SERIAL_PATTERN)} then strftime({moment}, {literal(ISO_FORMAT)}) end"
        )
    if "iso" in formats:
        readings.append(f"case when {_matches(trimmed, ISO_PATTERN)} then {trimmed} end")
    value = f"coalesce({', '.join([*readings, _marked(text)])})"
    if column.type is Type.DATE or block.form.time_zone == "UTC":
        return value
    moment = f"timezone({literal(block.form.time_zone)}, try_cast({value} as timestamp))"
    utc = f"strftime({moment}, {literal(ISO_FORMAT)})"
    return f"case when {_matches(value, ISO_WITHOUT_ZONE)} then {utc} else {value} end"


def _written(text: str, form: str) -> str:
    """The reading of one format in ISO 8601, in UTC where the format says the zone.

    Of several formats in one call DuckDB gives a text without a zone the offset of the row before it.
    """
    zone = "Z" if ZONE.search(form) else ""
    return f"strftime(try_strptime({text}, {literal(form)}), {literal(ISO_FORMAT + zone)})"
