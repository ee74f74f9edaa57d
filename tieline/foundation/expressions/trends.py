"""Values by their times: the latest, and the slope of a line through them by least squares."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from tieline.foundation.expressions.calendar_functions import day_of
from tieline.foundation.expressions.number_functions import rounded
from tieline.foundation.expressions.values import Value, finite

DECIMALS = 6


def timed_value(name: str, timed: Sequence[tuple[Value, Value]], now: datetime) -> Value:
    """``last``: the value of the latest time, of equally late ones the greatest. ``trend``: the change per day."""
    if name == "last":
        return max(timed, default=(None, None))[1]
    return slope(((day_of(now, moment), value) for moment, value in timed), now.date())


def slope(points: Iterable[tuple[date, float]], today: date) -> float | None:
    """How much the value changes in a day, rounded to 6 decimals; null without two different days."""
    found = [(float((day - today).days), value) for day, value in points]
    count, days, values = float(len(found)), sum(x for x, _ in found), sum(y for _, y in found)
    squares, products = sum(x * x for x, _ in found), sum(x * y for x, y in found)
    spread = count * squares - days * days
    if not spread:
        return None
    steep = finite((count * products - days * values) / spread)
    return None if steep is None else rounded(steep, DECIMALS)


def slope_column(count: Any, days: Any, values: Any, squares: Any, products: Any) -> Any:
    """``slope`` of the sums of x, y, x² and x·y over ``count`` points."""
    spread = count * squares - days * days
    return ((count * products - days * values) / spread.nullif(0.0)).round(DECIMALS)
