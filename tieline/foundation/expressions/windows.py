"""
How far back a condition looks into each list, read from the filters on the list's time.

``usage[day > today() - duration("P30D")]`` looks 31 days back: 30, and up to one for the day that has begun.
"""

from collections.abc import Iterator, Mapping
from datetime import timedelta

from tieline.foundation.expressions.facts import rows_of
from tieline.foundation.expressions.tree import (
    Arithmetic,
    AtLiteral,
    Between,
    Call,
    Column,
    Comparison,
    Filter,
    In,
    Literal,
    Node,
    Range,
    Rows,
    children,
    operands,
)
from tieline.foundation.expressions.values import Months, duration_from

_DAY = timedelta(days=1)
_LONGEST = {
    "start of week": 6 * _DAY,
    "start of month": 30 * _DAY,
    "start of billing cycle": 31 * _DAY,
    "start of year": 365 * _DAY,
}
_LONGEST_MONTH = 31 * _DAY
_TURNED = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}


def windows_of(node: Node) -> Mapping[str, timedelta | None]:
    """For each list of a checked tree the longest look-back before now; None where all that is known may count."""
    found: dict[str, timedelta | None] = {}
    for name, length in _uses(node, None):
        longest = found.get(name, timedelta(0))
        found[name] = None if length is None or longest is None else max(longest, length)
    return found


def _uses(node: Node, window: timedelta | None) -> Iterator[tuple[str, timedelta | None]]:
    """Each use of a list with its look-back; ``window`` is what the filters around the node leave of it."""
    if isinstance(node, Rows):
        yield node.name, window
        return
    if isinstance(node, Filter) and rows_of(node.of) is not None:
        own = _reach_of_filter(node)
        yield from _uses(node.of, own if window is None else window if own is None else min(own, window))
        yield from _uses(node.condition, None)
        return
    for child in children(node):
        yield from _uses(child, window if rows_of(node) is not None else None)


def _reach_of_filter(node: Filter) -> timedelta | None:
    rows = rows_of(node.of)
    when = rows.type.of.when if rows and rows.type.of else ""
    lengths = [_reach_of_test(part, when) for part in operands(node.condition, "and")] if when else []
    return min((length for length in lengths if length is not None), default=None)


def _reach_of_test(node: Node, when: str) -> timedelta | None:
    """How far back a test lets the time of a fact lie; None where it sets no limit."""
    match node:
        case Comparison(op=op, left=left, right=right):
            if _is_time(right, when):
                op, left, right = _TURNED.get(op, op), right, left
            return reach(right) if _is_time(left, when) and op in (">", ">=", "=") else None
        case Between(of=of, low=low) | In(of=of, tests=(Range(low=low),)):
            return reach(low) if _is_time(of, when) else None
    return None


def _is_time(node: Node, when: str) -> bool:
    match node:
        case Column(name=name):
            return name == when
        case Call(name="date", arguments=(of,)):
            return _is_time(of, when)
    return False


def reach(node: Node) -> timedelta | None:
    """How long before now the moment of a node lies at most; None where that differs by customer or is not known."""
    match node:
        case Call(name="now"):
            return timedelta(0)
        case Call(name="today"):
            return _DAY
        case Call(name=name, arguments=(of, *_)) if name in _LONGEST or name == "date":
            inner = reach(of)
            return None if inner is None else inner + _LONGEST.get(name, _DAY)
        case Arithmetic(op="-" | "+" as op, left=left, right=right):
            inner, length = reach(left), constant_length(right)
            if inner is None or length is None:
                return None
            return inner + length if op == "-" else inner - length
    return None


def constant_length(node: Node) -> timedelta | None:
    """The longest time that a constant duration stands for; None for anything else."""
    match node:
        case Call(name="duration", arguments=(Literal(value=str(text)),)) | AtLiteral(text=text):
            length = duration_from(text)
            return length.count * _LONGEST_MONTH if isinstance(length, Months) else length
    return None
