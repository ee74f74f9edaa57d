"""On which days a rehearsal asks its rule, and which weeks they make."""

from dataclasses import dataclass
from datetime import date, timedelta

WEEKS = 52
DAILY_WEEKS = 4
"""The newest weeks are asked every day, where the customers are few enough."""
_WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Points:
    """
    The days at whose end a rule is asked, the earliest first.

    On the first it only says what was so already: what begins later is an alert. ``daily_from`` is the first day of
    those that follow each other without a gap; None where all are a week apart.
    """

    days: tuple[date, ...]
    daily_from: date | None

    @property
    def first(self) -> date:
        """The day that says what was so already."""
        return self.days[0]

    @property
    def last(self) -> date:
        """The newest day."""
        return self.days[-1]

    @property
    def weeks(self) -> tuple[date, ...]:
        """The last day of each week of seven days that is rehearsed, the earliest first."""
        count = (self.last - self.first).days // 7
        return tuple(self.last - _WEEK * back for back in range(count - 1, -1, -1))


def points_until(last: date, *, earliest: date | None, daily: bool) -> Points:
    """
    The points of the year up to ``last``, a week apart; with ``daily`` every day of the newest four weeks.

    None lies before ``earliest``, from which on the facts are known; the last two are always there.
    """
    weeks = WEEKS if earliest is None else min(WEEKS, max(1, (last - earliest).days // 7))
    weekly = {last - _WEEK * back for back in range(weeks + 1)}
    newest = min(DAILY_WEEKS, weeks)
    if not daily or not newest:
        return Points(tuple(sorted(weekly)), None)
    every = {last - timedelta(days=back) for back in range(newest * 7)}
    return Points(tuple(sorted(weekly | every)), min(every))
