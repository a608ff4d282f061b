"""The company's working time: local days to UTC instants and back, daylight saving included."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from simulator.draws import Bools, Floats, Ints, chance
from simulator.parameters import Parameters

DAY = 86_400
NEVER = 4_102_444_800  # 2100-01-01: later than anything that is simulated
EPOCH = date(1970, 1, 1)


def day_number(day: date) -> int:
    """Days from 1970 to the date."""
    return (day - EPOCH).days


def is_weekend(day: Ints) -> Bools:
    """Whether the day is a Saturday or Sunday."""
    return (day + 3) % 7 >= 5  # 1970-01-01 was a Thursday


def month_index(day: Ints) -> Ints:
    """Months since January 1970."""
    return day.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)


def month_start(month: Ints) -> Ints:
    """The first day of the month."""
    return month.astype("datetime64[M]").astype("datetime64[D]").astype(np.int64)


@dataclass(frozen=True)
class Clock:
    """Days are local business dates; instants are seconds of UTC. The exports know nothing later than `seen_day`."""

    time_zone: str
    first_day: int
    last_day: int
    seen_day: int
    night_share: float
    weekend_share: float

    @classmethod
    def of(cls, parameters: Parameters) -> Clock:
        """The clock that the parameters describe."""
        return cls(
            parameters.time_zone,
            day_number(parameters.first_day),
            day_number(parameters.last_day),
            day_number(parameters.seen_on or parameters.last_day),
            parameters.night_share,
            parameters.weekend_share,
        )

    @property
    def cutoff(self) -> int:
        """The last second of the last day."""
        return self._end(self.last_day)

    @property
    def seen_until(self) -> int:
        """The last second that the exports know of."""
        return self._end(self.seen_day)

    def _end(self, day: int) -> int:
        return int(self.utc(np.array([(day + 1) * DAY - 1]))[0])

    def utc(self, local: Ints) -> Ints:
        """Instants of local wall-clock seconds; a skipped hour moves on, a repeated one is the first."""
        index = pd.DatetimeIndex(local.astype("datetime64[s]"))
        zoned = index.tz_localize(self.time_zone, ambiguous=np.ones(len(local), bool), nonexistent="shift_forward")
        return np.asarray(zoned.as_unit("s").asi8)

    def day(self, at: Ints) -> Ints:
        """The business date of an instant."""
        index = pd.DatetimeIndex(at.astype("datetime64[s]"), tz="UTC").tz_convert(self.time_zone)
        return np.asarray(index.tz_localize(None).as_unit("s").asi8) // DAY

    def workday(self, rng: np.random.Generator, day: Ints | Floats) -> Ints:
        """The day itself or, as weekends are mostly free, the Monday after."""
        whole = np.floor(day).astype(np.int64)
        moves = is_weekend(whole) & ~chance(rng, self.weekend_share, len(whole))
        return np.where(moves, whole + 7 - (whole + 3) % 7, whole)

    def moment(self, rng: np.random.Generator, day: Ints | Floats) -> Ints:
        """An instant at which somebody works on that day: office hours, a little of it late at night."""
        start = self.workday(rng, day)
        hour = rng.triangular(8, 11, 19, len(start))
        late = chance(rng, self.night_share, len(start))
        hour = np.where(late, 22 + 4 * rng.random(len(start)), hour)
        return np.minimum(self.utc(start * DAY + (hour * 3600).astype(np.int64)), NEVER)
