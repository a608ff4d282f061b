"""`plumbline simulate --out DIR`: writes the made-up company's files."""

from __future__ import annotations

import argparse
import sys
from datetime import date
from pathlib import Path

from simulator import Parameters, write
from simulator.company_kinds import KINDS

FEWEST_REPS, DEALS_PER_REP = Parameters().reps, 400


def main(arguments: list[str] | None = None) -> None:
    """Writes the company; parameters that are not named keep their value of the sheet."""
    parser = argparse.ArgumentParser(prog="plumbline simulate", description=__doc__)
    parser.add_argument("--out", type=Path, required=True, help="folder that is written into")
    parser.add_argument("--kind", choices=KINDS, help="kind of company; default: the sheet as it is")
    for name in ("seed", "opportunities"):
        parser.add_argument(f"--{name}", type=int, help=f"default {getattr(Parameters(), name)}, or the kind's")
    parser.add_argument(
        "--reps", type=int, help=f"default one per {DEALS_PER_REP} opportunities, {FEWEST_REPS} at least"
    )
    for name in ("first_day", "last_day", "seen_on"):
        option = f"--{name.replace('_', '-')}"
        parser.add_argument(option, type=date.fromisoformat, help=f"default {getattr(Parameters(), name)}")
    given = vars(parser.parse_args(arguments))
    folder = given.pop("out")
    kind = given.pop("kind")
    parameters = Parameters.of_kind(kind) if kind else Parameters()
    parameters = parameters.replace(**{name: value for name, value in given.items() if value is not None})
    if given["reps"] is None:
        parameters = parameters.replace(reps=max(FEWEST_REPS, parameters.opportunities // DEALS_PER_REP))
    write(folder, parameters)
    sys.stdout.write(
        f"{folder}: {parameters.opportunities} opportunities, {parameters.reps} reps, seed {parameters.seed}\n"
    )
