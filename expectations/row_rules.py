"""What gate 1 expects of the rows that would land: one rule per constraint of a column in its contract."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from expectations.gx import Rule
from ingest.contracts import Column, Pair, Table

# A few odd values are typing errors, many are a broken export: a batch is rejected above both limits.
FEW_ROWS = 3
FEW_SHARE = 0.1
# Values that a system maintains may break in single rows; values that people enter need to hold in most rows only.
KEPT_SHARE = 0.01
ENTERED_SHARE = 0.5


def row_rules(table: Table, present: Sequence[str]) -> tuple[Rule, ...]:
    """The rules of a table's columns that are among `present`, in contract order, then those of its pairs."""
    of_columns = (rule for column in table.columns if column.name in present for rule in _of(column))
    return (*of_columns, *(_of_pair(table, pair) for pair in table.pairs if {pair.lower, pair.upper} <= set(present)))


def is_refused(rule: Rule, checked: int, unexpected: int, is_whole_delivery: bool) -> bool:
    """Whether `unexpected` of `checked` values break a rule badly enough to reject the batch.

    Strict rules accept no bad value. Tolerant rules accept 3 rows or their share, but not a complete batch.
    """
    if not rule.tolerated:
        return unexpected > 0
    is_all = is_whole_delivery and 0 < checked == unexpected
    return is_all or (unexpected > FEW_ROWS and unexpected > rule.tolerated * checked)


def _of_pair(table: Table, pair: Pair) -> Rule:
    lower, upper = table.column(pair.lower), table.column(pair.upper)
    return Rule(
        "ExpectColumnPairValuesAToBeGreaterThanB",
        {
            "column_A": pair.upper,
            "column_B": pair.lower,
            "or_equal": True,
            "ignore_row_if": "either_value_is_missing",
        },
        pair.upper,
        f"values not below {lower.source}",
        f"Check that the columns {lower.source} and {upper.source} of the export were not swapped.",
        tolerated=ENTERED_SHARE if pair.is_entered else KEPT_SHARE,
    )


def _of(column: Column) -> Iterator[Rule]:
    name, source = column.name, column.source
    if column.required:
        yield Rule(
            "ExpectColumnValuesToNotBeNull",
            {"column": name},
            name,
            "a value in every row",
            f"Fill {source} at the source and export again.",
        )
    if column.bounds:
        # The readers quarantine such rows: none may land.
        yield Rule(
            "ExpectColumnValuesToBeBetween",
            {
                "column": name,
                "min_value": column.minimum if column.above is None else column.above,
                "strict_min": column.above is not None,
                "max_value": column.maximum,
            },
            name,
            f"values {column.bounds}",
            f"Check the unit of {source} and that the columns of the export were not swapped.",
        )
    if column.pattern is not None:
        yield Rule(
            "ExpectColumnValuesToMatchRegex",
            {"column": name, "regex": column.pattern},
            name,
            f"values that match {column.pattern}",
            f"Check that {source} holds what its header says and that the columns of the export were not swapped.",
            tolerated=FEW_SHARE,
        )
    if column.allowed is not None:
        yield Rule(
            "ExpectColumnValuesToBeInSet",
            {"column": name, "value_set": list(column.allowed)},
            name,
            f"one of {', '.join(column.allowed)}",
            f"Check that {source} holds what its header says and that the columns of the export were not swapped.",
            tolerated=FEW_SHARE,
        )
