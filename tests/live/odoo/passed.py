"""`python -m tests.live.odoo.passed`: exit code 0 when nothing of Odoo changed since its live tests passed."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from pathlib import Path

PROJECT_DIR = Path(__file__).parents[3]
RECORD = Path(__file__).with_name("passed.sha256")


def digest() -> str:
    """The digest of what the live tests run on: every tracked file with Odoo in its path but for other tests."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=PROJECT_DIR, capture_output=True, text=True, check=True)
    found = hashlib.sha256()
    for name in sorted(listed.stdout.split("\0")):
        path = PROJECT_DIR / name
        if (
            "odoo" in name
            and not name.startswith(("tests/unit/", "tests/integration/"))
            and path.is_file()
            and path != RECORD
        ):
            found.update(f"{name}\0".encode() + hashlib.sha256(path.read_bytes()).digest())
    return found.hexdigest()


def main() -> None:
    """Compares the files with the record, or writes the record."""
    if "--write" in sys.argv:
        RECORD.write_text(f"{digest()}\n", encoding="utf-8")
    elif not RECORD.exists() or RECORD.read_text(encoding="utf-8").strip() != digest():
        raise SystemExit(1)


if __name__ == "__main__":
    main()
