"""Codes in a condition: a text held against a field must be one that the field can have, where all are known."""

from collections.abc import Iterator

from tieline.foundation.expressions.errors import WrongExpression, nearest
from tieline.foundation.expressions.scope import Scope
from tieline.foundation.expressions.tree import Column, Comparison, Field, In, ListOf, Literal, Node, walk


def check_codes(node: Node, scope: Scope) -> None:
    """Nothing, or the error at the first text that its field or column never has."""
    for side, text in _compared(node):
        match side:
            case Field(name=name):
                item = scope.fields[name]
            case Column(rows=rows, name=name):
                item = scope.lists[rows].columns[name]
            case _:
                continue
        if item.all_values and isinstance(text.value, str) and text.value not in item.values:
            raise WrongExpression(text.at, f"'{name}' has no value '{text.value}'", do=nearest(text.value, item.values))


def _compared(node: Node) -> Iterator[tuple[Node, Literal]]:
    """Each literal with what it is held to be equal to, or not."""
    for part in walk(node):
        match part:
            case Comparison(op="=" | "!=", left=left, right=right):
                yield from ((side, text) for side, text in ((left, right), (right, left)) if isinstance(text, Literal))
            case In(of=of, tests=tests):
                flat = [item for test in tests for item in (test.items if isinstance(test, ListOf) else (test,))]
                yield from ((of, text) for text in flat if isinstance(text, Literal))
