"""Runs dbt in this process: its results come back as objects, and nothing is imported or parsed a second time."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ingest.loading.landing import systems_in_use
from ingest.settings import PROJECT_DIR, Settings
from ingest.systems import SYSTEMS

DBT_DIR = PROJECT_DIR / "dbt"
KEPT_PARSE = "partial_parse.msgpack"
GOOD = ("success", "pass", "warn")
NOT_EVERY_NIGHT = "tag:by_construction"


class DbtError(Exception):
    """dbt could not be run: the project, the profile or the arguments are wrong."""


@dataclass(frozen=True, slots=True)
class NodeResult:
    """The result of one model, seed or test; `message` is dbt's. `name` of a generic test is its model and test."""

    unique_id: str
    name: str
    status: str
    seconds: float
    message: str
    compiled_code: str

    @property
    def is_good(self) -> bool:
        """Whether the node was built, or the test passed."""
        return self.status in GOOD


def run_environment(settings: Settings) -> dict[str, str]:
    """What dbt/macros/run_settings.sql and dbt/profiles.yml read of the environment when SQL is executed."""
    company = settings.company
    return {
        "PLUMBLINE_BUILD_FILE": str(settings.build_file),
        "PLUMBLINE_RUN_AS_OF": settings.as_of.isoformat(),
        "PLUMBLINE_RUN_REPORTING_CURRENCY": company.reporting_currency,
        "PLUMBLINE_RUN_COMPANY_TIME_ZONE": company.time_zone,
        "PLUMBLINE_RUN_FISCAL_YEAR_START_MONTH": str(company.fiscal_year_start_month),
        "PLUMBLINE_RUN_TEAM_FROM": company.team_from,
        "PLUMBLINE_RUN_SYSTEMS": ",".join(systems_in_use(settings)),
    }


def exclusions(run: Mapping[str, str]) -> list[str]:
    """dbt's options for what a night leaves out: models of systems not in use lie in folders named after them.

    `run` is the `run_environment` of the night.
    """
    unused = sorted(set(SYSTEMS) - set(run["PLUMBLINE_RUN_SYSTEMS"].split(",")))
    folders = [f"path:{layer}/{system}" for system in unused for layer in ("models/*", "tests")]
    return ["--exclude-resource-type", "unit_test", "--exclude", NOT_EVERY_NIGHT, *folders]


def run_dbt(
    arguments: Sequence[str],
    target: Path,
    parsed: Path | None = None,
    project_dir: Path | None = None,
    progress: list[str] | None = None,
) -> list[NodeResult]:
    """Runs one dbt command with its output below `target`; of `parse` no node results are returned.

    The caller has added `run_environment` to this process's. `parsed` is the target folder of an earlier `parse`, whose
    result is used as it is: dbt itself parses anew when the path of the build file has changed. `progress` is kept to
    one line that says how far dbt has come.

    Raises:
        DbtError: dbt ended before it ran a node.
    """
    from dbt.cli.main import dbtRunner  # noqa: PLC0415 - dbt takes seconds to import

    project = project_dir or DBT_DIR
    folders = {"project-dir": project, "profiles-dir": project, "target-path": target, "log-path": target}
    options = [part for name, path in folders.items() for part in (f"--{name}", str(path))]
    # Other lines repeat the results and the compiled SQL, and formatting them takes about a tenth of dbt's time.
    quiet = ["--log-level", "error", "--log-level-file", "error", "--no-use-colors", "--no-send-anonymous-usage-stats"]
    callbacks = [] if progress is None else [_counting(progress)]
    runner = dbtRunner(_manifest(parsed) if parsed else None, callbacks)
    with contextlib.chdir(project):
        outcome = runner.invoke([*arguments, *options, *quiet])
        _close_database()
    if outcome.exception:
        raise DbtError(" ".join(str(outcome.exception).split())) from outcome.exception
    results = getattr(outcome.result, "results", ())
    return [
        NodeResult(
            result.node.unique_id,
            _name(result.node),
            str(result.status),
            result.execution_time,
            result.message or "",
            getattr(result.node, "compiled_code", None) or "",
        )
        for result in results
    ]


def _name(node: Any) -> str:
    test, model = getattr(node, "test_metadata", None), getattr(node, "attached_node", None)
    return f"{model.split('.')[2]}: {test.name}" if test and model else node.name


def _manifest(parsed: Path) -> Any:
    """The parsed project that dbt left in a target folder."""
    from dbt.contracts.graph.manifest import Manifest  # noqa: PLC0415
    from dbt.parser.manifest import extended_mashumuro_decoder  # noqa: PLC0415

    manifest = Manifest.from_msgpack((parsed / KEPT_PARSE).read_bytes(), decoder=extended_mashumuro_decoder)
    manifest.build_flat_graph()
    return manifest


def _close_database() -> None:
    """dbt-duckdb keeps its connection until the process ends; gate 2 and publishing open the file anew."""
    from dbt.adapters.duckdb.connections import DuckDBConnectionManager  # noqa: PLC0415

    if DuckDBConnectionManager._ENV is not None:  # noqa: SLF001 - dbt-duckdb offers no public way
        DuckDBConnectionManager._ENV.close()  # noqa: SLF001
        DuckDBConnectionManager._ENV = None  # noqa: SLF001


def _counting(progress: list[str]) -> Callable[[object], None]:
    """A callback that counts the finished nodes of all that dbt has selected."""
    finished = total = 0

    def count(event: Any) -> None:
        nonlocal finished, total
        if event.info.name == "ConcurrencyLine":
            total = event.data.node_count
        # dbt also reports ephemeral models, which it does not count among the selected ones.
        elif event.info.name == "NodeFinished" and event.data.node_info.materialized != "ephemeral":
            finished += 1
            progress[:] = [f"{finished} of {total} seeds, models and tests"]

    return count
