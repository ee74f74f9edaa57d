"""Arithmetic on Ibis values, with the same results as ``arithmetic`` on Python values."""

import math
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

import ibis
import ibis.expr.operations as ops

from tieline.foundation.expressions.types import DATE, DURATION, INSTANT, MONTHS, NUMBER, TEXT, Type
from tieline.foundation.expressions.values import Months, Value

_DAY = 86_400.0


class Refusal(Exception):
    """Arithmetic that has no compiled form: what it is, and what to write instead."""

    def __init__(self, what: str, do: str = "") -> None:
        self.what, self.do = what, do
        super().__init__(what)


def column_arithmetic(  # one line per kind of operands
    op: str, types: tuple[Type, Type], sides: tuple[Any, Any], constants: Sequence[Value]
) -> Any:
    """
    ``left op right``, which may still be infinite; see ``finite_column``.

    ``constants`` holds the Python value of a side that is the same for every row, else None.
    """
    left, right = sides
    lengths = (DURATION, MONTHS)
    if types == (NUMBER, NUMBER):
        return _number(op, left, right)
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
    found = _number(op, left, right)
    if op in "+-" or (op == "/" and types[0] == types[1]):
        return found
    return truncated(found) if MONTHS in types else round_column(found, 6)


def finite_column(number: Any) -> Any:
    """The number, null where it is infinite or not a number."""
    return number.nullif(math.inf).nullif(-math.inf).nullif(math.nan)


def _float_to_float(number: float) -> float:
    """The shape of an engine's own function; Ibis never runs it."""
    raise NotImplementedError


def _to_scale(number: float, scale: int) -> float:
    """The shape of an engine's own function; Ibis never runs it."""
    raise NotImplementedError


# The engine's own functions: Ibis' methods cast to int64, which fails on large numbers.
floor_column: Callable[[Any], Any] = ibis.udf.scalar.builtin(_float_to_float, name="floor")
ceiling_column: Callable[[Any], Any] = ibis.udf.scalar.builtin(_float_to_float, name="ceil")
round_column: Callable[[Any, int], Any] = ibis.udf.scalar.builtin(_to_scale, name="round")


def truncated(number: Any) -> Any:
    """The whole part, towards zero, as a float64."""
    return number.sign() * floor_column(number.abs()) + 0.0


def negation_column(condition: Any) -> Any:
    """``not``, null for null; as an operation of its own, because Ibis reads ``null != true`` as "true is not null"."""
    return ops.NotEquals(enclosed(condition), ibis.literal(True)).to_expr()  # noqa: FBT003  # Ibis takes the value


def is_null_column(value: Any) -> Any:
    """Whether the value is null."""
    return enclosed(value).isnull()


def same_column(left: Any, right: Any) -> Any:
    """Whether both are equal or both null; never null itself."""
    return enclosed(left).identical_to(enclosed(right))


def enclosed(value: Any) -> Any:
    """
    The same value, safe as an operand of ``IS`` and ``NOT``.

    Ibis 12 writes ``(~x).isnull()`` as ``NOT x IS NULL``, which SQL reads as ``NOT (x IS NULL)``, and leaves out the
    parentheses around other conditions likewise; inside a call of ``COALESCE`` they cannot be misread.
    """
    if value.type().is_boolean() and not isinstance(value.op(), ops.Field | ops.Literal):
        return ibis.coalesce(value, ibis.null("boolean"))
    return value


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
        return as_date(moment + ibis.interval(months=sign * length.count))
    if type_ == DATE:
        return as_date(moment + ibis.interval(days=(sign * length) // timedelta(days=1)))
    return moment + ibis.interval(microseconds=sign * (length // timedelta(microseconds=1)))


def as_date(moment: Any) -> Any:
    """A date plus an interval is a timestamp to DuckDB and a date to Ibis; the detour makes it a date to both."""
    return moment.cast("timestamp").cast("date")
