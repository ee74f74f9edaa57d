"""
Cut-offs: the month ends on which history is frozen to learn from it.

The last month whose horizon is over is the test month, the one before it calibrates, the one before that
tunes, and up to ``train_months`` before those train. With a run as of 30 June and a horizon of 60 days:

    Oct  Nov  Dec  Jan   Feb   Mar        Apr
    train train train train  tune  calibrate  test   → 29 June
"""

from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True)
class CutOffs:
    """Last days of successive months, in order of time."""

    train: tuple[date, ...]
    tune: date
    calibrate: date
    test: date

    @property
    def all(self) -> tuple[date, ...]:
        """All of them, the earliest first."""
        return (*self.train, self.tune, self.calibrate, self.test)


def month_end(day: date, months: int = 0) -> date:
    """The last day of the month of ``day``, so many months later (or earlier, when negative)."""
    place = day.year * 12 + day.month + months
    return date(place // 12, place % 12 + 1, 1) - timedelta(days=1)


def last_cut_off(as_of: date, horizon_days: int) -> date:
    """The latest month end whose whole horizon lies in the past of ``as_of``."""
    known_until = as_of - timedelta(days=horizon_days)
    this = month_end(known_until)
    return this if this <= known_until else month_end(known_until, -1)


def find_cut_offs(
    as_of: date, *, horizon_days: int, first_month: date, history_months: int, train_months: int
) -> CutOffs | None:
    """
    The cut-offs to learn from, or None where history is too short for even one training month.

    ``first_month`` is the first day of the first full month of history; the earliest cut-off has
    ``history_months`` full months behind it.
    """
    test = last_cut_off(as_of, horizon_days)
    earliest = month_end(first_month, history_months - 1)
    training = [month_end(test, -3 - back) for back in range(train_months)]
    usable = tuple(sorted(day for day in training if day >= earliest))
    if not usable:
        return None
    return CutOffs(usable, month_end(test, -2), month_end(test, -1), test)
