"""The company: its parameters, clock, people and exchange rates, and the part of its customers that is looked at."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from simulator import currencies, customers, draws, people
from simulator.clock import Clock
from simulator.currencies import Rates
from simulator.customers import Customers
from simulator.parameters import Parameters
from simulator.people import People


@dataclass(frozen=True)
class Company:
    """What all subjects share. Parameters, clock, people and rates are those of the whole company.

    A big company is simulated in parts: customers and as many opportunities as are sold to them. Every rep works in
    all parts; nothing else crosses from one part to another.
    """

    parameters: Parameters
    clock: Clock
    people: People
    rates: Rates
    part: int
    opportunities: int
    customers: Customers

    def stream(self, subject: str) -> np.random.Generator:
        """The random numbers of one subject in this part."""
        return draws.stream(self.parameters.seed, subject, self.part)

    def common_stream(self, subject: str) -> np.random.Generator:
        """The random numbers of one subject that is the same in every part."""
        return draws.stream(self.parameters.seed, subject)


def parts(parameters: Parameters) -> Iterator[Company]:
    """Draws people and rates once, and each part with customers of its own."""
    clock = Clock.of(parameters)
    force = people.simulate(parameters, clock)
    rates = currencies.simulate(parameters, clock)
    for part, start in enumerate(range(0, parameters.opportunities, parameters.part_size)):
        size = min(parameters.part_size, parameters.opportunities - start)
        market = customers.simulate(parameters, force.count, part, size)
        yield Company(parameters, clock, force, rates, part, size, market)
