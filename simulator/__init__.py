"""A fictional company whose truth is known: writes the exports of its systems. Imports nothing of the product."""

from simulator.parameters import Identity, Parameters
from simulator.writer import write

__all__ = ["Identity", "Parameters", "write"]
