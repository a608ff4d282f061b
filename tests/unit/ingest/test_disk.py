"""The disk of the data folder: room for a night, and errors in one line."""

from __future__ import annotations

from collections import namedtuple

import pytest

from ingest.loading import disk

Usage = namedtuple("Usage", "total used free")


def test_less_room_than_the_last_result_took_is_refused(settings, monkeypatch):
    settings.data_dir.mkdir()
    assert disk.shortage(settings) is None
    result = settings.published_dir / "generations" / "run-1"
    result.mkdir(parents=True)
    (result / "sales_marts.duckdb").write_bytes(bytes(3_000_000))
    (settings.published_dir / "current").symlink_to("generations/run-1")
    assert disk.shortage(settings) is None
    monkeypatch.setattr(disk.shutil, "disk_usage", lambda _: Usage(10**7, 8 * 10**6, 2_000_000))
    assert disk.shortage(settings) == (
        f"{settings.data_dir}: 2.0 MB are free on the disk, and the last night needed 3.0 MB for its result. "
        "Free some space and start again"
    )


@pytest.mark.parametrize(
    ("error", "told"),
    [
        ("models: OSError: [Errno 28] No space left on device: 'x'", "the disk is full"),
        ("(sqlite3.OperationalError) database or disk is full\n[SQL: insert]", "the disk is full"),
        ('IO Error: Could not write file "x": No space left on device', "the disk is full"),
        ("[Errno 30] Read-only file system: 'x'", "cannot be written ([Errno 30] Read-only file system: 'x')"),
        ("attempt to write a readonly database", "cannot be written"),
        ("Binder Error: column y not found", None),
    ],
)
def test_errors_of_the_disk_are_told_as_such(settings, error, told):
    line = disk.meaning(settings, error)
    assert line is None if told is None else line.startswith(f"{settings.data_dir}: {told}")


@pytest.mark.parametrize(("free", "is_full"), [(4_096, True), (10**9, False)])
def test_an_unclear_error_on_a_disk_without_room_means_that_it_is_full(settings, monkeypatch, free, is_full):
    monkeypatch.setattr(disk.shutil, "disk_usage", lambda _: Usage(10**10, 10**10 - free, free))
    line = disk.meaning(settings, "(sqlite3.OperationalError) disk I/O error")
    assert (line is not None and "the disk is full" in line) is is_full
