"""
The JSON of the visual builder: groups, comparisons, aggregates with windows; what it cannot draw is a ``text`` leaf.

``tree_of(json_of(node)) == node`` for every tree that ``parse`` gives, so nothing is lost on the way through the
builder. Its shape is published as JSON Schema (``builder_schema``).
"""

import math
from typing import Any

from tieline.foundation.expressions.list_functions import AGGREGATES
from tieline.foundation.expressions.printer import text_of
from tieline.foundation.expressions.tree import (
    Arithmetic,
    Between,
    Call,
    Comparison,
    Filter,
    In,
    Literal,
    Logic,
    Name,
    Negate,
    Node,
    Path,
    Range,
    UnaryTest,
)

Json = dict[str, Any]
GROUPS = {"and": "all", "or": "any"}
MOMENTS = ("now", "today")
WRITTEN = ("date", "date and time", "duration")
SHIFTS = {"-": "minus", "+": "plus"}


def json_of(node: Node) -> Json:
    """A parsed, unchecked tree as the builder draws it."""
    return _condition(node) or _value(node) or {"kind": "text", "text": text_of(node)}


def _condition(node: Node) -> Json | None:
    match node:
        case Logic(op=op):
            return {"kind": GROUPS[op], "parts": [json_of(part) for part in _chain(node, op)]}
        case Call(name="not", arguments=(of,), names=()):
            return {"kind": "not", "part": json_of(of)}
        case Comparison(op=op, left=left, right=right):
            return {"kind": "compare", "op": op, "left": json_of(left), "right": json_of(right)}
        case Between(of=of, low=low, high=high):
            return {"kind": "between", "of": json_of(of), "low": json_of(low), "high": json_of(high)}
        case In(of=of, tests=tests) if not any(isinstance(test, Range | UnaryTest) for test in tests):
            return {"kind": "in", "of": json_of(of), "values": [json_of(test) for test in tests]}
    return None


def _chain(node: Node, op: str) -> list[Node]:
    """The operands as they are grouped to the left; a group on the right stays a group."""
    return [*_chain(node.left, op), node.right] if isinstance(node, Logic) and node.op == op else [node]


def _value(node: Node) -> Json | None:
    match node:
        case Literal(value=value):
            return {"kind": "value", "value": value}
        case Negate(of=Literal(value=float(value))):
            return {"kind": "value", "value": -value}
        case Arithmetic():
            return _moment(node) or {
                "kind": "calculate",
                "op": node.op,
                "left": json_of(node.left),
                "right": json_of(node.right),
            }
        case Call():
            return _call(node)
    name = _dotted(node)
    return {"kind": "name", "name": name} if name else None


def _moment(node: Arithmetic) -> Json | None:
    """``today() - duration("P30D")``."""
    match node:
        case Arithmetic(
            op="-" | "+" as op,
            left=Call(name=name, arguments=(), names=()),
            right=Call(name="duration", arguments=(Literal(value=str(length)),), names=()),
        ) if name in MOMENTS:
            return {"kind": "moment", "of": name, SHIFTS[op]: length}
    return None


def _call(node: Call) -> Json | None:
    match node:
        case Call(name=name, arguments=(), names=()) if name in MOMENTS:
            return {"kind": "moment", "of": name}
        case Call(name=name, arguments=(Literal(value=str(text)),), names=()) if name in WRITTEN:
            return {"kind": "written", "type": name, "text": text}
        case Call(name="count", arguments=(Call(name="distinct values", arguments=(facts,), names=()),), names=()):
            return _aggregate("count", facts, distinct=True)
        case Call(name=name, arguments=(facts,), names=()) if name in AGGREGATES:
            return _aggregate(name, facts, distinct=False)
    return None


def _aggregate(name: str, facts: Node, *, distinct: bool) -> Json | None:
    """``sum(usage[day > …].minutes)``: a list by its name, a filter or none, a column or none."""
    column = facts.name if isinstance(facts, Path) else None
    rows = facts.of if isinstance(facts, Path) else facts
    where = rows.condition if isinstance(rows, Filter) else None
    of = rows.of if isinstance(rows, Filter) else rows
    if not isinstance(of, Name) or not of.name.isidentifier() or not (column or "x").isidentifier():
        return None
    drawn: Json = {"kind": "aggregate", "function": name, "list": of.name}
    if distinct:
        drawn["distinct"] = True
    if where is not None:
        drawn["where"] = json_of(where)
    if column is not None:
        drawn["column"] = column
    return drawn


def _dotted(node: Node) -> str | None:
    match node:
        case Name(name=name):
            return name if name.isidentifier() else None
        case Path(of=of, name=name) if name.isidentifier():
            head = _dotted(of)
            return f"{head}.{name}" if head else None
    return None


def number_node(value: float) -> Node:
    """The tree of a number: a negative one is the negation of a literal, as the parser reads it."""
    return Negate(Literal(-value)) if math.copysign(1.0, value) < 0 else Literal(value)
