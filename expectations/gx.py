"""The only module that calls Great Expectations. It judges pandas frames and returns counts, never values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

MAX_KEYS = 20
# Positions of unexpected rows come back, values never do: results must not carry personal data.
RESULT_FORMAT = {
    "result_format": "SUMMARY",
    "partial_unexpected_count": MAX_KEYS,
    "exclude_unexpected_values": True,
    "return_unexpected_index_query": False,
}


class GateError(Exception):
    """Great Expectations could not judge. A failure of its own kind: neither a pass nor bad data."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One expectation, named as in Great Expectations, with what a person reads when it fails.

    `column` is what the failure line names. `tolerated` is the share of bad values that is accepted (see `row_rules`).
    """

    expectation: str
    arguments: Mapping[str, Any]
    column: str
    expected: str
    remedy: str
    tolerated: float = 0.0

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that are judged."""
        return tuple(value for argument, value in self.arguments.items() if argument.startswith("column"))


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one rule found in a frame: rows with a value, how many of them break it, positions of the first 20."""

    rule: Rule
    checked: int
    unexpected: int
    positions: tuple[int, ...] = field(default=())


def new_context() -> Any:
    """A context in memory, without usage reporting. Its first use imports the library, which takes 4 to 10 seconds."""
    context = import_module("great_expectations").get_context(mode="ephemeral")
    context.enable_analytics(False)
    context.variables.progress_bars = {"globally": False, "metric_calculations": False}
    return context


@cache
def _batch_definition() -> Any:
    """One context per process for the gates, made at first use."""
    asset = new_context().data_sources.add_pandas("plumbline").add_dataframe_asset("frame")
    return asset.add_batch_definition_whole_dataframe("whole")


def judge(frame: pd.DataFrame, rules: Sequence[Rule]) -> tuple[Outcome, ...]:
    """Judges a frame by row rules, in one validation.

    The frame's index is replaced by positions. Raises GateError when the library fails on any rule.
    """
    if not rules:
        return ()
    try:
        library = import_module("great_expectations")
        catalogue = import_module("great_expectations.expectations")
        expectations = [
            getattr(catalogue, rule.expectation)(**rule.arguments, meta={"rule": number})
            for number, rule in enumerate(rules)
        ]
        suite = library.ExpectationSuite(name="rules", expectations=expectations)
        batch = _batch_definition().get_batch(batch_parameters={"dataframe": frame.reset_index(drop=True)})
        results = batch.validate(suite, result_format=RESULT_FORMAT).results
    except Exception as error:
        raise GateError(f"Great Expectations could not judge a batch: {type(error).__name__}: {error}") from error
    outcomes = {result.expectation_config.meta["rule"]: _outcome(result, rules) for result in results}
    if len(outcomes) != len(rules):
        raise GateError(f"Great Expectations judged {len(outcomes)} of {len(rules)} rules")
    return tuple(outcomes[number] for number in range(len(rules)))


def _outcome(result: Any, rules: Sequence[Rule]) -> Outcome:
    rule = rules[result.expectation_config.meta["rule"]]
    if message := _exception(result.exception_info or {}):
        raise GateError(f"Great Expectations could not judge {rule.expectation} on {rule.column}: {message}")
    found = result.result
    checked = found["element_count"] - (found.get("missing_count") or 0)
    if rule.expectation == "ExpectColumnValuesToNotBeNull":
        checked = found["element_count"]
    unexpected = found["unexpected_count"]
    positions = tuple(found.get("partial_unexpected_index_list") or ())
    # What the library says must agree with its counts and its rows, else one of them is misread.
    if not (result.success is (unexpected == 0) is (not positions)):
        raise GateError(f"Great Expectations contradicts itself on {rule.expectation} of {rule.column}")
    return Outcome(rule, checked, unexpected, positions)


def _exception(info: Mapping[str, Any]) -> str | None:
    """The message of an exception inside the library: recorded flat, or once per failed metric."""
    for part in (info, *info.values()):
        if isinstance(part, Mapping) and part.get("raised_exception"):
            return str(part.get("exception_message"))
    return None
