"""The company as given before anything is sold: its parameters, clock, people, customers and exchange rates."""

from __future__ import annotations

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
    """What all subjects share."""

    parameters: Parameters
    clock: Clock
    people: People
    customers: Customers
    rates: Rates

    def stream(self, subject: str) -> np.random.Generator:
        """The random numbers of one subject."""
        return draws.stream(self.parameters.seed, subject)


def found(parameters: Parameters) -> Company:
    """Draws people, customers and rates."""
    clock = Clock.of(parameters)
    force = people.simulate(parameters, clock)
    market = customers.simulate(parameters, force.count)
    return Company(parameters, clock, force, market, currencies.simulate(parameters, clock))
