"""A company that never existed, with planted truth: writes what real systems export. Imports nothing of ours."""

from simulator.parameters import Identity, Parameters
from simulator.writer import write

__all__ = ["Identity", "Parameters", "write"]
