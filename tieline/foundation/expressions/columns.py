"""
One typed node to one Ibis value over one table: the compiled form of everything but aggregates.

Numbers are float64, instants naive UTC timestamps, days and time durations seconds, years and months durations
months (both float64). A part without names is calculated once by the interpreter and bound as a constant.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import reduce
from operator import and_, or_
from typing import Any

import ibis
import ibis.expr.types as ir

from tieline.foundation.expressions.column_arithmetic import (
    Refusal,
    column_arithmetic,
    column_part,
    finite_column,
    is_null_column,
    negation_column,
    same_column,
)
from tieline.foundation.expressions.errors import WrongExpression
from tieline.foundation.expressions.functions import FUNCTIONS
from tieline.foundation.expressions.interpreter import Reading
from tieline.foundation.expressions.signature import Function, NotCompiled, Parameter
from tieline.foundation.expressions.tree import (
    Arithmetic,
    Between,
    Call,
    Column,
    Comparison,
    Field,
    If,
    In,
    ListOf,
    Literal,
    Logic,
    Name,
    Negate,
    Node,
    Path,
    Range,
    Rows,
    UnaryTest,
    walk,
)
from tieline.foundation.expressions.types import (
    BOOLEAN,
    DATE,
    DURATION,
    INSTANT,
    MONTHS,
    NULL,
    NUMBER,
    TEXT,
    Type,
)
from tieline.foundation.expressions.values import Months, Value
from tieline.foundation.expressions.zones import local_time

COLUMN_TYPES: dict[Type, str] = {
    BOOLEAN: "boolean",
    NUMBER: "float64",
    TEXT: "string",
    DATE: "date",
    INSTANT: "timestamp",
    DURATION: "float64",
    MONTHS: "float64",
    NULL: "boolean",
}
_ORDER: dict[str, Callable[[Any, Any], Any]] = {
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
}


def refuse(node: Node, what: str, do: str = "") -> WrongExpression:
    """The error for what is right FEEL but cannot be compiled for all rows at once."""
    return WrongExpression(node.at, f"{what} cannot be asked of all customers at once", do=do)


def is_constant(node: Node) -> bool:
    """Whether the value is the same for every row."""
    return not any(isinstance(part, Field | Rows | Column | Name) for part in walk(node))


def literal(value: Value, type_: Type) -> ir.Value:
    """A value of the language as an Ibis constant; null keeps the type."""
    if value is None:
        return ibis.null(COLUMN_TYPES[type_])
    if isinstance(value, datetime):
        return ibis.literal(value.astimezone(UTC).replace(tzinfo=None), type="timestamp")
    if isinstance(value, timedelta):
        return ibis.literal(value.total_seconds(), type="float64")
    if isinstance(value, Months):
        return ibis.literal(float(value.count), type="float64")
    return ibis.literal(value, type=COLUMN_TYPES[type_])


@dataclass(frozen=True)
class Columns:
    """
    Compiles nodes over ``table``, or over values of one by name.

    ``aggregates`` holds the values that stand for aggregate nodes; ``prefix`` is put before fields where the table is
    a list that fields were joined to.
    """

    table: ir.Table | Mapping[str, ir.Value]
    now: datetime
    aggregates: Mapping[int, ir.Value] = field(default_factory=dict)
    prefix: str = ""
    item: ir.Value | None = None
    item_name: str = "item"

    def value(self, node: Node, type_: Type | None = None) -> Any:
        """The Ibis value of a node; null where only ``null`` is written gets ``type_``."""
        if id(node) in self.aggregates:
            return self.aggregates[id(node)]
        if node.type == NULL:
            return literal(None, type_ or NULL)
        if node.type not in COLUMN_TYPES:
            of_list = node.type.of or node.type.rows
            do = "Make one value of it with count, sum, min, max or 'some … satisfies'" if of_list else ""
            raise refuse(node, f"A {node.type} by itself", do)
        if is_constant(node):
            return literal(Reading({}, self.now).value(node), node.type)
        return self._part(node)

    def condition(self, node: Node) -> Any:
        """The Ibis boolean of a condition that keeps a row only when true."""
        return self.value(node, BOOLEAN)

    def _part(self, node: Node) -> Any:  # noqa: PLR0911, C901  # one case per construct of the language
        match node:
            case Field(name=name):
                return self.column(f"{self.prefix}{name}", node.type)
            case Column(name=name):
                return self.column(name, node.type)
            case Name(name=name) if name == self.item_name and self.item is not None:
                return self.item
            case If():
                condition = self.value(node.condition, BOOLEAN)
                return ibis.ifelse(condition, self.value(node.yes, node.type), self.value(node.no, node.type))
            case Arithmetic() | Negate():
                return self._arithmetic(node)
            case Path(of=of, name=name):
                return column_part(self._local(of), of.type, name)
            case Call():
                return self._call(node)
            case Logic(op=op, left=left, right=right):
                return (and_ if op == "and" else or_)(self.value(left, BOOLEAN), self.value(right, BOOLEAN))
            case Comparison(op=op, left=left, right=right):
                return self._compare(op, left, right)
            case Between():
                return self._range(node.of, Range(node.low, node.high, low_closed=True, high_closed=True))
            case In():
                return self._in(node)
        raise refuse(node, f"'{type(node).__name__.lower()}'")

    def column(self, name: str, type_: Type) -> Any:
        """A column of the table by its name, in the column type of ``type_``."""
        return self.table[name].cast(COLUMN_TYPES[type_])

    def _local(self, node: Node) -> Any:
        value = self.value(node)
        return local_time(value, self.now) if node.type == INSTANT else value

    def _arithmetic(self, node: Arithmetic | Negate) -> Any:
        if isinstance(node, Negate):
            return -self.value(node.of)
        found = self._unbounded(node)
        return finite_column(found) if node.type in (NUMBER, DURATION, MONTHS) else found

    def _unbounded(self, node: Arithmetic) -> Any:
        """The result before infinity becomes null; sums and products hand infinity on, so one test is enough."""
        sides = (node.left, node.right)
        constants = [Reading({}, self.now).value(side) if is_constant(side) else None for side in sides]
        hands_on = node.type == NUMBER and node.op in ("+", "-", "*")
        left, right = (
            self._unbounded(side)
            if hands_on and isinstance(side, Arithmetic) and side.type == NUMBER and not is_constant(side)
            else self.value(side)
            for side in sides
        )
        try:
            return column_arithmetic(node.op, (node.left.type, node.right.type), (left, right), constants)
        except Refusal as refusal:
            raise refuse(node, refusal.what, refusal.do) from refusal

    def _compare(self, op: str, left: Node, right: Node) -> Any:
        if op in _ORDER:
            if NULL in (left.type, right.type):
                return literal(None, BOOLEAN)
            return _ORDER[op](self.value(left), self.value(right))
        same = self._same(left, right)
        return negation_column(same) if op == "!=" else same

    def _same(self, left: Node, right: Node) -> Any:
        for side, other in ((left, right), (right, left)):
            if side.type == NULL:
                return is_null_column(self.value(other))
        return same_column(self.value(left), self.value(right))

    def _range(self, of: Node, span: Range) -> Any:
        low = self._compare(">=" if span.low_closed else ">", of, span.low)
        return low & self._compare("<=" if span.high_closed else "<", of, span.high)

    def _in(self, node: In) -> Any:
        tests = list(node.tests)
        if len(tests) > 1 and all(isinstance(test, Literal) and test.value is not None for test in tests):
            values = [self.value(test) for test in tests]
            return self.value(node.of).isin(values).fill_null(False)  # noqa: FBT003  # Ibis takes the value itself
        return reduce(or_, (self._test(node.of, test) for test in tests))

    def _test(self, of: Node, test: Node) -> Any:
        match test:
            case UnaryTest(op=op, of=operand):
                return self._compare(op, of, operand)
            case Range():
                return self._range(of, test)
            case ListOf(items=items):
                found = [self._test(of, item).fill_null(False) for item in items]  # noqa: FBT003  # the value itself
                return reduce(or_, found) if found else literal(False, BOOLEAN)  # noqa: FBT003  # the value itself
        return self._same(of, test)

    def _call(self, node: Call) -> Any:
        function = FUNCTIONS[node.name]
        if node.name == "date" and node.arguments[0].type in (DATE, INSTANT) and len(node.arguments) == 1:
            moment = self._local(node.arguments[0])
            return moment.date() if node.arguments[0].type == INSTANT else moment
        if function.column is None:
            raise refuse(node, f"'{node.name}'")
        if function.strict and any(argument.type == NULL for argument in node.arguments):
            return literal(None, node.type)
        parameters = zip(function.parameters, node.arguments, strict=False)
        given = [self._argument(node, argument, item, function) for item, argument in parameters]
        try:
            return function.column(*([self.now] if function.local else []), *given).cast(COLUMN_TYPES[node.type])
        except NotCompiled as refusal:
            raise refuse(node, f"'{node.name}' without {refusal}") from refusal

    def _argument(self, call: Call, node: Node, parameter: Parameter, function: Function) -> Any:
        if not parameter.constant:
            return self._local(node) if function.local and node.type == INSTANT else self.value(node, call.type)
        if not is_constant(node):
            raise refuse(node, f"'{call.name}' with a value that differs by customer here", "Write a constant")
        return Reading({}, self.now).value(node)
