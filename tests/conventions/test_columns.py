"""One dictionary of columns: a shared name has one text, a suffix one type, and types are known to DuckDB and Spark."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

# Names that mean something else from model to model.
DIFFERENT = {
    "measure": "a quota is in money or pieces, a forecast of bookings or invoices, a profile of a value or a cycle",
    "reason": "of a missing source, of a match or of a quarantined row",
    "status": "of a finding or of a lead",
    "category": "of a cost, of working time or of a submitted forecast",
    "channel": "of a lead source by the seed, or of a cost as entered",
    "match_status": "an account or customer may lack a candidate, a merged record may not",
    "is_inferred": "what is inferred differs: a date, a territory or a position",
    "line_number": "of a document or of a file",
    "silence_days": "what is usual in a segment, or what was observed on an opportunity",
}
TYPES = r"string|boolean|date|timestamp|integer|bigint|double|decimal\(\d+, \d+\)"
WHOLE, SHARE, AMOUNT = r"integer|bigint", r"double|decimal\(9, 6\)", r"decimal\(\d+, \d+\)"
OF_SUFFIX = {
    "_id": "string",
    "_json": "string",
    "_at": "timestamp",
    "_on": "date",
    "_date": "date",
    "_start": "date",
    "_rc": AMOUNT,
    "_amount": AMOUNT,
    "_count": WHOLE,
    "_days": rf"{WHOLE}|double",
    "_share": SHARE,
    "_rate": SHARE,
    "_ratio": SHARE,
}
# Published under these names: they count items that have no amount.
COUNTS = ("entered_without_amount", "leaked_without_amount")
Column = tuple[str, str, Mapping[str, Any]]


@pytest.fixture(scope="session")
def columns(models: list[Mapping[str, Any]]) -> list[Column]:
    """(model, name, column) of all contracts."""
    contracts = [model for model in models if model["config"]["contract"]["enforced"]]
    return [(model["name"], name, column) for model in contracts for name, column in model["columns"].items()]


@pytest.fixture(scope="session")
def texts(manifest: Mapping[str, Any]) -> Mapping[str, str]:
    """The text of each doc block of the project."""
    blocks = (block for block in manifest["docs"].values() if block["package_name"] == "plumbline")
    return {block["name"]: block["block_contents"].strip() for block in blocks}


def shared(columns: list[Column]) -> Iterator[tuple[str, list[Column]]]:
    """Names that three contracts or more have, and where."""
    by_name: dict[str, list[Column]] = defaultdict(list)
    for column in columns:
        by_name[column[1]].append(column)
    return ((name, found) for name, found in by_name.items() if len(found) >= 3)


def test_shared_names_have_one_text(columns: list[Column], texts: Mapping[str, str]) -> None:
    for name, found in shared(columns):
        if name not in DIFFERENT:
            assert name in texts, f"{name}: write a doc block in dbt/models/_columns.md"
            for model, _, column in found:
                assert column["description"].startswith(texts[name]), (
                    f"{model}.{name} does not begin with doc('{name}')"
                )


def test_exceptions_and_texts_are_needed(columns: list[Column], texts: Mapping[str, str]) -> None:
    assert set(DIFFERENT) <= {name for name, _ in shared(columns)} - set(texts)
    assert set(texts) <= {name for _, name, _ in columns}


def test_types_are_known_to_both_engines(columns: list[Column]) -> None:
    for model, name, column in columns:
        assert re.fullmatch(TYPES, column["data_type"]), f"{model}.{name}: {column['data_type']}"


def test_suffixes_tell_the_type(columns: list[Column]) -> None:
    for model, name, column in columns:
        for suffix, types in OF_SUFFIX.items():
            if name.endswith(suffix) and name not in COUNTS:
                assert re.fullmatch(types, column["data_type"]), f"{model}.{name}: {column['data_type']}"
        if name.startswith(("is_", "has_")):
            assert column["data_type"] == "boolean", f"{model}.{name}"


def test_amounts_in_the_reporting_currency_say_so(columns: list[Column]) -> None:
    for model, name, column in columns:
        if name.endswith("_rc"):
            assert "reporting currency" in column["description"], f"{model}.{name}"
