"""A rule with one of its numbers moved: what it would say if it asked for a little more or less."""

from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from typing import Any

from tieline.foundation.expressions.parser import parse
from tieline.foundation.expressions.printer import text_of
from tieline.foundation.expressions.tree import (
    Arithmetic,
    Between,
    Comparison,
    In,
    Literal,
    Logic,
    Negate,
    Node,
    Range,
    UnaryTest,
    walk,
)

CHANGES = (-50, -40, -30, -20, -10, 10, 20, 30, 40, 50)
"""By how many per cent a number is moved."""
MOST_NUMBERS = 4
"""Of a condition that compares more numbers the first are moved, so that the work stays bounded."""
_ORDER = ("<", "<=", ">", ">=")
_FEW = 10
"""Whole numbers up to this are moved by ones: a tenth of 2 is nothing that can be counted."""
_STEPS = (-3, -2, -1, 1, 2, 3)


@dataclass(frozen=True)
class Threshold:
    """A number that a condition compares: its place in the text, and the part of the condition around it."""

    node: Literal
    number: float
    begins: int
    part: str


@dataclass(frozen=True)
class Variant:
    """The condition with a threshold at another number."""

    number: float
    when: str


def thresholds_of(when: str) -> list[Threshold]:
    """The numbers that a condition compares by order (``<``, ``between``, …), as they follow in the text."""
    tree = parse(when)
    found: list[Threshold] = []
    for part in _parts(tree):
        for node in walk(part):
            for literal in _numbers_beside(node):
                if all(literal is not each.node for each in found):
                    number = float(literal.value or 0)
                    found.append(Threshold(literal, number, literal.at.offset, text_of(part)))
    return sorted(found, key=lambda each: each.begins)


def variants_of(when: str, place: int) -> list[Variant]:
    """The condition with its threshold number ``place`` moved up and down, from the lowest number to the highest."""
    tree = parse(when)
    threshold = thresholds_of(when)[place]
    return [Variant(number, text_of(_replaced(tree, threshold.begins, number))) for number in moved(threshold.number)]


def moved(number: float) -> list[float]:
    """
    The numbers to try in place of one, without itself: by tens of per cent; a small whole one by ones, and not below 0.

        100 → 50 60 … 150     0.3 → 0.15 … 0.45     2 → 0 1 3 4 5     0 → 1 2 3
    """
    if number == int(number) and abs(number) <= _FEW:
        tried = [number + step for step in _STEPS]
        return [each for each in tried if each >= 0 or number < 0]
    whole = number == int(number)
    tried = [number * (100 + change) / 100 for change in CHANGES]
    return sorted({float(round(each)) if whole else round(each, 6) for each in tried} - {number})


def _parts(node: Node) -> Iterator[Node]:
    """The conditions that ``and`` and ``or`` join, however deep."""
    if isinstance(node, Logic):
        yield from _parts(node.left)
        yield from _parts(node.right)
    else:
        yield node


def _numbers_beside(node: Node) -> Iterator[Literal]:
    match node:
        case Comparison(op=op, left=left, right=right) if op in _ORDER:
            yield from _numbers_in(left)
            yield from _numbers_in(right)
        case Between(low=low, high=high):
            yield from _numbers_in(low)
            yield from _numbers_in(high)
        case UnaryTest(op=op, of=of) if op in _ORDER:
            yield from _numbers_in(of)
        case In(tests=tests):
            for test in tests:
                if isinstance(test, Range):
                    yield from _numbers_in(test.low)
                    yield from _numbers_in(test.high)
        case _:
            return


def _numbers_in(node: Node) -> Iterator[Literal]:
    """The numbers of a side of a comparison; not those inside of functions and filters."""
    match node:
        case Literal(value=value) if isinstance(value, (int, float)) and not isinstance(value, bool):
            yield node
        case Arithmetic(left=left, right=right):
            yield from _numbers_in(left)
            yield from _numbers_in(right)
        case Negate(of=of):
            yield from _numbers_in(of)
        case _:
            return


def _replaced(node: Node, begins: int, number: float) -> Node:
    """The tree with another number in place of the literal that begins there."""
    if isinstance(node, Literal) and node.at.offset == begins:
        return replace(node, value=number)
    changed: dict[str, Any] = {item.name: _in_field(getattr(node, item.name), begins, number) for item in fields(node)}
    return replace(node, **changed)


def _in_field(value: Any, begins: int, number: float) -> Any:
    if isinstance(value, Node):
        return _replaced(value, begins, number)
    if isinstance(value, tuple):
        return tuple(_in_field(part, begins, number) for part in value)
    return value
