"""
Three-valued logic over sets of customers: for whom a condition over tags and segments is true, and for whom false.

Only what sets can say is said here: ``and``, ``or``, ``not``, yes-or-no tags and segments, and bands and categories
held against texts by ``=``, ``!=`` and ``in``. Everything else is left to the compiler.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import reduce

from pyroaring import BitMap

from tieline.foundation.expressions.tree import Call, Comparison, Field, In, Literal, Logic, Node
from tieline.foundation.expressions.types import BOOLEAN, TEXT

Value = str | bool


@dataclass(frozen=True)
class Held:
    """Who has which value of one name: a set of numbers of customers per value; who is in none has null."""

    values: Mapping[Value, BitMap]

    def of(self, value: Value) -> BitMap:
        """Who has this value."""
        return self.values.get(value, BitMap())

    @property
    def known(self) -> BitMap:
        """Who has any value."""
        return BitMap.union(*self.values.values()) if self.values else BitMap()


@dataclass(frozen=True)
class Truth:
    """For whom a condition is true, and for whom false; of everybody else it is null."""

    yes: BitMap
    no: BitMap


def can_be_sets(node: Node) -> bool:
    """Whether a condition is made of nothing but what sets can say."""
    match node:
        case Logic(left=left, right=right):
            return can_be_sets(left) and can_be_sets(right)
        case Call(name="not", arguments=(of,)):
            return can_be_sets(of)
        case Field():
            return node.type == BOOLEAN and _is_held(node)
        case Comparison(op="=" | "!=", left=left, right=right):
            return _compares(left, right) or _compares(right, left)
        case In(of=of, tests=tests):
            return _is_held(of) and all(_is_value(test, of) and not _is_null(test) for test in tests)
    return False


def truth(node: Node, held: Mapping[str, Held], everybody: BitMap) -> Truth:
    """For whom a condition that ``can_be_sets`` is true and false; ``held`` has every name that it names."""
    match node:
        case Logic(op=op, left=left, right=right):
            one, other = truth(left, held, everybody), truth(right, held, everybody)
            if op == "and":
                return Truth(one.yes & other.yes, one.no | other.no)
            return Truth(one.yes | other.yes, one.no & other.no)
        case Call(arguments=(of,)):
            found = truth(of, held, everybody)
            return Truth(found.no, found.yes)
        case Field(name=name):
            return Truth(held[name].of(True), held[name].of(False))  # noqa: FBT003 - the value itself
        case Comparison(op=op, left=left, right=right):
            field, value = (left, right) if isinstance(left, Field) else (right, left)
            return _either(_same(field, value, held, everybody), everybody, turned=op == "!=")
        case In(of=of, tests=tests):
            same = [_same(of, test, held, everybody) for test in tests]
            return _either(reduce(BitMap.union, same, BitMap()), everybody)
    raise AssertionError(f"{type(node).__name__} cannot be said by sets: ask can_be_sets first")


def _same(field: Node, value: Node, held: Mapping[str, Held], everybody: BitMap) -> BitMap:
    """Whose value it is; FEEL's ``=`` is never null, and null is equal to null alone."""
    match field, value:
        case Field(name=name), Literal(value=None):
            return everybody - held[name].known
        case Field(name=name), Literal(value=bool() | str() as known):
            return held[name].of(known)
    raise AssertionError("only fields and their values can be said by sets: ask can_be_sets first")


def _either(yes: BitMap, everybody: BitMap, *, turned: bool = False) -> Truth:
    return Truth(everybody - yes, yes) if turned else Truth(yes, everybody - yes)


def _compares(one: Node, other: Node) -> bool:
    return _is_held(one) and _is_value(other, one)


def _is_held(node: Node) -> bool:
    named = isinstance(node, Field) and node.name.startswith(("tags.", "segments."))
    return named and node.type in (BOOLEAN, TEXT)


def _is_value(node: Node, of: Node) -> bool:
    return isinstance(node, Literal) and (node.value is None or node.type == of.type)


def _is_null(node: Node) -> bool:
    return isinstance(node, Literal) and node.value is None
