"""When a condition about one customer could change by time alone, without any event: when to ask it again."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from tieline.foundation.expressions.arithmetic import negated, shifted
from tieline.foundation.expressions.calendar_functions import CLOCKS
from tieline.foundation.expressions.checker import Typed
from tieline.foundation.expressions.facts import rows_of
from tieline.foundation.expressions.interpreter import Reading
from tieline.foundation.expressions.tree import (
    Arithmetic,
    Between,
    Call,
    Comparison,
    Field,
    Filter,
    Node,
    Quantified,
    children,
    walk,
)
from tieline.foundation.expressions.values import Months, Value

_MINUTE = timedelta(minutes=1)
_DAY = timedelta(days=1)


def next_change(typed: Typed, context: Mapping[str, Any], now: datetime) -> datetime | None:
    """
    The earliest instant after ``now`` at which the value could differ though nothing happens; None for never.

    It may be too early (then it is asked again), never too late. Where a moment stands against ``now()`` or ``today()``
    with a constant between them, it is exact; what else reads the day is asked each midnight, and what else reads the
    clock each minute. Midnights are those of the zone of ``now``.
    """
    return min(_moments(typed.node, Reading(context, now)), default=None)


def _moments(node: Node, reading: Reading) -> Iterator[datetime]:
    if not _moves(node):
        return
    match node:
        case Filter(of=of) | Quantified(of=of) if rows_of(of) is not None:
            yield from _moments(of, reading)
            yield from _of_rows(node, reading)
        case Comparison(left=left, right=right):
            yield from _of_sides(left, right, reading)
        case Between(of=of, low=low, high=high):
            yield from _of_sides(of, low, reading)
            yield from _of_sides(of, high, reading)
        case Call(name="now"):
            yield reading.now + _MINUTE
        case Call(name="today" | "days since"):
            yield _midnight(reading.now.date() + _DAY, reading)
            for argument in node.arguments:
                yield from _moments(argument, reading)
        case _:
            for child in children(node):
                yield from _moments(child, reading)


def _of_rows(node: Filter | Quantified, reading: Reading) -> Iterator[datetime]:
    """The moments of a condition for every row of its list, also those that it does not hold for now."""
    for row in reading.value(rows_of(node.of) or node.of):
        inside = reading.row(row) if isinstance(node, Filter) else reading.bind(**{node.variable: row})
        yield from _moments(node.condition, inside)


def _of_sides(left: Node, right: Node, reading: Reading) -> Iterator[datetime]:
    """When the order of two sides changes: exact where one is ``now()`` or ``today()`` with a constant added."""
    for moving, still in ((left, right), (right, left)):
        length = _ahead(moving, reading)
        if length is not None and not _moves(still):
            yield from _when_reached(reading.value(still), length, reading)
            return
    yield from _moments(left, reading)
    yield from _moments(right, reading)


def _when_reached(moment: Value, ahead: timedelta | Months, reading: Reading) -> Iterator[datetime]:
    """When now, or today, plus ``ahead`` reaches the moment, and when it goes beyond it."""
    if not isinstance(moment, date):
        return
    turn = shifted(moment, negated(ahead), reading.now.tzinfo)
    # months of different length: several days may lead to one, so the days around are asked too
    slack = timedelta(days=4) if isinstance(ahead, Months) and ahead.count else timedelta(0)
    if isinstance(turn, datetime):
        first, step = turn - slack, timedelta(microseconds=1) if not slack else _DAY
    else:
        first, step = _midnight(turn - slack, reading), _DAY
    for number in range(2 + 2 * slack.days):
        instant = first + number * step
        if instant > reading.now:
            yield instant
            return


def _ahead(node: Node, reading: Reading) -> timedelta | Months | None:
    """The constant that a node adds to ``now()`` or ``today()``; None where it is something else."""
    match node:
        case Call(name="now" | "today"):
            return timedelta(0)
        case Arithmetic(op="+" | "-" as op, left=Call(name="now" | "today"), right=right) if _is_constant(right):
            length: timedelta | Months = reading.value(right)
            return negated(length) if op == "-" else length
    return None


def _is_constant(node: Node) -> bool:
    return not _moves(node) and not any(isinstance(part, Field) for part in walk(node))


def _moves(node: Node) -> bool:
    """Whether the node reads the clock or the day."""
    return any(isinstance(part, Call) and part.name in CLOCKS for part in walk(node))


def _midnight(day: date, reading: Reading) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=reading.now.tzinfo)
