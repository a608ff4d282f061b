"""Gate 1: can a batch be used? It runs before the load is committed and accepts or rejects the batch as a whole."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from expectations import gx, rows
from expectations.profile_rules import (
    COLUMN_RULES,
    REFERENCE_RULES,
    TABLE_RULES,
    column_figures,
    is_some_found,
    observed,
    table_figures,
)
from expectations.row_rules import is_refused, row_rules
from ingest.contracts import Batch, Failure, Verdict


def judge(batches: Sequence[Batch]) -> Verdict:
    """Judges all tables of one batch: their profiles first, then the rows that would land.

    Raises:
        GateError: Great Expectations itself failed. Never a pass.
    """
    failures, tolerated = [*_judge_tables(batches)], list[Failure]()
    for failure, is_fatal in _judge_columns(batches):
        (failures if is_fatal else tolerated).append(failure)
    for batch in batches:
        for names, files in rows.by_columns(batch.files).items():
            for failure, is_fatal in _judge_rows(batch, names, files):
                (failures if is_fatal else tolerated).append(failure)
    return Verdict(tuple(failures), tuple(f"{failure} The values were loaded unchanged." for failure in tolerated))


def _judge_tables(batches: Sequence[Batch]) -> Iterator[Failure]:
    judged = [(batch, table_figures(batch)) for batch in batches]
    for rule, batch, figures in _failing(judged, TABLE_RULES):
        is_key = rule.column == "distinct_keys"
        yield Failure(
            system=batch.table.system,
            table=batch.table.name,
            column=", ".join(batch.table.key) if is_key else "(rows)",
            expected=rule.expected,
            observed=observed(rule, figures, batch.profile),
            remedy=rule.remedy,
            keys=tuple(map(rows.printable, batch.repeated_keys)) if is_key else (),
        )


def _judge_columns(batches: Sequence[Batch]) -> Iterator[tuple[Failure, bool]]:
    """Yields each broken rule of a column and whether the batch is rejected for it.

    What a row may do without may also be missing from the export: the managers of the exported sales users, say. So
    may some of the users: the owner of a record is then an unknown rep.
    """
    delivered = {batch.table.name: batch.profile.get("delivered_rows", 0) for batch in batches}
    reps = [batch.table.name for batch in batches if batch.table.is_rep]
    judged = [(batch, figures) for batch in batches for figures in column_figures(batch, delivered)]
    for rule, batch, figures in _failing(judged, COLUMN_RULES):
        failure = Failure(
            system=batch.table.system,
            table=batch.table.name,
            column=figures["column"],
            expected=rule.expected,
            observed=observed(rule, figures, batch.profile),
            remedy=rule.remedy,
        )
        is_missing_target = rule.column in REFERENCE_RULES
        references = figures["references"]
        is_optional = rule.column == "orphans" and not batch.table.column(failure.column).required
        # If not one id is found, the column probably holds something else. Only in a reference within the table, such
        # as the manager of a user, may all ids be missing.
        is_filtered = is_some_found(failure.column, batch.profile) or references == batch.table.name
        yield failure, not (is_missing_target and is_filtered and (is_optional or references in reps))


Judged = tuple[Batch, Mapping[str, Any]]


def _failing(judged: Sequence[Judged], rules: Sequence[gx.Rule]) -> Iterator[tuple[gx.Rule, Batch, Mapping[str, Any]]]:
    """Each rule with each profile that breaks it. Great Expectations returns at most 20."""
    if not judged:
        return
    names = {name for rule in rules for name in rule.columns}
    frame = pd.DataFrame([figures for _, figures in judged], columns=sorted(names), dtype="float64")
    for outcome in gx.judge(frame, rules):
        for position in outcome.positions:
            yield outcome.rule, *judged[position]


def _judge_rows(batch: Batch, names: Sequence[str], files: Sequence[Path]) -> Iterator[tuple[Failure, bool]]:
    """Judges the files of one table that share their columns; counts are added up over the pieces.

    Yields each broken rule and whether the batch is rejected for it.
    """
    table, rules = batch.table, row_rules(batch.table, names)
    if not rules:
        return
    needed = [name for name in names if name in table.key or any(name in rule.columns for rule in rules)]
    checked, unexpected = [0] * len(rules), [0] * len(rules)
    keys: list[list[str]] = [[] for _ in rules]
    for piece in rows.pieces(files, needed):
        for number, outcome in enumerate(gx.judge(rows.frame(piece), rules)):
            checked[number] += outcome.checked
            unexpected[number] += outcome.unexpected
            keys[number] += rows.keys(piece, table, outcome.positions)
    for rule, total, bad, found in zip(rules, checked, unexpected, keys, strict=True):
        if bad:
            failure = Failure(
                system=table.system,
                table=table.name,
                column=rule.column,
                expected=rule.expected,
                observed=f"{bad:,} of {total:,} values that are not",
                remedy=rule.remedy,
                keys=tuple(found[: gx.MAX_KEYS]),
            )
            is_whole_delivery = total >= batch.profile.get("distinct_keys", 0)
            yield failure, is_refused(rule, total, bad, is_whole_delivery)
