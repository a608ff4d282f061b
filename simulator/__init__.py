"""A company that never existed, with planted truth: writes what real systems export. Imports nothing of ours."""

from simulator.parameters import Parameters
from simulator.writer import write

__all__ = ["Parameters", "write"]
