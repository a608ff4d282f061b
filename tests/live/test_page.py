"""The scorecard in a real browser: it draws, and it asks no other host for anything."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.nights import Night

pytestmark = pytest.mark.live


@pytest.fixture(scope="module")
def visit(clean_night: Night, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Path, Path]:
    """The page's DOM after scripts ran, its screenshot, and Chromium's own log of every request."""
    browser = shutil.which("chromium")
    if browser is None:
        pytest.skip("no chromium on this machine")
    folder = tmp_path_factory.mktemp("browser")
    screenshot, log = folder / "page.png", folder / "net.json"
    page = (clean_night.published / "scorecard" / "index.html").resolve().as_uri()
    flags = [
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-background-networking",
        "--disable-component-update",
    ]
    flags += [f"--user-data-dir={folder / 'profile'}", "--window-size=1280,1600", f"--log-net-log={log}"]
    command = [browser, *flags, f"--screenshot={screenshot}", "--dump-dom", page]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=True)
    return done.stdout, screenshot, log


def test_it_draws(visit: tuple[str, Path, Path]) -> None:
    dom, screenshot, _ = visit
    assert screenshot.stat().st_size > 20_000
    assert re.search(r"<h1[^>]*>\s*\S", dom)
    assert dom.count("<svg") >= 2


def test_it_asks_no_other_host(visit: tuple[str, Path, Path]) -> None:
    log = json.loads(visit[2].read_text(encoding="utf-8"))
    urls = {event["params"]["url"] for event in log["events"] if "url" in event.get("params", {})}
    assert any(url.startswith("file://") and url.endswith("scorecard/index.html") for url in urls)
    assert not [
        url for url in urls if not url.startswith(("file://", "data:", "chrome:", "about:", "blob:", "devtools:"))
    ]


def test_its_numbers_are_those_beside_it(visit: tuple[str, Path, Path], clean_night: Night) -> None:
    """The titles that the browser shows are those of numbers.json, which was computed with them."""
    numbers = json.loads((clean_night.published / "scorecard" / "numbers.json").read_text(encoding="utf-8"))
    titles = [figure["title"] for figure in numbers["figures"].values()] if "figures" in numbers else []
    assert titles
    assert all(title in visit[0] for title in titles)
