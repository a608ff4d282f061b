"""A disk that fills up while a night builds: one line, the last result stays, the next night needs no repair."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.nights import PROJECT_DIR, Night, environment

pytestmark = [pytest.mark.night, pytest.mark.long]

OWN_MOUNTS = ("unshare", "--user", "--map-root-user", "--mount")


def test_a_disk_that_fills_while_models_are_built(
    clean_night: Night, company: Path, as_of: str, tmp_path: Path
) -> None:
    if subprocess.run([*OWN_MOUNTS, "true"], capture_output=True, check=False).returncode:
        pytest.skip("this machine allows no mount namespaces")
    arguments = (tmp_path, clean_night.data_dir, company, as_of)
    done = subprocess.run(
        [*OWN_MOUNTS, sys.executable, "-m", "tests.integration.full_disk", *map(str, arguments)],
        cwd=PROJECT_DIR,
        env=environment(tmp_path),
        capture_output=True,
        text=True,
        timeout=1_200,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    seen = json.loads(done.stdout)
    assert seen["code"] == 1, seen["output"]
    errors = [line for line in seen["output"].splitlines() if " ERROR " in line]
    assert len(errors) == 1, seen["output"]
    assert errors[0].endswith(f"{tmp_path / 'data'}: the disk is full. Free some space and start again")
    assert "nothing was published; the result before this one stays" in seen["output"]
    assert "Traceback" not in seen["output"]
    assert seen["run_id"] == clean_night.run_json["run_id"]
    assert seen["rows"] == clean_night.run_json["row_counts"]["rep_performance_monthly"]
    code, output, digest = seen["next"]
    assert (code, digest) == (0, clean_night.run_json["digest"]), output
