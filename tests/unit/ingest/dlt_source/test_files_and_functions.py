"""Files and Python sources land through the same mapping."""

from __future__ import annotations

import sys
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from ingest.loading.load import Status
from tests.unit.ingest.dlt_source.conftest import API, Acme, landed

HEAD = API.split("      rest_api:")[0]
FILES = HEAD + "      filesystem: {folder: exports, resources: {reps: reps.parquet, opportunities: 'deals_*.jsonl'}}\n"
FUNCTION = HEAD + "      python: {source: 'acme_crm:source', arguments: {region: '${ACME_REGION}'}}\n"
CODE = """
from datetime import UTC, datetime
from decimal import Decimal
import dlt, pandas, pyarrow

@dlt.resource
def reps():
    yield pandas.DataFrame({"id": [1], "name": ["Ana"]})

@dlt.resource
def opportunities(updated_at=dlt.sources.incremental("updated_at", initial_value=datetime(2026, 1, 1, tzinfo=UTC))):
    print("asked from", updated_at.last_value)
    yield {"id": 1, "owner": {"id": 1}, "title": "One", "stage": "Won", "amount": Decimal("0.10"),
        "created_on": None, "updated_at": datetime(2026, 2, 1, 10, tzinfo=UTC)}

@dlt.source
def source(region):
    assert region == "eu"
    return [reps, opportunities]

def no_source(region):
    return [1]

@dlt.source
def broken(region):
    @dlt.resource
    def reps():
        raise ValueError("a value that is not to be shown")
        yield
    return [reps]
"""


@pytest.fixture
def files(acme: Acme) -> Path:
    acme.sources = FILES
    folder = acme.folder / "exports"
    folder.mkdir()
    reps = pa.table({"id": [1], "name": ["Ana"], "since": [datetime(2026, 1, 1, tzinfo=UTC)]})
    pq.write_table(reps, folder / "reps.parquet")
    (folder / "deals_1.jsonl").write_text(
        '{"id": 1, "owner": {"id": 1}, "title": "One", "stage": "Won", "amount": 12345678901234.5678, '
        '"created_on": "2026-01-31", "updated_at": "2026-02-01"}\n\n'
    )
    (folder / "deals_2.jsonl").write_text(
        '{"id": 2, "owner": {"id": 1}, "title": "Two", "stage": "Open", "amount": null, '
        '"created_on": "2026-01-31", "updated_at": "2026-02-09"}\n'
    )
    return folder


def test_files_land_exactly_once(acme: Acme, files: Path) -> None:
    first = acme.night()
    assert first.status is Status.ACCEPTED, first.problems
    assert landed(first) == {"rep": 1, "opportunity": 2}
    assert acme.rows("opportunity", "id, amount, created_date") == [
        ("1", Decimal("12345678901234.5678"), date(2026, 1, 31)),
        ("2", None, date(2026, 1, 31)),
    ]
    assert acme.night().status is Status.UNCHANGED
    file = files / "deals_2.jsonl"
    file.write_text(file.read_text().replace("null", "5").replace("02-09", "02-10"))
    assert landed(acme.night()) == {"opportunity": 1}


@pytest.mark.parametrize(
    ("what", "says"),
    [
        ("cut", "deals_2.jsonl line 1: this is not a complete JSON object. Export the complete file again"),
        ("gone", "there is no file deals_*.jsonl in its folder. Add the file, or correct the sources file"),
        ("link", "deals_2.jsonl is a link that leads out of the folder. Put the file itself there"),
    ],
)
def test_files_that_cannot_be_used(acme: Acme, files: Path, tmp_path: Path, what: str, says: str) -> None:
    file = files / "deals_2.jsonl"
    if what == "cut":
        file.write_text(file.read_text()[:30])
    elif what == "gone":
        for each in files.glob("*.jsonl"):
            each.unlink()
    else:
        file.rename(tmp_path / "outside.jsonl")
        file.symlink_to(tmp_path / "outside.jsonl")
    assert acme.night().problems == (f"csv_mapping.opportunity: resource opportunities: {says}",)


@pytest.fixture
def function(acme: Acme, monkeypatch: pytest.MonkeyPatch) -> Acme:
    acme.sources, acme.environ = FUNCTION, {"ACME_REGION": "eu"}
    (acme.folder / "acme_crm.py").write_text(CODE)
    monkeypatch.syspath_prepend(acme.folder)
    monkeypatch.delitem(sys.modules, "acme_crm", raising=False)
    return acme


def test_a_python_source_lands_and_is_told_from_when(function: Acme, capsys: pytest.CaptureFixture[str]) -> None:
    first = function.night()
    assert first.status is Status.ACCEPTED, first.problems
    assert landed(first) == {"rep": 1, "opportunity": 1}
    assert function.rows("opportunity", "name, amount, created_date") == [("One", Decimal("0.1"), None)]
    assert function.night().status is Status.UNCHANGED
    told = capsys.readouterr().out.splitlines()
    assert told == ["asked from 2026-01-01 00:00:00+00:00", "asked from 2026-02-01 09:00:00+00:00"]


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("absent", "there is no function acme_crm:absent (module 'acme_crm' has no attribute 'absent')"),
        ("no_source", "the function gives no dlt source and no dlt resource. Decorate"),
        ("broken", "it failed: ValueError in acme_crm.py, line 28. Correct the source"),
    ],
)
def test_a_function_that_cannot_be_used(function: Acme, name: str, says: str) -> None:
    function.sources = function.sources.replace("acme_crm:source", f"acme_crm:{name}")
    (problem,) = function.night().problems
    assert problem.startswith(f"csv_mapping.rep: resource reps: {says}")
