"""A company that never existed, with planted truth: writes what real systems export. Imports nothing of ours."""

from simulator.writer import write
from simulator.parameters import Parameters

__all__ = ["Parameters", "write"]
