"""The sales force: reps with a behaviour each, their managers, teams and territories."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
import pyarrow as pa

from simulator import names
from simulator.clock import DAY, NEVER, Clock
from simulator.draws import Bools, Ints, chance, stream
from simulator.files import Columns, flag, instant, pick, same, text
from simulator.ids import salesforce_ids
from simulator.parameters import Parameters

BEHAVIOURS = ("honest", "inflator", "parker", "unbilled")
HONEST, INFLATOR, PARKER, UNBILLED = range(4)
DOMAIN = "@plumbline.example"
PAIRS = len(names.FIRST_NAMES) * len(names.LAST_NAMES)


@dataclass(frozen=True)
class People:
    """`reps` has one row per rep: behaviour, team, territory, hired_at, left_at, patch (its size), weight (activity), skill (win factor).

    `users` holds the ids of all users: the reps first, then one manager per team, then the director and an integration.
    """

    reps: pd.DataFrame
    users: pa.Array
    names: pa.Array
    emails: pa.Array

    @property
    def count(self) -> int:
        return len(self.reps)

    def reps_with(self, behaviour: int) -> Bools:
        return self.reps["behaviour"].to_numpy() == behaviour

    def active(self, rng: np.random.Generator, at: Ints, weighted: bool) -> Ints:
        """One rep per instant who had been hired and stays: to the end when unweighted, else at that instant, by activity."""
        hired, left = self.reps["hired_at"].to_numpy(), self.reps["left_at"].to_numpy()
        edges = np.cumsum(self.reps["weight"].to_numpy() if weighted else np.ones(self.count))
        rep = np.zeros(len(at), np.int64)  # the first rep has always been there
        missing = np.arange(len(at))
        for _ in range(30):
            draw = np.searchsorted(edges, rng.random(len(missing)) * edges[-1], side="right")
            fits = (hired[draw] < at[missing]) & (left[draw] > (at[missing] if weighted else NEVER - 1))
            rep[missing[fits]] = draw[fits]
            missing = missing[~fits]
        return rep


def simulate(parameters: Parameters, clock: Clock) -> People:
    """Draws the sales force. The first rep is honest, was always there and stays, so that nobody has to be missing."""
    rng = stream(parameters.seed, "people")
    count = parameters.reps
    behaviour = np.zeros(count, np.int64)
    special = rng.permutation(np.arange(1, count))
    shares = (parameters.inflator_share, parameters.parker_share, parameters.unbilled_share)
    ends = np.minimum(np.cumsum([round(share * count) for share in shares]), len(special))
    for kind, (start, end) in enumerate(zip(np.r_[0, ends[:-1]], ends, strict=True), start=1):
        behaviour[special[start:end]] = kind
    span = clock.last_day - clock.first_day
    hired = clock.first_day - 120 - rng.integers(0, 2000, count)
    later = chance(rng, parameters.late_hire_share, count) & (np.arange(count) > 0)
    hired = np.where(later, clock.first_day + rng.integers(0, max(span * 2 // 3, 1), count), hired)
    leaves = chance(rng, parameters.leaver_share, count) & ~later & (behaviour == HONEST) & (np.arange(count) > 0)
    leaving = clock.moment(rng, clock.first_day + (0.3 + 0.6 * rng.random(count)) * span)
    patch = np.exp(0.25 * rng.standard_normal(count))
    teams = -(-count // parameters.reps_per_team)
    reps = pd.DataFrame(
        {
            "behaviour": behaviour,
            "team": np.arange(count) % teams,
            "territory": np.arange(count) % len(names.TERRITORIES),
            "hired_at": clock.moment(rng, hired),
            "left_at": np.where(leaves, leaving, NEVER),
            "patch": patch,
            "weight": patch * np.where(behaviour == INFLATOR, parameters.inflator_activity, 1.0),
            "skill": np.exp(parameters.skill_spread * rng.standard_normal(count)),
            "currency": np.where(chance(rng, 0.1, count), 1, 0),
        }
    )
    total = count + teams + 2
    number = np.arange(total)
    first = pick(names.FIRST_NAMES, number * 7 % len(names.FIRST_NAMES))
    last = pick(names.LAST_NAMES, (number * 11 + number // len(names.LAST_NAMES)) % len(names.LAST_NAMES))
    # The pairs repeat after all first names met all last names: a number keeps names and addresses unique in any size.
    again = pa.array([f" {place // PAIRS + 1}" if place >= PAIRS else "" for place in number])
    full = text(first, " ", last, again)
    emails = pa.compute.utf8_lower(pa.compute.replace_substring(text(full, DOMAIN), " ", "."))
    return People(reps, salesforce_ids("005", total), full, emails)


def export(people: People, clock: Clock, parameters: Parameters) -> dict[str, Columns]:
    """`User`, `Territory2` and `UserTerritory2Association` as Salesforce exports them."""
    reps, total = people.reps, len(people.users)
    teams = int(reps["team"].max()) + 1
    director = people.count + teams
    manager = np.r_[people.count + reps["team"].to_numpy(), np.full(teams, director), -1, -1]
    hired = np.r_[reps["hired_at"].to_numpy(), np.full(teams + 2, (clock.first_day - 2500) * DAY + 32_400)]
    left = np.r_[reps["left_at"].to_numpy(), np.full(teams + 2, NEVER)]
    role = np.r_[np.zeros(people.count, int), np.ones(teams, int), 2, 3]
    labels = pa.array([f"Team {chr(65 + team % 26)}{team // 26 or ''}" for team in range(teams)])
    first_last = [name.split(" ", 1) for name in people.names.to_pylist()]
    user: Columns = {
        "Id": people.users,
        "Username": people.emails,
        "Name": people.names,
        "FirstName": pa.array([first for first, _ in first_last]),
        "LastName": pa.array([last for _, last in first_last]),
        "Email": people.emails,
        "Department": pick(("Sales", "Sales", "Sales", "IT"), role),
        "Division": pick(labels, np.r_[reps["team"].to_numpy(), np.arange(teams), -1, -1]),
        "Title": pick(("Account Executive", "Sales Manager", "Sales Director", "Integration"), role),
        "UserType": same("Standard", total),
        "ManagerId": pick(people.users, manager),
        "TimeZoneSidKey": same(parameters.time_zone, total),
        "IsActive": flag(left >= NEVER),
        "CreatedDate": instant(hired),
        "SystemModstamp": instant(np.where(left < NEVER, left, hired)),
    }
    territories = len(names.TERRITORIES) + 1
    territory_ids = salesforce_ids("0MI", territories)
    founded = instant(np.full(territories, (clock.first_day - 2500) * DAY + 32_400))
    territory: Columns = {
        "Id": territory_ids,
        "Name": pa.array([*names.TERRITORIES, "World"]),
        "DeveloperName": pa.array([name.replace(" ", "_") for name in (*names.TERRITORIES, "World")]),
        "ParentTerritory2Id": pick(territory_ids, np.r_[np.full(territories - 1, territories - 1), -1]),
        "SystemModstamp": founded,
    }
    association: Columns = {
        "Id": salesforce_ids("0TI", people.count),
        "UserId": people.users[: people.count],
        "Territory2Id": pick(territory_ids, reps["territory"].to_numpy()),
        "IsActive": flag(reps["left_at"].to_numpy() >= NEVER),
        "RoleInTerritory2": same("Owner", people.count),
        "LastModifiedDate": instant(reps["hired_at"].to_numpy()),
        "SystemModstamp": instant(reps["hired_at"].to_numpy()),
    }
    return {"User": user, "Territory2": territory, "UserTerritory2Association": association}
