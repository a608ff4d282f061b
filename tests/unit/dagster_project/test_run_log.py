"""Lines of a night: names from files bring no line break and no escape code into them."""

from __future__ import annotations

from pathlib import Path

from dagster_project.run_log import LOGGER, logging_to


def test_a_line_of_a_night_is_one_printable_line(tmp_path: Path) -> None:
    before = list(LOGGER.handlers)  # pytest may have some of its own there
    with logging_to(tmp_path / "night.log"):
        LOGGER.info("columns: %s", "a\nb\x1b[31m\r\u202ec")
    lines = (tmp_path / "night.log").read_text(encoding="utf-8").splitlines()
    assert [line.partition(" ")[2] for line in lines if "columns" in line] == ["INFO    columns: a?b?[31m??c"]
    assert before == LOGGER.handlers
