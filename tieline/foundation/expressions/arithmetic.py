"""Which types may be added, subtracted, multiplied and divided, what comes out, and the calculation on values."""

import math
from calendar import monthrange
from collections.abc import Callable
from datetime import date, datetime, time, timedelta, tzinfo

from tieline.foundation.expressions.types import DATE, DURATION, INSTANT, MONTHS, NUMBER, TEXT, TIME, Type
from tieline.foundation.expressions.values import Months, Value, finite, type_of

RESULTS: dict[tuple[str, Type, Type], Type] = {
    **{(op, NUMBER, NUMBER): NUMBER for op in ("+", "-", "*", "/", "**")},
    ("+", TEXT, TEXT): TEXT,
    ("-", DATE, DATE): DURATION,
    ("-", INSTANT, INSTANT): DURATION,
    ("-", TIME, TIME): DURATION,
    **{(op, TIME, DURATION): TIME for op in "+-"},
    ("+", DURATION, TIME): TIME,
    **{(op, moment, length): moment for op in "+-" for moment in (DATE, INSTANT) for length in (DURATION, MONTHS)},
    **{("+", length, moment): moment for moment in (DATE, INSTANT) for length in (DURATION, MONTHS)},
    **{(op, length, length): length for op in "+-" for length in (DURATION, MONTHS)},
    **{(op, length, NUMBER): length for op in "*/" for length in (DURATION, MONTHS)},
    **{("*", NUMBER, length): length for length in (DURATION, MONTHS)},
    **{("/", length, length): NUMBER for length in (DURATION, MONTHS)},
}


def calculate(  # one line per kind of operands
    op: str, left: Value, right: Value, zone: tzinfo | None
) -> Value:
    """``left op right``; null where an operand is null, of the wrong type, or the result does not exist."""
    types = (type_of(left), type_of(right))
    if op == "-" and set(types) == {DATE, INSTANT}:
        left, right = _midnight(left, zone), _midnight(right, zone)
        types = (INSTANT, INSTANT)
    if (op, *types) not in RESULTS:
        return None
    try:
        if types == (NUMBER, NUMBER):
            return _number(op, left, right)
        if op in "+-" and types[0] in (DATE, INSTANT) and types[1] in (DURATION, MONTHS):
            return shifted(left, right if op == "+" else negated(right), zone)
        if op == "+" and types[1] in (DATE, INSTANT):
            return shifted(right, left, zone)
        if TIME in types:
            return _clock(op, left, right)
        if MONTHS in types:
            return _months(op, left, right)
        return _plain(op, left, right)
    except (OverflowError, ZeroDivisionError, ValueError):
        return None


def negated(value: Value) -> Value:
    """``-value`` of a number or duration; null of anything else."""
    if isinstance(value, Months):
        return Months(-value.count)
    return -value if isinstance(value, float | timedelta) else None


def shifted(moment: date | datetime, length: timedelta | Months, zone: tzinfo | None) -> date | datetime:
    """
    The moment plus the duration; the 31st plus a month is the last day of a shorter month.

    Whole hours of a date count from its midnight and are cut off again. Months of an instant are counted on the
    calendar of ``zone``.
    """
    if isinstance(length, timedelta):
        if isinstance(moment, datetime):
            return moment + length
        return moment + timedelta(days=length // timedelta(days=1))
    if isinstance(moment, datetime):
        local = moment.astimezone(zone)
        day = _months_later(local.date(), length.count)
        return datetime.combine(day, local.time(), tzinfo=local.tzinfo)
    return _months_later(moment, length.count)


def _midnight(moment: date | datetime, zone: tzinfo | None) -> datetime:
    return moment if isinstance(moment, datetime) else datetime.combine(moment, time(), tzinfo=zone)


def _clock(op: str, left: Value, right: Value) -> Value:
    """Times of day: their difference, or the time a duration later, around the clock."""
    if isinstance(left, time) and isinstance(right, time):
        return _on_a_day(left) - _on_a_day(right)
    clock, length = (left, right) if isinstance(left, time) else (right, left)
    return (_on_a_day(clock) + (length if op == "+" else -length)).timetz()


def _on_a_day(clock: time) -> datetime:
    return datetime.combine(date(2000, 6, 1), clock)


def _months_later(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


_NUMBER: dict[str, Callable[[float, float], float]] = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "/": lambda a, b: a / b,
    "**": math.pow,
}


def _number(op: str, left: float, right: float) -> float | None:
    return finite(_NUMBER[op](left, right))


def _months(op: str, left: Value, right: Value) -> Value:
    if isinstance(left, Months) and isinstance(right, Months):
        if op == "/":
            return finite(left.count / right.count)
        return Months(int(_NUMBER[op](left.count, right.count)))
    months, number = (left, right) if isinstance(left, Months) else (right, left)
    return Months(math.trunc(_NUMBER[op](months.count, number)))


def _plain(op: str, left: Value, right: Value) -> Value:
    if op == "+":
        return left + right
    if op == "-":
        return left - right
    return left * right if op == "*" else left / right
