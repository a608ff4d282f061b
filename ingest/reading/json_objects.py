"""Converts JSON files to one object per line: arrays on a line, answers in their envelope, indented files."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from ingest.contracts import Table, tables
from ingest.reading.delivery import SourceError

# A double holds 15 digits for sure; a longer number is kept as a text.
SAFE_LENGTH = 15
Numbers = np.ndarray[Any, np.dtype[np.int64]]


def exact_number(digits: str) -> str | float:
    """A number of JSON that is not changed by being read."""
    return float(digits) if len(digits) <= SAFE_LENGTH else digits


DECODER = json.JSONDecoder(parse_float=exact_number, parse_constant=str)
BLANK = re.compile(r"\s*")


@dataclass(frozen=True, slots=True)
class Spelling:
    """How the objects of a table are told: by a key that all of them have, and the names of the contract.

    An API names a list of objects in its envelope; clients of it write the same names as `invoiceID` or `invoice_id`.
    """

    key: str
    list_name: str
    names: Mapping[str, str]

    @classmethod
    def of(cls, table: Table) -> Spelling:
        """The spelling of a table's contract and of those that are nested in it."""
        family = [table, *(child for child in tables(table.system) if child.parent == table.name)]
        sources = [column.source for each in family for column in each.columns]
        nested = [each.source for each in family if each.parent]
        names = [part for source in (*sources, *nested) for part in source.split(".") if part.isalnum() or "_" in part]
        key = next(column.source for column in table.columns if column.required)
        return cls(key, plain(Path(table.source).stem), {plain(name): name for name in names})

    def objects(self, value: Any) -> Iterator[dict[str, Any]]:
        """The objects of a value: its own, those of an array, those of an envelope.

        Raises:
            TypeError: there is something else among them.
        """
        if isinstance(value, list):
            for each in value:
                yield from self.objects(each)
            return
        if not isinstance(value, dict):
            raise TypeError
        if self.key in value:
            yield value
            return
        inner = next((each for name, each in value.items() if plain(name) == self.list_name), None)
        if isinstance(inner, list):
            yield from self.objects(inner)
        else:
            yield self._renamed(value)

    def _renamed(self, value: Any) -> Any:
        if isinstance(value, list):
            return [self._renamed(each) for each in value]
        if not isinstance(value, dict):
            return value
        right = {name: self.names.get(plain(name), name) for name in value}
        return {name if right[name] in value else right[name]: self._renamed(each) for name, each in value.items()}


def plain(name: str) -> str:
    """A name without what spellings of it differ in."""
    return name.replace("_", "").lower()


def write_objects(path: Path, copy: Path, spelling: Spelling, where: str) -> Numbers:
    """Writes the objects of a file to `copy`, one a line; the line of each where it, or the value it is in, begins.

    Raises:
        SourceError: a line is no JSON value, or not of objects.
    """
    numbers: list[int] = []
    copy.parent.mkdir(parents=True, exist_ok=True)
    with copy.open("w", encoding="utf-8") as written:
        for number, value in _values(path, where):
            try:
                found = [json.dumps(each) for each in spelling.objects(value)]
            except (TypeError, RecursionError) as error:
                raise _no_objects(where, number) from error
            written.writelines(f"{each}\n" for each in found)
            numbers += [number] * len(found)
    return np.array(numbers, np.int64)


def _no_objects(where: str, line: int) -> SourceError:
    what = "this is not a complete JSON object, nor an array of such"
    remedy = "Export the complete file again, with each object or array on one line"
    return SourceError(f"{where} line {line}", what, remedy)


def _values(path: Path, where: str) -> Iterator[tuple[int, Any]]:
    """The values, each with the line where it begins: one a line, or those of an indented file."""
    is_first = True
    with path.open(encoding="utf-8-sig", newline="\n") as stream:
        for number, line in enumerate(stream, start=1):
            if not line.strip():
                continue
            try:
                yield number, DECODER.decode(line)
            except (ValueError, RecursionError) as error:
                if is_first and not isinstance(error, RecursionError):
                    break
                raise _no_objects(where, number) from error
            is_first = False
        else:
            return
    yield from _indented(path.read_text(encoding="utf-8-sig"), where)


def _indented(text: str, where: str) -> Iterator[tuple[int, Any]]:
    end, number = 0, 1
    while (begin := BLANK.match(text, end).end()) < len(text):  # type: ignore[union-attr]
        number += text.count("\n", end, begin)
        if end and "\n" not in text[end:begin]:
            raise _no_objects(where, number)
        try:
            value, end = DECODER.raw_decode(text, begin)
        except RecursionError as error:
            raise _no_objects(where, number) from error
        except json.JSONDecodeError as error:
            what = f"this is not JSON ({error.msg}); the file may have been cut off"
            raise SourceError(f"{where} line {error.lineno}", what, "Export the complete file again") from error
        yield number, value
        number += text.count("\n", begin, end)
