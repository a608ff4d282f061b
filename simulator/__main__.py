"""`python -m simulator --out DIR`: writes the made-up company's files."""

from __future__ import annotations

import argparse
import sys
from datetime import date
from pathlib import Path

from simulator import Parameters, write


def main(arguments: list[str] | None = None) -> None:
    """Writes the company; parameters that are not named keep their value of the sheet."""
    parser = argparse.ArgumentParser(prog="python -m simulator", description=__doc__)
    parser.add_argument("--out", type=Path, required=True, help="folder that is written into")
    for name in ("seed", "opportunities", "reps"):
        parser.add_argument(f"--{name}", type=int, help=f"default {getattr(Parameters(), name)}")
    for name in ("first_day", "last_day"):
        option = f"--{name.replace('_', '-')}"
        parser.add_argument(option, type=date.fromisoformat, help=f"default {getattr(Parameters(), name)}")
    given = vars(parser.parse_args(arguments))
    folder = given.pop("out")
    parameters = Parameters().replace(**{name: value for name, value in given.items() if value is not None})
    write(folder, parameters)
    sys.stdout.write(
        f"{folder}: {parameters.opportunities} opportunities, {parameters.reps} reps, seed {parameters.seed}\n"
    )


if __name__ == "__main__":
    main()
