"""What gate 1 expects of a whole batch: rules on frames of its profile, with one row per table or per column."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from expectations.gx import Rule
from expectations.row_rules import FEW_ROWS, FEW_SHARE
from ingest.contracts import Batch, Column, Delivery

# Rows that vanish between two deliveries: of tables that people clean up, of tables that say what happened, and of
# files whose manifest says that they are whole, so that none was cut off.
MAX_VANISHED_SHARE = 0.05
MAX_VANISHED_HISTORY_SHARE = 0.01
MAX_VANISHED_PROMISED_SHARE = 0.5
# Rows that still refer to what has just vanished: an export taken in one moment has none.
MAX_LEFT_BEHIND_SHARE = 0.1
MAX_ORPHAN_SHARE = 0.5
MAX_ORPHAN_HISTORY_SHARE = 0.1
MAX_OLDER_SHARE = 0.1
MAX_REPEATED_SHARE = 0.5
# Of two columns that were swapped, all rows in which they differ have exchanged their values.
MAX_SWAPPED_SHARE = 0.5
ON_PURPOSE = "If this is intended, state the file's number of rows in manifest.json."

# One frame for all tables of a system, not one per table: an expectation costs 4 ms however few rows it judges.
# A figure is empty when the rule does not apply; Great Expectations ignores empty values.
TABLE_RULES: tuple[Rule, ...] = (
    Rule(
        "ExpectColumnPairValuesToBeEqual",
        {"column_A": "distinct_keys", "column_B": "good_rows"},
        "distinct_keys",
        "one row per key",
        "Keep one row per key and export again.",
    ),
    Rule(
        "ExpectColumnValuesToBeBetween",
        {"column": "rows_where_some_landed_before", "min_value": 1},
        "rows_where_some_landed_before",
        "rows, as in earlier batches",
        f"The export is empty: run it again and check its filter and its user's rights. {ON_PURPOSE}",
    ),
    Rule(
        "ExpectColumnPairValuesAToBeGreaterThanB",
        {
            "column_A": "vanished_allowed",
            "column_B": "vanished",
            "or_equal": True,
            "ignore_row_if": "either_value_is_missing",
        },
        "vanished",
        "nearly all rows that landed before",
        f"The file may have been cut off or filtered: export the complete file again. {ON_PURPOSE}",
    ),
    Rule(
        "ExpectColumnValuesToBeBetween",
        {"column": "repeated_share", "max_value": MAX_REPEATED_SHARE},
        "repeated_share",
        "few duplicate rows",
        "Remove the copies: each row of this sheet counts.",
    ),
    Rule(
        "ExpectColumnValuesToBeBetween",
        {"column": "older_share", "max_value": MAX_OLDER_SHARE},
        "older_share",
        "rows not older than those that landed",
        "This is an older file: deliver the newest one.",
    ),
    Rule(
        "ExpectColumnValuesToBeBetween",
        {"column": "quarantined_share", "max_value": FEW_SHARE},
        "quarantined_share",
        "at most 10 % of unreadable rows",
        "Read the reasons of the quarantined rows: so many mean that the export has changed, not that people mistype.",
    ),
)
COLUMN_RULES: tuple[Rule, ...] = (
    Rule(
        "ExpectColumnValuesToBeBetween",
        {"column": "left_behind_share", "max_value": MAX_LEFT_BEHIND_SHARE},
        "left_behind_share",
        "the referenced rows in this batch again",
        "The other file may have been cut off: export both files completely, on the same day.",
    ),
    Rule(
        "ExpectColumnValuesToBeBetween",
        {"column": "swapped_share", "max_value": MAX_SWAPPED_SHARE},
        "swapped_share",
        "the values that it had before",
        "Check that the columns of the export were not swapped.",
    ),
    Rule(
        "ExpectColumnPairValuesAToBeGreaterThanB",
        {
            "column_A": "orphans_allowed",
            "column_B": "orphans",
            "or_equal": True,
            "ignore_row_if": "either_value_is_missing",
        },
        "orphans",
        "most ids to be found in the table they refer to",
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
        "some values, as in earlier batches",
        "The column is empty now: check the export's field list and its user's rights to the field.",
    ),
)
# The rules about ids that are not found in the table they refer to.
REFERENCE_RULES = ("orphans", "left_behind_share")


def table_figures(batch: Batch) -> dict[str, float | None]:
    """The figures of one table that `TABLE_RULES` judge; None where a rule does not apply to the table."""
    profile = batch.profile
    delivered, previous = profile.get("delivered_rows", 0), profile.get("previous_rows", 0)
    quarantined, repeated = profile.get("quarantined_rows", 0), profile.get("repeated_rows", 0)
    changed, older = profile.get("changed_rows", 0), profile.get("older_rows", 0)
    is_full = batch.table.delivery is Delivery.FULL
    is_emptied_on_purpose = profile.get("promised_rows") == 0
    is_share_judged = quarantined > FEW_ROWS or (0 < quarantined == delivered)
    return {
        "distinct_keys": profile.get("distinct_keys"),
        "good_rows": delivered - quarantined - profile.get("duplicate_rows", 0) if "distinct_keys" in profile else None,
        "rows_where_some_landed_before": delivered if is_full and previous and not is_emptied_on_purpose else None,
        "vanished": _vanished(batch) if not is_emptied_on_purpose else None,
        "vanished_allowed": max(FEW_ROWS, _vanished_share(batch) * previous),
        "older_share": older / changed if older > FEW_ROWS else None,
        "repeated_share": repeated / profile["different_rows"] if repeated > FEW_ROWS else None,
        "quarantined_share": quarantined / delivered if is_share_judged and delivered else None,
    }


def _vanished(batch: Batch) -> int:
    """The vanished rows that are not explained by a vanished parent or by a row that replaced them."""
    profile = batch.profile
    vanished = profile.get("vanished_rows", 0) - profile.get("vanished_with_parent", 0)
    if not batch.table.is_keyed_by_content:
        return vanished
    lost = profile.get("previous_rows", 0) - profile.get("distinct_keys", 0) - profile.get("quarantined_rows", 0)
    return min(vanished, max(0, lost))


def _vanished_share(batch: Batch) -> float:
    if batch.profile.get("is_promised"):
        return MAX_VANISHED_PROMISED_SHARE
    return MAX_VANISHED_HISTORY_SHARE if batch.table.is_history else MAX_VANISHED_SHARE


def column_figures(batch: Batch, delivered: Mapping[str, int]) -> Iterator[dict[str, Any]]:
    """The figures of each column that `COLUMN_RULES` judge. `delivered` holds the rows of each table of the system."""
    for column in batch.table.columns:
        figures = _references(column, batch, delivered) | _values(column, batch.profile)
        if any(value is not None for value in figures.values()):
            yield {
                "column": column.name,
                "references": column.references,
                "max_distinct": column.max_distinct,
                "swapped_with": _swapped(column, batch.profile)[0],
                **figures,
            }


def _references(column: Column, batch: Batch, delivered: Mapping[str, int]) -> dict[str, float | None]:
    """The figures of a reference column; None where few ids have no target."""
    profile = batch.profile
    orphans, left_behind, ids = _missing(column.name, profile)
    rows = profile.get("distinct_keys", 0)
    # A table that is not delivered is not connected: a missing target in it is no error.
    has_target = column.references is not None and delivered.get(column.references, 0) > 0
    are_many = orphans > FEW_ROWS or orphans > MAX_ORPHAN_SHARE * rows
    # History rows may refer to unknown records when the other file was cut off or filtered.
    share = MAX_ORPHAN_HISTORY_SHARE if batch.table.is_history and column.required else MAX_ORPHAN_SHARE
    return {
        "orphans": orphans if has_target and are_many else None,
        "orphans_allowed": share * ids,
        "left_behind_share": left_behind / ids if left_behind > FEW_ROWS else None,
    }


def is_some_found(column: str, profile: Mapping[str, int]) -> bool:
    """Whether some id of a column is found, or there are too few ids to judge. In a swapped column no id is found."""
    orphans, left_behind, ids = _missing(column, profile)
    return ids <= FEW_ROWS or orphans + left_behind < ids


def _missing(column: str, profile: Mapping[str, int]) -> tuple[int, int, int]:
    """How many ids of a column are found nowhere, how many refer to what has just vanished, and how many there are."""
    orphans, left_behind = (profile.get(f"{kind}:{column}", 0) for kind in ("orphans", "left_behind"))
    return orphans, left_behind, profile.get(f"filled:{column}", profile.get("distinct_keys", 0))


def _values(column: Column, profile: Mapping[str, int]) -> dict[str, float | None]:
    """The figures of a column, compared with the values that landed before."""
    # A person may clear the few values that a column had; an export that lost the column cleared many, or all.
    before = profile.get(f"previously_filled:{column.name}", 0)
    was_filled = before > FEW_ROWS or 0 < profile.get("distinct_keys", 0) <= before
    return {
        "swapped_share": _swapped(column, profile)[1],
        "distinct": profile.get(f"distinct:{column.name}") if column.max_distinct is not None else None,
        "filled_where_filled_before": profile.get(f"filled:{column.name}") if was_filled else None,
    }


def _swapped(column: Column, profile: Mapping[str, int]) -> tuple[str, float | None]:
    """The column with which most values were exchanged, and the share of the differing ones that were."""
    prefix = f"swapped:{column.name}/"
    partners = {name.removeprefix(prefix): rows for name, rows in profile.items() if name.startswith(prefix)}
    if not partners:
        return "", None
    partner = max(partners, key=lambda name: partners[name])
    rows, is_all = partners[partner], partners[partner] == profile.get("distinct_keys")
    return partner, rows / profile[f"differing:{column.name}/{partner}"] if rows > FEW_ROWS or is_all else None


def observed(rule: Rule, figures: Mapping[str, Any], profile: Mapping[str, int]) -> str:
    """What was found, in words, by a rule that failed. `figures` is the judged row, `profile` what it was made from."""
    number = figures.get(rule.column)
    texts: dict[str, Sequence[object]] = {
        "distinct_keys": (figures.get("good_rows"), "rows with", number, "keys"),
        "rows_where_some_landed_before": ("0 rows where", profile.get("previous_rows"), "had landed"),
        "vanished": (profile.get("vanished_rows"), "of", profile.get("previous_rows"), "gone"),
        "repeated_share": (profile.get("repeated_rows"), "of", profile.get("different_rows"), "there more than once"),
        "older_share": (profile.get("older_rows"), "of", profile.get("changed_rows"), "changed rows that are older"),
        "quarantined_share": (profile.get("quarantined_rows"), "of", profile.get("delivered_rows"), "rows unreadable"),
        "orphans": (number, "rows whose id is not in", figures.get("references")),
        "left_behind_share": (
            profile.get(f"left_behind:{figures.get('column')}"), "rows that refer to rows now missing from",
            figures.get("references"),
        ),
        "swapped_share": ("the values of", figures.get("swapped_with")),
        "distinct": (number, "different values where at most", figures.get("max_distinct"), "are plausible"),
        "filled_where_filled_before": ("no value at all",),
    }  # fmt: skip
    return " ".join(f"{part:,.0f}" if isinstance(part, float | int) else str(part) for part in texts[rule.column])
