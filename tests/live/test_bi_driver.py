"""The published file opened read-only by the oldest driver that is promised, in an environment of its own."""

from __future__ import annotations

import json
import subprocess

import pytest

from tests.nights import PROJECT_DIR, Night

pytestmark = pytest.mark.night

READER = """
import json, sys, duckdb
closed = {"enable_external_access": "false", "lock_configuration": "true"}
connection = duckdb.connect(sys.argv[1], read_only=True, config=closed)
tables = connection.execute("select table_name, comment from duckdb_tables() where schema_name = 'marts'").fetchall()
counts = {name: connection.execute(f'select count(*) from marts."{name}"').fetchone()[0] for name, _ in tables}
print(json.dumps({"version": duckdb.__version__, "counts": counts, "comments": dict(tables)}))
"""


def test_opens_with_duckdb_1_4(clean_night: Night) -> None:
    python = PROJECT_DIR / ".venv-bi" / "bin" / "python"
    if not python.exists():
        pytest.skip("the environment of the old driver is made by `make test`")
    file = clean_night.published / "sales_marts.duckdb"
    done = subprocess.run([python, "-c", READER, file], capture_output=True, text=True, check=True)
    found = json.loads(done.stdout)
    assert found["version"].startswith("1.4.")
    assert found["counts"] == clean_night.run_json["row_counts"]
    assert all(found["comments"].values())
