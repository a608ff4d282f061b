"""Gate 2 refuses marts of every subject: exit code 4, each is named, and nothing is published.

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
BROKEN = [
    pytest.param(MARTS, id="one_of_each_subject"),
    pytest.param(MARTS[:1], id="one_alone", marks=pytest.mark.long),
]


@pytest.mark.parametrize("broken", BROKEN)
def test_every_row_twice(broken: list[str], company: Path, as_of: str, tmp_path: Path) -> None:
    """A mart whose rows are there twice breaks its own key and nothing else; each one is named."""
    project = copy_project(tmp_path / "project")
    for mart in broken:
        (path,) = (project / "dbt" / "models" / "marts").glob(f"*/{mart}.sql")
        model = path.read_text(encoding="utf-8")
        twice = "select * from original union all select * from original"
        path.write_text(f"with original as (\n{model}\n)\n\n{twice}\n", encoding="utf-8")
    night = run_night(tmp_path / "data", company, project_dir=project, AS_OF=as_of)
    assert night.code == 4, night.output
    assert [mart for mart in MARTS if f"gate 2: {mart}: invariants (key " in night.output] == broken
    assert not (tmp_path / "data" / "published" / "current").exists()
