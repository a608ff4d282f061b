"""What gate 1 expects of the rows that would land: one rule per promise of a column in the contract."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from expectations.gx import Rule
from ingest.contracts import Column, Table

# A few odd values are a person's typing, many are a broken export: refused above both.
FEW_ROWS = 3
FEW_SHARE = 0.1


def row_rules(table: Table, present: Sequence[str]) -> tuple[Rule, ...]:
    """The rules of a table's columns that are among `present`, in contract order."""
    return tuple(rule for column in table.columns if column.name in present for rule in _of(column))


def is_refused(rule: Rule, checked: int, unexpected: int, is_whole_delivery: bool) -> bool:
    """Whether `unexpected` of `checked` values break a rule badly enough to refuse the delivery.

    Strict rules forgive nothing. Tolerant ones forgive 3 rows or 10 %, unless a whole delivery has no good value.
    """
    if not rule.is_tolerant:
        return unexpected > 0
    is_all = is_whole_delivery and 0 < checked == unexpected
    return is_all or (unexpected > FEW_ROWS and unexpected > FEW_SHARE * checked)


def _of(column: Column) -> Iterator[Rule]:
    name, source = column.name, column.source
    if column.required:
        yield Rule(
            "ExpectColumnValuesToNotBeNull",
            {"column": name},
            name,
            "a value in every row",
            f"Fill {source} at the source and deliver again.",
        )
    if column.minimum is not None or column.maximum is not None:
        yield Rule(
            "ExpectColumnValuesToBeBetween",
            {"column": name, "min_value": column.minimum, "max_value": column.maximum},
            name,
            _range(column),
            f"Check the unit of {source} and that the columns of the export were not swapped.",
            is_tolerant=True,
        )
    if column.pattern is not None:
        yield Rule(
            "ExpectColumnValuesToMatchRegex",
            {"column": name, "regex": column.pattern},
            name,
            f"values that match {column.pattern}",
            f"Check that {source} holds what its header says and that the columns of the export were not swapped.",
            is_tolerant=True,
        )
    if column.allowed is not None:
        yield Rule(
            "ExpectColumnValuesToBeInSet",
            {"column": name, "value_set": list(column.allowed)},
            name,
            f"one of {', '.join(column.allowed)}",
            f"Check that {source} holds what its header says and that the columns of the export were not swapped.",
            is_tolerant=True,
        )


def _range(column: Column) -> str:
    if column.maximum is None:
        return f"values of at least {column.minimum:g}"
    if column.minimum is None:
        return f"values of at most {column.maximum:g}"
    return f"values from {column.minimum:g} to {column.maximum:g}"
