"""Equality and order of Python values as FEEL defines them: three-valued, never between types."""

from collections.abc import Callable, Mapping

from tieline.foundation.expressions.types import ORDERED
from tieline.foundation.expressions.values import Span, Value, normal, type_of


def equal(left: Value, right: Value) -> bool | None:
    """``left = right``: null equals only null; values of different types are neither equal nor unequal (null)."""
    if left is None or right is None:
        return left is None and right is None
    if type_of(left).name != type_of(right).name:
        return None
    if isinstance(left, list):
        return len(left) == len(right) and all(
            equal(normal(a), normal(b)) is True for a, b in zip(left, right, strict=True)
        )
    if isinstance(left, Mapping):
        return left.keys() == right.keys() and all(equal(normal(left[k]), normal(right[k])) is True for k in left)
    return bool(left == right)


_ORDER: dict[str, Callable[[Value, Value], bool]] = {
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
}


def compare(op: str, left: Value, right: Value) -> bool | None:
    """``left op right``; the order of null, of different types or of types without an order is null."""
    if op == "=":
        return equal(left, right)
    if op == "!=":
        return negation(equal(left, right))
    type_ = type_of(left)
    if type_ not in ORDERED or type_of(right) != type_:
        return None
    try:
        return _ORDER[op](left, right)
    except TypeError:  # a time of day with an offset and one without have no order
        return None


def contains(span: Span, value: Value) -> bool | None:
    """Whether the range holds the value; null where that cannot be said."""
    low = compare(">=" if span.low_closed else ">", value, span.low)
    high = compare("<=" if span.high_closed else "<", value, span.high)
    return both(low, high)


def accepts(test: Value, value: Value) -> bool:
    """Whether a value is in a range, or equal to a value."""
    return (contains(test, value) if isinstance(test, Span) else equal(normal(test), value)) is True


def both(left: Value, right: Value) -> bool | None:
    """``left and right``, three-valued; what is not a boolean counts as null."""
    if left is False or right is False:
        return False
    return True if left is True and right is True else None


def either(left: Value, right: Value) -> bool | None:
    """``left or right``, three-valued; what is not a boolean counts as null."""
    if left is True or right is True:
        return True
    return False if left is False and right is False else None


def negation(value: Value) -> bool | None:
    """``not(value)``, three-valued."""
    return not value if isinstance(value, bool) else None
