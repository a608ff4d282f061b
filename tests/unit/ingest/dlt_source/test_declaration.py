"""A `dlt` block and a mapping of resources that are wrong: all problems at once, and no secret in the file."""

from __future__ import annotations

from urllib.parse import quote

import pytest

from ingest.csv_mapping.mapping_file import read_mapping
from ingest.dlt_source.watermark import made
from ingest.loading.load import load
from ingest.reading.delivery import SourceError
from tests.unit.ingest.conftest import passing
from tests.unit.ingest.dlt_source.conftest import API, SECRET, SQL, Acme

HEAD = SQL.split("      sql_database:")[0]
SET = {
    "ACME_DATABASE_URL": f"postgresql+psycopg://me:{quote(SECRET, safe='')}@127.0.0.1:1/crm",
    "ACME_API_URL": "https://a.com",
    "ACME_API_TOKEN": f"{SECRET}\n",
}


@pytest.mark.parametrize(
    ("sources", "says"),
    [
        (HEAD + "      mongodb: {}\n", ["must be a block with one of rest_api, sql_database, filesystem"]),
        (SQL.replace("ACME_DATABASE_URL", "ACME_DB"), ["the variable ACME_DB is not set"]),
        (
            SQL.replace("${ACME_DATABASE_URL}", f"postgresql://me:{SECRET}@db/crm"),
            ["sql_database.credentials: a secret is written here; put it into an environment variable"],
        ),
        (
            SQL.replace("schema: sales", "tables: sales"),
            ["sql_database: unknown 'tables'; known are credentials"],
        ),
        (
            API.replace("${ACME_API_TOKEN}", SECRET).replace("${ACME_API_URL}", "http://a.com"),
            ["rest_api.client.auth.token: a secret is written here"],
        ),
        (
            API.replace("${ACME_API_URL}", "http://a.com").replace("${ACME_API_TOKEN}", "${ACME_API_URL}"),
            ["rest_api.client.base_url: must be an address such as https://api.acme.com/v1, without a name or a key"],
        ),
        (API, ["rest_api.client.auth.token: must be one line of ASCII letters"]),
        (
            HEAD + "      filesystem: {folder: ../x, resources: {a: a.jsonl}}\n",
            ["a folder must be a plain relative path, this one holds a step up (..)"],
        ),
        (
            HEAD + "      filesystem: {folder: x, resources: {a: ../a.jsonl, b: b.csv}}\n",
            ["resources.a: must be the name or pattern of files", "resources.b: must be the name or pattern of files"],
        ),
        (
            HEAD + "      python: {source: 'os.system'}\n",
            ["python.source: must name a function such as acme.crm:source"],
        ),
    ],
)
def test_a_block_that_is_wrong(acme: Acme, sources: str, says: list[str]) -> None:
    acme.sources, acme.environ = sources, SET
    _, problems = acme.configured()
    text = "\n".join(problems)
    assert text.startswith("sources.yml line 6: ")
    assert all(each in text for each in says), text
    assert SECRET not in text


def test_the_hash_of_a_configuration_knows_no_secret(acme: Acme) -> None:
    acme.sources, acme.environ = SQL, SET
    declaration = acme.source().dlt
    assert declaration is not None
    assert declaration.declared == {"sql_database": {"credentials": "${ACME_DATABASE_URL}", "schema": "sales"}}
    assert SECRET not in repr(acme.source())
    assert acme.settings_with_source.masked(f"to {SET['ACME_DATABASE_URL']} with {SECRET}") == "to *** with ***"


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        (
            "resource: reps",
            "resource: reps\n    incremental: since",
            "line 4: entities.rep.incremental: rep is always",
        ),
        ("resource: reps", "resource: reps\n    delimiter: ';'", "line 4: entities.rep.delimiter: is for files"),
        ("resource: reps", "resource: a/b", "line 3: entities.rep.resource: must be the name of a resource"),
        ("resource: opportunities", "file: a.csv", "line 7: entities.opportunity.incremental: is for a resource"),
        (
            "incremental: updated_at",
            "incremental: 5",
            "line 7: entities.opportunity.incremental: must be the name",
        ),
    ],
)
def test_a_mapping_that_is_wrong(acme: Acme, old: str, new: str, says: str) -> None:
    (acme.folder / "acme.yml").write_text(acme.mapping.replace(old, new))
    with pytest.raises(SourceError, match=says.replace(".", r"\.")):
        read_mapping(acme.folder / "acme.yml")


def test_a_mapping_of_files_for_a_dlt_source(acme: Acme) -> None:
    acme.sources, acme.environ = SQL, SET
    acme.mapping = acme.mapping.replace("resource: opportunities\n    incremental: updated_at", "file: deals.csv")
    (problem,) = load(acme.source(), acme.settings, passing).problems
    assert problem == (
        "csv_mapping.opportunity: the source has dlt, and its mapping names no resource. "
        "Name a resource in acme.yml line 5"
    )


@pytest.mark.parametrize(
    ("newest", "start"),
    [
        ("2026-03-01T00:30:00Z", "2026-02-28T23:30:00Z"),
        ("2026-03-01T00:30:00.250Z", "2026-02-28T23:30:00.250Z"),
        ("2026-03-01T00:30:00.250001+02:00", "2026-02-28T23:30:00.250001+02:00"),
        ("2026-03-01 00:30:00", "2026-02-28 23:30:00"),
        ("2026-03-01", "2026-02-28"),
    ],
)
def test_an_hour_before_is_written_as_the_source_writes_times(newest: str, start: str) -> None:
    assert made(newest, (), "").start == start
