"""`make bench-rules`: what the rules find of planted defects and of innocent look-alikes, as the page RULES.md.

dbt builds the first company; the compiled SQL of the models is then run for every other company. Thresholds are chosen
on seeds 1 to 99; this command reports seeds from 1000 on.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from itertools import cycle, islice
from pathlib import Path

import duckdb
from scipy.stats import binomtest

from dagster_project.dbt_project import load_manifest
from dagster_project.dbt_run import exclusions, run_environment
from ingest.rules import rules
from simulator import Parameters, write
from simulator.company_kinds import KINDS
from tests.warehouse import dbt, land, wrong

PAGE = Path(__file__).parent / "RULES.md"
FIRST_SEED = 1000
# Of each rule and kind of record: how many there are and how many are reported. A rule's description begins with the
# records that it judges: "One row per open opportunity …".
COUNTS = """
with rules as (
    select unnest({ids}) as rule_id, unnest({types}) as object_type, unnest({states}::varchar[][]) as states
),
findings as (
    select rule_id, object_type, split_part(object_id, ':', 2) as object_id
    from marts.crm_findings
    where status = 'open'
),
behaviours as (
    select distinct rule_id, object_type, object_id, kind
    from read_csv('{truth}/behaviour.csv', all_varchar = true)
),
records as (
    select
        'opportunity' as object_type,
        split_part(opportunity_id, ':', 2) as object_id,
        case when is_open then 'open' when is_won then 'won' else 'lost' end as state
    from core.fct_opportunity
    where not is_deleted
    union all
    select 'rep', split_part(rep_id, ':', 2), ''
    from core.dim_rep
    where is_current
)
select rules.rule_id, coalesce(behaviours.kind, 'other'), count(*), count(findings.rule_id)
from rules
inner join records using (object_type)
left join behaviours using (rule_id, object_type, object_id)
left join findings using (rule_id, object_type, object_id)
where rules.states = [] or list_contains(rules.states, records.state)
group by all
"""


@dataclass(frozen=True, slots=True)
class Statement:
    """One relation of the warehouse and the compiled SQL of its model."""

    relation: str
    type: str
    sql: str


@dataclass(frozen=True, slots=True)
class Template:
    """What every company is built from: the file with the seeds, and the statements in the order of the build."""

    build_file: Path
    statements: Sequence[Statement]


def build_template(folder: Path, parameters: Parameters) -> Template:
    """Lets dbt build a company below `folder`."""
    write(folder / "drop", parameters)
    run = run_environment(land(folder, folder / "drop", AS_OF=parameters.last_day.isoformat()))
    results = dbt(folder, "build", *exclusions(run), "--exclude-resource-type", "test", run=run)
    if problems := wrong(results):
        raise RuntimeError("; ".join(problems))
    nodes = json.loads(load_manifest().read_text(encoding="utf-8"))["nodes"]
    models = ((nodes[one.unique_id], one.compiled_code) for one in results if one.unique_id.startswith("model."))
    statements = [Statement(node["relation_name"], node["config"]["materialized"], sql) for node, sql in models]
    return Template(folder / "build.duckdb", statements)


def count_company(template: Template, folder: Path, parameters: Parameters) -> Counter[tuple[str, str, str]]:
    """Builds a company in a temporary folder and counts its findings."""
    with tempfile.TemporaryDirectory(dir=folder) as temporary:
        company = Path(temporary)
        write(company / "drop", parameters)
        land(company, company / "drop", AS_OF=parameters.last_day.isoformat())
        with duckdb.connect(str(company / "build.duckdb")) as connection:
            connection.execute("set threads = 1")
            _build(connection, template)
            return count_findings(connection, company / "drop" / "truth")


def count_findings(connection: duckdb.DuckDBPyConnection, truth: Path) -> Counter[tuple[str, str, str]]:
    """By rule and kind of record ("planted", "look_alike", "other"): the number of "records" and of "findings"."""
    found: Counter[tuple[str, str, str]] = Counter()
    judged = [(rule.id, rule.object_type, _states(rule.description)) for rule in rules()]
    ids, types, states = map(list, zip(*judged, strict=True))
    query = COUNTS.format(truth=truth, ids=ids, types=types, states=states)
    for rule_id, kind, records, findings in connection.execute(query).fetchall():
        found[rule_id, kind, "records"] = records
        found[rule_id, kind, "findings"] = findings
    return found


def _build(connection: duckdb.DuckDBPyConnection, template: Template) -> None:
    connection.execute(f"attach '{template.build_file}' as template (read_only)")
    schemas = "select schema_name from duckdb_schemas() where database_name = 'template' and not internal"
    for (schema,) in connection.execute(schemas).fetchall():
        connection.execute(f"create schema if not exists {schema}")
    seeds = "select table_name from duckdb_tables() where database_name = 'template' and schema_name = 'seeds'"
    for (name,) in connection.execute(seeds).fetchall():
        connection.execute(f"create table seeds.{name} as from template.seeds.{name}")
    for statement in template.statements:
        connection.execute(f"create {statement.type} {statement.relation} as {statement.sql}")


def _states(description: str) -> list[str]:
    """The states of the opportunities that a rule judges; none where the state does not matter."""
    found = re.match(r"One row per (\w+)(?: or (\w+))? opportunity", description)
    return [state for state in found.groups() if state] if found else []


def companies(number: int, first_seed: int) -> Iterator[Parameters]:
    """Companies of all kinds in turn, each with a seed of its own."""
    for seed, kind in enumerate(islice(cycle((None, *KINDS)), number), start=first_seed):
        yield (Parameters.of_kind(kind) if kind else Parameters()).replace(seed=seed)


def interval(found: int, of: int) -> str:
    """A share with its exact 95% interval (Clopper and Pearson), in percent."""
    if not of:
        return "-"
    limits = binomtest(found, of).proportion_ci()
    return f"{found / of:.1%} ({limits.low:.1%} to {limits.high:.1%})"


def page(found: Counter[tuple[str, str, str]], number: int, first_seed: int) -> Iterator[str]:
    """The lines of a Markdown page with one row per rule."""
    yield "# What the rules find"
    yield ""
    yield f"Made by `make bench-rules` over {number} fictional companies of all kinds, seeds from {first_seed}."
    yield "Planted records show the behaviour that the rule describes; look-alikes are innocent and near to it"
    yield "(`simulator/behaviours/sheet.py`). Other records may show the behaviour by chance, so a finding among them"
    yield "need not be false. Rules about open opportunities are measured on open ones. Shares have their exact 95%"
    yield "interval."
    yield ""
    yield "| rule | planted | found (recall) | look-alikes | found (false) | other records | found |"
    yield "|---|--:|--:|--:|--:|--:|--:|"
    for rule in rules():
        cells = []
        for kind in ("planted", "look_alike", "other"):
            records, findings = found[rule.id, kind, "records"], found[rule.id, kind, "findings"]
            cells += [f"{records:,}", interval(findings, records)]
        yield f"| {rule.id} {rule.title} | {' | '.join(cells)} |"


def main() -> None:
    """Writes and prints the page."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.rules", description=__doc__)
    parser.add_argument("--companies", type=int, default=21)
    parser.add_argument("--first-seed", type=int, default=FIRST_SEED)
    parser.add_argument("--processes", type=int, default=2)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        template = build_template(folder / "template", Parameters(seed=arguments.first_seed))
        found: Counter[tuple[str, str, str]] = Counter()
        with ProcessPoolExecutor(arguments.processes) as pool:
            of_each = companies(arguments.companies, arguments.first_seed)
            for counts in pool.map(partial(count_company, template, folder), of_each):
                found.update(counts)
    PAGE.write_text("\n".join([*page(found, arguments.companies, arguments.first_seed), ""]), encoding="utf-8")
    sys.stdout.write(PAGE.read_text(encoding="utf-8"))


if __name__ == "__main__":
    main()
