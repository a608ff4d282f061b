"""The list of who was forgotten: its hashes are HMAC-SHA256, its file is written whole and for its owner alone."""

from __future__ import annotations

import hashlib
import hmac
from pathlib import Path

import pytest

from ingest.forget.hashes import BrokenListError, Hashes, read, with_key, write
from ingest.reading.judging import workspace

TEXTS = ("ana@muster.example", "salesforce.contact:0031", "Ñandú", "x" * 1000)


def test_the_hash_is_hmac_sha256() -> None:
    known = with_key(Hashes())
    with workspace() as connection:
        known.offer(connection)
        for text in TEXTS:
            expected = hmac.new(bytes.fromhex(known.key), text.encode(), hashlib.sha256).hexdigest()
            assert connection.execute("select keyed(?)", [text]).fetchall() == [(expected,)]
        assert connection.sql("select keyed(null)").fetchall() == [(None,)]


def test_the_list_is_read_as_it_was_written(tmp_path: Path) -> None:
    path = tmp_path / "data" / "forgotten"
    assert read(path) == Hashes()
    first = write(path, with_key(read(path)), ["a" * 64])
    second = write(path, with_key(read(path)), ["b" * 64, "a" * 64])
    assert second == read(path)
    assert (second.key, second.hashes) == (first.key, {"a" * 64, "b" * 64})
    assert path.stat().st_mode & 0o777 == 0o600
    assert [entry.name for entry in path.parent.iterdir()] == ["forgotten"]


def test_every_data_folder_has_a_key_of_its_own() -> None:
    assert with_key(Hashes()).key != with_key(Hashes()).key


@pytest.mark.parametrize("content", ["", "\n", "no key\n", f"{'a' * 64}\n{'b' * 63}\n", f"{'a' * 64}\n\n"])
def test_a_broken_list_is_refused_and_not_taken_for_an_empty_one(tmp_path: Path, content: str) -> None:
    path = tmp_path / "forgotten"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(BrokenListError, match="is damaged"):
        read(path)
