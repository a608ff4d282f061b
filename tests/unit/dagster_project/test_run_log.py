"""Lines of a night: names from files bring no line break and no escape code into them."""

from __future__ import annotations

import subprocess
from pathlib import Path

from dagster_project.run_log import LOGGER, logging_to


def test_a_line_of_a_night_is_one_printable_line(tmp_path: Path) -> None:
    before = list(LOGGER.handlers)  # pytest may have some of its own there
    with logging_to(tmp_path / "night.log"):
        LOGGER.info("columns: %s", "a\nb\x1b[31m\r\u202ec")
    lines = (tmp_path / "night.log").read_text(encoding="utf-8").splitlines()
    assert [line.partition(" ")[2] for line in lines if "columns" in line] == ["INFO    columns: a?b?[31m??c"]
    assert before == LOGGER.handlers


def test_foreign_output_in_the_log_is_printable(tmp_path: Path) -> None:
    log = tmp_path / "night.log"
    with logging_to(log):
        subprocess.run(["printf", r"error: \"a\rb\033[31m\"\nnext line\n"], check=True)
        LOGGER.info("é")
    foreign, following, ours = log.read_text(encoding="utf-8").splitlines()
    assert (foreign, following) == ('error: "a?b?[31m"', "next line")
    assert ours.endswith(" é")
    assert list(tmp_path.iterdir()) == [log]
