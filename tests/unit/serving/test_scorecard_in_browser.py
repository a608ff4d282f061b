"""The page in a real browser: it is drawn, and nothing on it tries to reach another host."""

from __future__ import annotations

import shutil
import subprocess

import pytest

from serving.publish import publish

pytestmark = pytest.mark.live
FLAGS = ("--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--enable-logging=stderr")


@pytest.fixture
def browse(tmp_path):
    """Opens a page; gives the size of its screenshot in bytes and what the page was refused."""
    browser = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if browser is None:
        pytest.skip("no Chromium on this machine")

    def browse(page):
        picture = tmp_path / "page.png"
        profile = f"--user-data-dir={tmp_path / 'profile'}"
        command = [browser, *FLAGS, profile, f"--screenshot={picture}", "--window-size=1280,1600", page.as_uri()]
        done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=True)
        refused = [line for line in done.stderr.splitlines() if "CONSOLE" in line]
        return picture.stat().st_size, refused

    return browse


def test_the_published_page_is_drawn_and_reaches_for_nothing(settings, run, browse):
    page = publish(settings, run).folder / "scorecard" / "index.html"
    size, refused = browse(page)
    assert size > 40_000, "a blank page is smaller"
    assert refused == []


def test_the_browser_would_tell_of_a_page_that_reaches_out(settings, run, browse, tmp_path):
    page = publish(settings, run).folder / "scorecard" / "index.html"
    other = tmp_path / "other.html"
    html = page.read_text(encoding="utf-8")
    other.write_text(html.replace("</body>", '<img src="https://a.example/x.png"></body>'), encoding="utf-8")
    assert any("a.example" in line for line in browse(other)[1])
