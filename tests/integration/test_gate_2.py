"""Gate 2 refuses a mart of each subject in turn: exit code 4 and nothing published.

That publishing waits for every mart is a test of the wiring, that every mart has a key test one of the conventions.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.nights import PROJECT_DIR, copy_project, run_night

pytestmark = pytest.mark.night

# The first mart of each subject; rules and other parts lie one folder deeper.
SUBJECTS = sorted((PROJECT_DIR / "dbt" / "models" / "marts").iterdir())
MARTS = [min(subject.glob("*.sql")).stem for subject in SUBJECTS]


@pytest.mark.parametrize("mart", MARTS)
def test_every_row_twice(mart: str, company: Path, as_of: str, tmp_path: Path) -> None:
    """A mart whose rows are there twice breaks its own key and nothing else."""
    project = copy_project(tmp_path / "project")
    (path,) = (project / "dbt" / "models" / "marts").glob(f"*/{mart}.sql")
    model = path.read_text(encoding="utf-8")
    twice = "select * from original union all select * from original"
    path.write_text(f"with original as (\n{model}\n)\n\n{twice}\n", encoding="utf-8")
    night = run_night(tmp_path / "data", company, project_dir=project, AS_OF=as_of)
    assert night.code == 4, night.output
    assert mart in night.output
    assert not (tmp_path / "data" / "published" / "current").exists()
