"""Arithmetic on Ibis values, with the same results as ``arithmetic`` on Python values."""

import math
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import ibis

from tieline.foundation.expressions.types import DATE, DURATION, INSTANT, MONTHS, NUMBER, TEXT, Type
from tieline.foundation.expressions.values import Months, Value

_DAY = 86_400.0


class Refusal(Exception):
    """Arithmetic that has no compiled form: what it is, and what to write instead."""

    def __init__(self, what: str, do: str = "") -> None:
        self.what, self.do = what, do
        super().__init__(what)


def column_arithmetic(op: str, types: tuple[Type, Type], sides: tuple[Any, Any], constants: Sequence[Value]) -> Any:
    """``left op right``; ``constants`` holds the Python value of a side that is the same for every row, else None."""
    left, right = sides
    lengths = (DURATION, MONTHS)
    if types == (NUMBER, NUMBER):
        return finite_column(_number(op, left, right))
    if types == (TEXT, TEXT):
        return left + right
    if types[0] in (DATE, INSTANT) and types[1] in lengths:
        return _shifted(left, types[0], constants[1], 1 if op == "+" else -1)
    if types[1] in (DATE, INSTANT) and types[0] in lengths:
        return _shifted(right, types[1], constants[0], 1)
    if types == (DATE, DATE):
        return left.delta(right, unit="day").cast("float64") * _DAY
    if types == (INSTANT, INSTANT):
        return left.delta(right, unit="microsecond").cast("float64") / 1e6
    found = finite_column(_number(op, left, right))
    if op in "+-" or (op == "/" and types[0] == types[1]):
        return found
    return truncated(found) if MONTHS in types else found.round(6)


def finite_column(number: Any) -> Any:
    """The number, null where it is infinite or not a number."""
    return number.nullif(math.inf).nullif(-math.inf).nullif(math.nan)


@ibis.udf.scalar.builtin(name="floor")
def floor_column(number: float) -> float:
    """The engine's own ``floor``; Ibis' method casts to int64 and fails on large numbers."""


@ibis.udf.scalar.builtin(name="ceil")
def ceiling_column(number: float) -> float:
    """The engine's own ``ceil``."""


@ibis.udf.scalar.builtin(name="round")
def round_column(number: float, scale: int) -> float:
    """The engine's own ``round``, halves away from zero."""


def truncated(number: Any) -> Any:
    """The whole part, towards zero, as a float64."""
    return number.sign() * floor_column(number.abs()) + 0.0


def column_part(value: Any, type_: Type, part: str) -> Any:
    """A property of a date, of the local time of an instant, or of a duration, as a float64."""
    if type_ in (DATE, INSTANT):
        found = value.day_of_week.index() + 1 if part == "weekday" else getattr(value, part)()
        return found.cast("float64")
    whole, cycle = {
        "years": (12.0, None),
        "months": (1.0, 12.0),
        "days": (_DAY, None),
        "hours": (3600.0, 24.0),
        "minutes": (60.0, 60.0),
        "seconds": (1.0, 60.0),
    }[part]
    count = truncated(value / whole)
    return count if cycle is None else count - truncated(count / cycle) * cycle


def _number(op: str, left: Any, right: Any) -> Any:
    match op:
        case "+":
            return left + right
        case "-":
            return left - right
        case "*":
            return left * right
        case "/":
            return left / right.nullif(0.0)
    return left**right


def _shifted(moment: Any, type_: Type, length: Value, sign: int) -> Any:
    if length is None:
        raise Refusal("A date plus a duration that differs by customer", "Write the duration as a constant")
    if isinstance(length, Months):
        if type_ == INSTANT:
            raise Refusal("An instant plus months", "Take its day first: date(…)")
        return _as_date(moment + ibis.interval(months=sign * length.count))
    if type_ == DATE:
        return _as_date(moment + ibis.interval(days=(sign * length) // timedelta(days=1)))
    return moment + ibis.interval(microseconds=sign * (length // timedelta(microseconds=1)))


def _as_date(moment: Any) -> Any:
    """A date plus an interval is a timestamp to DuckDB and a date to Ibis; the detour makes it a date to both."""
    return moment.cast("timestamp").cast("date")
