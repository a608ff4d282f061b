"""`kill -9` between any two steps and at random moments: the old result stays whole, the next night is a clean one."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import duckdb
import pytest

from tests.nights import PROJECT_DIR, Night, assert_published_whole, run_night, start_night
from tests.sharing import shared
from tests.warehouse import land

pytestmark = [pytest.mark.night, pytest.mark.long]

# In the order in which a night passes them. Each point of publishing: tests/unit/serving/test_publish.py.
FAULT_POINTS = (
    "step:exported",
    "load:committed:finance",
    "step:landed:xero",
    "step:attached",
    "step:built",
    "step:judged",
    "publish:swapped",
    "step:published",
    "step:recorded",
)
SWAPPED = FAULT_POINTS.index("publish:swapped")
# In the order in which `land` passes them.
LOAD_POINTS = ("extracted:salesforce", "gated:salesforce", "committed:salesforce", "gated:xero", "committed:finance")
LAND = "import sys; from pathlib import Path; from tests.warehouse import land; land(*map(Path, sys.argv[1:]))"
RANDOM_KILLS = 20
KILLS_IN_A_ROW = 10


@pytest.fixture(scope="session")
def earlier_drop(company: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The exports of the same company before the last rows of each system were known."""

    def make(folder: Path) -> Path:
        drop = Path(shutil.copytree(company, folder / "drop"))
        for name in ("crm/Task.csv", "email/*.jsonl", "accounting/Payments.jsonl", "finance/costs.csv"):
            path = max(drop.glob(name))
            path.write_text("".join(path.read_text(encoding="utf-8").splitlines(keepends=True)[:-3]), encoding="utf-8")
        return drop

    return shared(tmp_path_factory, "earlier_drop", make)


@pytest.fixture(scope="session")
def earlier(earlier_drop: Path, as_of: str, tmp_path_factory: pytest.TempPathFactory) -> Night:
    """A published night on the earlier exports."""

    def make(folder: Path) -> Night:
        night = run_night(folder / "data", earlier_drop, AS_OF=as_of)
        assert night.code == 0, night.output
        return night

    return shared(tmp_path_factory, "earlier", make)


@pytest.fixture(scope="session")
def undisturbed(earlier: Night, company: Path, as_of: str, tmp_path_factory: pytest.TempPathFactory) -> Night:
    """A night after the earlier one, without a kill. It publishes which findings of the earlier night are fixed."""

    def make(folder: Path) -> Night:
        data_dir = Path(shutil.copytree(earlier.data_dir, folder / "data", symlinks=True))
        night = run_night(data_dir, company, AS_OF=as_of)
        assert night.code == 0, night.output
        return night

    return shared(tmp_path_factory, "undisturbed", make)


@pytest.fixture
def data_dir(earlier: Night, tmp_path: Path) -> Path:
    return Path(shutil.copytree(earlier.data_dir, tmp_path / "data", symlinks=True))


def assert_next_night_is_clean(data_dir: Path, undisturbed: Night, company: Path, as_of: str) -> None:
    again = run_night(data_dir, company, AS_OF=as_of)
    assert again.code == 0, again.output
    assert again.run_json["digest"] == undisturbed.run_json["digest"]


def landed(folder: Path) -> dict[str, list[tuple[object, ...]]]:
    """The rows of every landed table in order, without the time of their load."""
    with duckdb.connect(str(folder / "build.duckdb"), read_only=True) as connection:
        views = connection.execute("select view_name from duckdb_views() where schema_name = 'landing'").fetchall()
        query = "select * exclude (_dlt_load_id, _loaded_at) from landing.{} order by all"
        return {name: connection.execute(query.format(name)).fetchall() for (name,) in views}


def test_a_load_killed_anywhere_lands_the_same(earlier_drop: Path, company: Path, tmp_path: Path) -> None:
    """One kill after the other: what lands in the end is what lands undisturbed, and needs no warehouse to be built."""
    for name in ("undisturbed", "killed"):
        land(tmp_path / name, earlier_drop)
    before = landed(tmp_path / "killed")
    land(tmp_path / "undisturbed", company)
    command = [sys.executable, "-c", LAND, tmp_path / "killed", company]
    for point in LOAD_POINTS:
        environment = {**os.environ, "FAULT_POINT": f"load:{point}"}
        killed = subprocess.run(command, cwd=PROJECT_DIR, env=environment, capture_output=True, check=False)
        assert killed.returncode == -signal.SIGKILL, f"{point} was never reached: {killed.stderr.decode()}"
    subprocess.run(command, cwd=PROJECT_DIR, capture_output=True, check=True)
    assert sum(map(len, before.values())) > 1000
    assert landed(tmp_path / "killed") == landed(tmp_path / "undisturbed") != before


def test_killed_between_two_steps(
    data_dir: Path, earlier: Night, undisturbed: Night, company: Path, as_of: str
) -> None:
    """One kill after the other in the order of the flow: each run starts on what the killed ones left and gets further.

    So every run but the last shows that the one before it can be recovered from, and the last one runs to its end.
    """
    for point in FAULT_POINTS:
        killed = run_night(data_dir, company, AS_OF=as_of, FAULT_POINT=point)
        assert killed.code == -signal.SIGKILL, f"{point} was never reached: {killed.output}"
        is_swapped = FAULT_POINTS.index(point) >= SWAPPED
        assert_published_whole(data_dir, {(undisturbed if is_swapped else earlier).run_json["digest"]})
    assert_next_night_is_clean(data_dir, undisturbed, company, as_of)


@pytest.mark.parametrize("chain", range(RANDOM_KILLS // KILLS_IN_A_ROW))
def test_killed_at_random_moments(
    chain: int, data_dir: Path, earlier: Night, undisturbed: Night, company: Path, as_of: str
) -> None:
    """Ten kills of the whole process group at random moments, then a night that runs to its end."""
    moments = random.Random(chain)  # noqa: S311 - a spread of moments, not a secret
    for _ in range(KILLS_IN_A_ROW):
        run = start_night(data_dir, company, AS_OF=as_of)
        time.sleep(moments.uniform(0.5, undisturbed.seconds))
        os.killpg(run.pid, signal.SIGKILL)
        run.wait(timeout=60)
        assert_published_whole(data_dir, {earlier.run_json["digest"], undisturbed.run_json["digest"]})
    assert_next_night_is_clean(data_dir, undisturbed, company, as_of)
