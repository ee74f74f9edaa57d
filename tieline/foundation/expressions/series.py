"""What ``for … in`` counts through: whole numbers or days between two ends."""

from datetime import date, datetime, timedelta

from tieline.foundation.expressions.comparison import compare
from tieline.foundation.expressions.values import Span, Value

MOST_STEPS = 100_000


def steps(low: Value, high: Value) -> list[Value] | None:
    """Whole numbers or days from one end to the other, both included, up or down; null of anything else."""
    if isinstance(low, float) and isinstance(high, float) and abs(high - low) <= MOST_STEPS:
        first, way = int(low), 1 if high >= low else -1
        return [float(step) for step in range(first, int(high) + way, way)]
    if not (_is_day(low) and _is_day(high)) or abs((high - low).days) > MOST_STEPS:
        return None
    way = 1 if high >= low else -1
    return [low + timedelta(days=way * step) for step in range(abs((high - low).days) + 1)]


def steps_of(span: Span) -> list[Value] | None:
    """The whole numbers or days of a range, which must be in order; an open end is left out."""
    found = steps(span.low, span.high) if compare("<=", span.low, span.high) else None
    return found and found[not span.low_closed : None if span.high_closed else -1]


def _is_day(value: Value) -> bool:
    return isinstance(value, date) and not isinstance(value, datetime)
