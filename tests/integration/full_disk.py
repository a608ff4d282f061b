"""Nights on a disk that fills up: run in a mount namespace of its own, writes what it saw as JSON.

`python -m tests.integration.full_disk <mount point> <data folder to begin with> <drop folder> <date>`
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

from tests.nights import Night, run_night, start_night

MEGABYTES = 200
# The line after which models are built.
BEGINS_TO_BUILD = " attached ("


def fill(file: Path) -> None:
    """Writes until the disk takes no byte more."""
    size = 1 << 20
    with file.open("wb", buffering=0) as stream:
        while size:
            try:
                stream.write(bytes(size))
            except OSError:
                size //= 2


def night_that_fills_the_disk(data_dir: Path, drop: Path, as_of: str, filler: Path) -> Night:
    """A night whose disk is full once it begins to build."""
    process = start_night(data_dir, drop, AS_OF=as_of)
    lines: list[str] = []
    for line in process.stdout or ():
        lines.append(line)
        if BEGINS_TO_BUILD in line:
            fill(filler)
    return Night(process.wait(), "".join(lines), data_dir)


def main(disk: Path, before: Path, drop: Path, as_of: str) -> None:
    """Copies a data folder to a small disk, lets it fill in a night, and gives the next night its space back."""
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={MEGABYTES}m", "tmpfs", str(disk)], check=True)
    data_dir, filler = Path(shutil.copytree(before, disk / "data", symlinks=True)), disk / "filler"
    full = night_that_fills_the_disk(data_dir, drop, as_of, filler)
    shown = Night(0, "", data_dir)
    seen = {
        "code": full.code,
        "output": full.output,
        "run_id": shown.run_json["run_id"],
        "rows": len(shown.mart("rep_performance_monthly")),
    }
    filler.unlink()
    again = run_night(data_dir, drop, AS_OF=as_of)
    print(json.dumps({**seen, "next": [again.code, again.output, again.run_json["digest"]]}))  # noqa: T201


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3]), sys.argv[4])
