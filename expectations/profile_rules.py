"""What gate 1 expects of a delivery as a whole: judged on frames of its profile, a row per table or per column."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from expectations.gx import Rule
from expectations.row_rules import FEW_ROWS, FEW_SHARE
from ingest.contracts import Batch, Column, Delivery

MAX_VANISHED_SHARE = 0.5
MAX_ORPHAN_SHARE = 0.5

# One frame for all tables of a system, not one per table: an expectation costs 4 ms however few rows it judges.
# A figure that a rule does not speak of is empty, and Great Expectations passes over what is empty.
TABLE_RULES: tuple[Rule, ...] = (
    Rule(
        "ExpectColumnPairValuesToBeEqual",
        {"column_A": "distinct_keys", "column_B": "good_rows"},
        "distinct_keys",
        "one row per key",
        "Remove the rows that share a key, or keep the right one of each, and deliver again.",
    ),
    Rule(
        "ExpectColumnValuesToBeBetween",
        {"column": "rows_where_some_landed_before", "min_value": 1},
        "rows_where_some_landed_before",
        "rows, as in the deliveries before",
        "The export is empty: run it again and check its filter and its user's rights.",
    ),
    Rule(
        "ExpectColumnValuesToBeBetween",
        {"column": "vanished_share", "max_value": MAX_VANISHED_SHARE},
        "vanished_share",
        "at least half of the rows landed before",
        "Check the filter of the export. Deliver it in two steps if that many rows were deleted on purpose.",
    ),
    Rule(
        "ExpectColumnValuesToBeBetween",
        {"column": "quarantined_share", "max_value": FEW_SHARE},
        "quarantined_share",
        "at most 10 % of unreadable rows",
        "Read the quarantined rows' reasons: many bad rows mean that the export changed, not that people mistype.",
    ),
)
COLUMN_RULES: tuple[Rule, ...] = (
    Rule(
        "ExpectColumnValuesToBeBetween",
        {"column": "orphan_share", "max_value": MAX_ORPHAN_SHARE},
        "orphan_share",
        "at least half of the ids to be found in the table they refer to",
        "Export both files on the same day and with the same filter, and check that columns were not swapped.",
    ),
    Rule(
        "ExpectColumnPairValuesAToBeGreaterThanB",
        {
            "column_A": "max_distinct",
            "column_B": "distinct",
            "or_equal": True,
            "ignore_row_if": "either_value_is_missing",
        },
        "distinct",
        "few different values",
        "Check that the columns of the export were not swapped.",
    ),
    Rule(
        "ExpectColumnValuesToBeBetween",
        {"column": "filled_where_filled_before", "min_value": 1},
        "filled_where_filled_before",
        "some values, as in the deliveries before",
        "The column is empty now: check the export's field list and its user's rights to the field.",
    ),
)


def table_figures(batch: Batch) -> dict[str, float | None]:
    """The figures of one table that `TABLE_RULES` judge; None where a rule does not speak of the table."""
    profile = batch.profile
    delivered, previous = profile.get("delivered_rows", 0), profile.get("previous_rows", 0)
    quarantined, vanished = profile.get("quarantined_rows", 0), profile.get("vanished_rows", 0)
    is_full = batch.table.delivery is Delivery.FULL
    is_share_judged = quarantined > FEW_ROWS or (0 < quarantined == delivered)
    return {
        "distinct_keys": profile.get("distinct_keys"),
        "good_rows": delivered - quarantined - profile.get("duplicate_rows", 0) if "distinct_keys" in profile else None,
        "rows_where_some_landed_before": delivered if is_full and previous else None,
        "vanished_share": vanished / previous if is_full and vanished > FEW_ROWS and previous else None,
        "quarantined_share": quarantined / delivered if is_share_judged and delivered else None,
    }


def column_figures(batch: Batch, delivered: Mapping[str, int]) -> Iterator[dict[str, Any]]:
    """The figures of each column that `COLUMN_RULES` judge. `delivered` holds the rows of each table of the system."""
    for column in batch.table.columns:
        figures = _figures_of(column, batch.profile, delivered)
        if any(value is not None for value in figures.values()):
            yield {
                "column": column.name,
                "references": column.references,
                "max_distinct": column.max_distinct,
                **figures,
            }


def _figures_of(column: Column, profile: Mapping[str, int], delivered: Mapping[str, int]) -> dict[str, float | None]:
    filled = profile.get(f"filled:{column.name}")
    orphans = profile.get(f"orphans:{column.name}", 0)
    base = profile.get("distinct_keys", 0) if filled is None else filled
    # A table that is not delivered is not connected: nothing can be found in it, and that is no fault.
    has_target = column.references is not None and delivered.get(column.references, 0) > 0
    # A person may clear the few values that a column had; an export that lost the column cleared many, or all.
    before = profile.get(f"previously_filled:{column.name}", 0)
    was_filled = before > FEW_ROWS or 0 < profile.get("distinct_keys", 0) <= before
    return {
        "orphan_share": orphans / base if has_target and orphans > FEW_ROWS and base else None,
        "distinct": profile.get(f"distinct:{column.name}") if column.max_distinct is not None else None,
        "filled_where_filled_before": filled if was_filled else None,
    }


def observed(rule: Rule, figures: Mapping[str, Any], profile: Mapping[str, int]) -> str:
    """What was found, in words, by a rule that failed. `figures` is the judged row, `profile` what it was made from."""
    number = figures.get(rule.column)
    texts: dict[str, Sequence[object]] = {
        "distinct_keys": (figures.get("good_rows"), "rows with", number, "keys"),
        "rows_where_some_landed_before": ("0 rows where", profile.get("previous_rows"), "had landed"),
        "vanished_share": (profile.get("vanished_rows"), "of", profile.get("previous_rows"), "gone"),
        "quarantined_share": (profile.get("quarantined_rows"), "of", profile.get("delivered_rows"), "rows unreadable"),
        "orphan_share": (
            profile.get(f"orphans:{figures.get('column')}"), "rows whose id is not in", figures.get("references")
        ),
        "distinct": (number, "different values where at most", figures.get("max_distinct"), "are plausible"),
        "filled_where_filled_before": ("no value at all",),
    }  # fmt: skip
    return " ".join(f"{part:,.0f}" if isinstance(part, float | int) else str(part) for part in texts[rule.column])
