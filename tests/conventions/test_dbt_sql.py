"""What SQL may say where: no clock, no chance, one engine's own in macros only, no threshold out of the air."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from dagster_project.dbt_run import DBT_DIR

CLOCK_AND_CHANCE = r"\b(now|today|random|uuid|getdate)\s*\(|\bcurrent_(date|time|timestamp)\b|\blocaltime"
# What Spark lacks or does otherwise; a dispatched macro may use it.
ONE_ENGINE = (
    *(
        r"\bqualify\b",
        r"\bexclude\s*\(",
        r"\bdistinct\s+on\b",
        r"\bby\s+all\b",
        r"\basof\b",
        r"::",
        r"//",
        r"\bpivot\b",
    ),
    r"\b(generate_series|range|unnest|date_diff|datediff|date_sub|date_part|strptime|strftime|make_date|epoch\w*)\s*\(",
    r"\b(quantile\w*|median|mode|mad|list|list_\w+|arg_m(ax|in)\w*|m(ax|in)_by|string_agg|histogram)\s*\(",
    r"\b(lgamma|gamma|timezone|to_(days|months|years)|regexp_matches|jaro_winkler\w*|levenshtein|struct_pack)\s*\(",
)
COMMENT = re.compile(r"--[^\n]*|/\*.*?\*/|\{#.*?#\}", re.DOTALL)
JINJA = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)
THRESHOLD = re.compile(r"\bthreshold\(\s*'([^']+)'")


def sql_files(*folders: str) -> Iterator[tuple[Path, str]]:
    """Every SQL file below folders of the dbt project, without its comments."""
    for folder in folders:
        for path in sorted((DBT_DIR / folder).rglob("*.sql")):
            yield path, COMMENT.sub(" ", path.read_text(encoding="utf-8"))


def without_macro_names(sql: str, macros: set[str]) -> str:
    """The SQL without our macros' names where they are called: `median` the macro is fine, the function is not."""
    calls = re.compile(rf"\b({'|'.join(map(re.escape, sorted(macros)))})\s*(?=\()")
    return JINJA.sub(lambda block: calls.sub("", block.group()), sql)


@pytest.fixture(scope="module")
def macro_names(manifest: Mapping[str, Any]) -> set[str]:
    return {macro["name"] for macro in manifest["macros"].values() if macro["package_name"] == "plumbline"}


@pytest.fixture(scope="module")
def thresholds() -> list[dict[str, str]]:
    with (DBT_DIR / "seeds" / "thresholds.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def used_thresholds() -> set[str]:
    return {name for _, sql in sql_files("models", "tests") for name in THRESHOLD.findall(sql)}


def test_no_model_asks_the_clock_or_chance() -> None:
    for path, sql in sql_files("models", "macros", "tests"):
        assert not re.search(CLOCK_AND_CHANCE, sql, re.IGNORECASE), path


@pytest.mark.parametrize("pattern", ONE_ENGINE)
def test_engine_specific_sql_stands_in_macros_only(pattern: str, macro_names: set[str]) -> None:
    for path, sql in sql_files("models", "tests"):
        found = re.search(pattern, without_macro_names(sql, macro_names), re.IGNORECASE)
        assert not found, f"{path}: {found.group()}"


def test_engine_specific_macros_are_dispatched() -> None:
    """What only DuckDB has stands in macros called duckdb__, so that another engine can have its own."""
    for path, sql in sql_files("macros"):
        common = re.sub(r"\{%-?\s*macro\s+duckdb__.*?endmacro\s*-?%\}", " ", sql, flags=re.DOTALL)
        text = JINJA.sub(" ", common)
        for pattern in ONE_ENGINE:
            found = re.search(pattern, text, re.IGNORECASE)
            assert not found, f"{path}: {found.group()}"


def test_thresholds_that_are_used_exist(used_thresholds: set[str], thresholds: list[dict[str, str]]) -> None:
    assert used_thresholds <= {row["threshold_id"] for row in thresholds}


def test_a_rule_takes_all_its_numbers_from_the_seed(
    used_thresholds: set[str], thresholds: list[dict[str, str]]
) -> None:
    """A number of a rule that is built but does not read it would be a switch without a wire."""
    built = {name.split(".")[0] for name in used_thresholds}
    rules = {row["threshold_id"] for row in thresholds if row["kind"] == "rule"}
    assert {name for name in rules if name.split(".")[0] in built} <= used_thresholds
