"""`kill -9` between any two steps and at random moments: the old result stays whole, the next night is a clean one."""

from __future__ import annotations

import os
import random
import shutil
import signal
import time
from pathlib import Path

import duckdb
import pytest

from tests.nights import Night, run_night, start_night

pytestmark = pytest.mark.night

# In the order in which a night passes them.
FAULT_POINTS = (
    "step:exported",
    "load:committed:finance",
    "load:extracted:salesforce",
    "load:gated:salesforce",
    "load:committed:salesforce",
    "step:landed:xero",
    "step:attached",
    "step:built",
    "step:judged",
    "publish:written",
    "publish:verified",
    "publish:renamed",
    "publish:swapped",
    "step:published",
    "step:recorded",
)
SWAPPED = FAULT_POINTS.index("publish:swapped")
RANDOM_KILLS = 20
KILLS_IN_A_ROW = 10


@pytest.fixture(scope="session")
def earlier(company: Path, as_of: str, tmp_path_factory: pytest.TempPathFactory) -> Night:
    """A published night on the same company before the last rows of each system were known."""
    drop = Path(shutil.copytree(company, tmp_path_factory.mktemp("earlier") / "drop"))
    for name in ("crm/Task.csv", "email/*.jsonl", "accounting/Payments.jsonl", "finance/costs.csv"):
        path = max(drop.glob(name))
        path.write_text("".join(path.read_text(encoding="utf-8").splitlines(keepends=True)[:-3]), encoding="utf-8")
    night = run_night(tmp_path_factory.mktemp("earlier") / "data", drop, AS_OF=as_of)
    assert night.code == 0, night.output
    return night


@pytest.fixture
def data_dir(earlier: Night, tmp_path: Path) -> Path:
    return Path(shutil.copytree(earlier.data_dir, tmp_path / "data", symlinks=True))


def assert_published_whole(data_dir: Path, allowed: set[str]) -> None:
    """What is published is one of the allowed results, complete, and a reader sees just what its run.json says."""
    night = Night(0, "", data_dir)
    assert night.run_json["digest"] in allowed
    with duckdb.connect(str(night.published / "sales_marts.duckdb"), read_only=True) as connection:
        for mart, rows in night.run_json["row_counts"].items():
            assert connection.execute(f"select count(*) from marts.{mart}").fetchall() == [(rows,)]
            assert (night.published / "parquet" / f"{mart}.parquet").exists()
    assert (night.published / "scorecard" / "index.html").read_text(encoding="utf-8").rstrip().endswith("</html>")


def assert_next_night_is_clean(data_dir: Path, clean_night: Night, company: Path, as_of: str) -> None:
    again = run_night(data_dir, company, AS_OF=as_of)
    assert again.code == 0, again.output
    assert again.run_json["digest"] == clean_night.run_json["digest"]


@pytest.mark.parametrize("points", [FAULT_POINTS[0::2], FAULT_POINTS[1::2]], ids=["even", "odd"])
def test_killed_between_two_steps(
    points: tuple[str, ...], data_dir: Path, earlier: Night, clean_night: Night, company: Path, as_of: str
) -> None:
    """One kill after the other in the order of the flow: each run starts on what the killed ones left and gets further.

    So every run but the last shows that the one before it can be recovered from, and the last one runs to its end.
    """
    for point in points:
        killed = run_night(data_dir, company, AS_OF=as_of, FAULT_POINT=point)
        assert killed.code == -signal.SIGKILL, f"{point} was never reached: {killed.output}"
        is_swapped = FAULT_POINTS.index(point) >= SWAPPED
        assert_published_whole(data_dir, {(clean_night if is_swapped else earlier).run_json["digest"]})
    assert_next_night_is_clean(data_dir, clean_night, company, as_of)


@pytest.mark.parametrize("chain", range(RANDOM_KILLS // KILLS_IN_A_ROW))
def test_killed_at_random_moments(
    chain: int, data_dir: Path, earlier: Night, clean_night: Night, company: Path, as_of: str
) -> None:
    """Ten kills of the whole process group at random moments, then a night that runs to its end."""
    moments = random.Random(chain)  # noqa: S311 - a spread of moments, not a secret
    for _ in range(KILLS_IN_A_ROW):
        run = start_night(data_dir, company, AS_OF=as_of)
        time.sleep(moments.uniform(0.5, clean_night.seconds))
        os.killpg(run.pid, signal.SIGKILL)
        run.wait(timeout=60)
        assert_published_whole(data_dir, {earlier.run_json["digest"], clean_night.run_json["digest"]})
    assert_next_night_is_clean(data_dir, clean_night, company, as_of)
