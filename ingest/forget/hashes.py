"""The list of who was forgotten: keyed hashes (HMAC-SHA256) of ids and e-mail addresses, and the key."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import duckdb

from ingest.forget.files import replaced
from ingest.loading.run_lock import RefusedError

KEY_BYTES = 32
BLOCK_BYTES = 64
LINE = re.compile(r"[0-9a-f]{64}")


class BrokenListError(RefusedError):
    """The list cannot be read."""


@dataclass(frozen=True, slots=True)
class Hashes:
    """The key and the hashes, in hexadecimal digits; no key where nobody was ever forgotten.

    The key is created with the first entry and stored in the same file: without the key or the hashes, later loads
    would bring all people back, and so would a variable that a scheduler does not set. Without the key,
    landed files reveal nobody; with it, a reader can test whether a guessed person is on the list. Therefore only the
    owner can read the file.
    """

    key: str = ""
    hashes: frozenset[str] = frozenset()

    def offer(self, connection: duckdb.DuckDBPyConnection) -> None:
        """Makes the table `forgotten(hash)` and the macro `keyed(text)`, the keyed hash of a text, in a workspace."""
        connection.execute(
            "create or replace temp table forgotten as select unnest(?::varchar[]) as hash", [sorted(self.hashes)]
        )
        block = bytes.fromhex(self.key).ljust(BLOCK_BYTES, b"\0")
        inner, outer = (f"unhex('{bytes(byte ^ pad for byte in block).hex()}')" for pad in (0x36, 0x5C))
        connection.execute(f"""
            create or replace temp macro keyed(text) as sha256({outer} || unhex(sha256({inner} || encode(text))))
        """)


def read(path: Path) -> Hashes:
    """The list in the file; an empty one where there is no file.

    Raises:
        BrokenListError: the file is not as it was written.
    """
    if not path.exists():
        return Hashes()
    key, *hashes = path.read_text(encoding="ascii", errors="replace").splitlines() or [""]
    if not all(map(LINE.fullmatch, (key, *hashes))):
        raise BrokenListError(f"{path} is damaged. Restore it from a backup: without it forgotten people return")
    return Hashes(key, frozenset(hashes))


def with_key(known: Hashes) -> Hashes:
    """The list with a key of its own, if it has none yet."""
    return known if known.key else Hashes(secrets.token_hex(KEY_BYTES))


def write(path: Path, known: Hashes, more: Iterable[str]) -> Hashes:
    """Adds hashes to the list and gives it as it is now."""
    grown = Hashes(known.key, known.hashes | set(more))
    if grown != known or not path.exists():
        with replaced(path) as beside:
            beside.touch(mode=0o600)
            beside.write_text("\n".join((grown.key, *sorted(grown.hashes), "")), encoding="ascii")
    return grown
