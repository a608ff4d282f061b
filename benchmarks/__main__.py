"""`make bench`: whole nights and every mart at three sizes of company, as the page RESULTS.md."""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from pathlib import Path

from benchmarks.marts import Comparison, compare_marts
from benchmarks.nights import Company, environment, measure
from benchmarks.report import page
from ingest.settings import load_settings

RESULTS = Path(__file__).parent / "RESULTS.md"
SIZES = (5_000, 100_000, 1_000_000)


def main() -> None:
    """Measures each size in a temporary folder; the page is written anew after each."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("sizes", nargs="*", type=int, default=SIZES, help="opportunities of each company")
    parser.add_argument("--folder", type=Path, help="where the companies are written (default: a temporary folder)")
    arguments = parser.parse_args()
    done: list[tuple[Company, list[Comparison]]] = []
    with tempfile.TemporaryDirectory(dir=arguments.folder) as temporary:
        for size in sorted(arguments.sizes):
            folder = Path(temporary) / str(size)
            company = measure(size, folder)
            settings = load_settings(environment(folder / "data", folder / "drop"))
            done.append((company, list(compare_marts(company.build_file, company.compiled, settings))))
            shutil.rmtree(folder)
            RESULTS.write_text(page(done), encoding="utf-8")
    sys.stdout.write(RESULTS.read_text(encoding="utf-8"))


if __name__ == "__main__":
    main()
