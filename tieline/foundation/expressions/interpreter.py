"""
The reference: the value of an expression for one row, on plain Python values.

A column projected out of a fact list (``usage.voice_minutes``) holds the known values only, and sums, means
and medians of facts are rounded to 6 decimals, so that the compiled form gives the same under any order of
addition; lists written in the text follow FEEL to the letter.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from typing import Any

from tieline.foundation.expressions.arithmetic import calculate, negated
from tieline.foundation.expressions.calling import applied, call_function, callable_of, is_instance
from tieline.foundation.expressions.checker import Typed
from tieline.foundation.expressions.comparison import accepts, both, compare, contains, either, equal
from tieline.foundation.expressions.facts import is_facts, rows_of
from tieline.foundation.expressions.functions import FUNCTIONS
from tieline.foundation.expressions.list_functions import ROUNDED, TIMED
from tieline.foundation.expressions.memo import Memo
from tieline.foundation.expressions.number_functions import rounded
from tieline.foundation.expressions.series import MOST_STEPS, steps, steps_of
from tieline.foundation.expressions.time_functions import duration_part, moment_part
from tieline.foundation.expressions.tree import (
    Apply,
    Arithmetic,
    AtLiteral,
    Between,
    Call,
    Column,
    Comparison,
    Context,
    Field,
    Filter,
    For,
    If,
    In,
    InstanceOf,
    Lambda,
    ListOf,
    Literal,
    Logic,
    Name,
    Negate,
    Node,
    Path,
    Quantified,
    Range,
    Rows,
    Series,
    UnaryTest,
)
from tieline.foundation.expressions.trends import timed_value
from tieline.foundation.expressions.values import Months, Span, Value, entry_of, normal, temporal_from

_ROW = ""


def evaluate(expression: Typed | Node, context: Mapping[str, Any], now: datetime) -> Value:
    """
    The value of the expression where names mean the entries of ``context``; null where FEEL says null.

    ``context`` maps fields to values (``tags.high_value`` or nested) and lists to sequences of mappings; naive
    instants in it are UTC. ``now`` must be aware: its zone is the zone of days.
    """
    node = expression.node if isinstance(expression, Typed) else expression
    return Reading(context, now).value(node)


def held(value: Value) -> bool:
    """Whether a condition holds: only true does, neither false nor null."""
    return value is True


@dataclass(frozen=True)
class Reading:
    """One evaluation: the row that is asked about, the instant, and the variables bound so far."""

    context: Mapping[str, Any]
    now: datetime
    variables: Mapping[str, Any] = field(default_factory=dict)
    memo: Memo = field(default_factory=Memo, compare=False, repr=False, kw_only=True)

    def bind(self, **variables: Any) -> "Reading":
        """The same evaluation with further variables."""
        return replace(self, variables={**self.variables, **variables})

    def value(self, node: Node) -> Value:
        """The value of one node; what cannot differ from row to row is worked out once."""
        if isinstance(node, Literal):
            return node.value
        known = self.memo.of(node, bound=bool(self.variables))
        if known is None:
            return self._value(node)
        if not known:
            known.append(self._value(node))
        return known[0]

    def _value(self, node: Node) -> Value:  # noqa: PLR0911, C901  # one case per construct of the language
        match node:
            case AtLiteral(text=text):
                return temporal_from(text, self.now.tzinfo)
            case Name() | Field() | Rows() | Column() | Path():
                return self._reference(node)
            case Arithmetic(op=op, left=left, right=right):
                return calculate(op, self.value(left), self.value(right), self.now.tzinfo)
            case Negate(of=of):
                return negated(self.value(of))
            case ListOf() | Context() | Range():
                return self._collection(node)
            case If(condition=condition, yes=yes, no=no):
                return self.value(yes if self.value(condition) is True else no)
            case Call() | Apply() | Lambda():
                return self._function(node)
            case Filter():
                return self._filter(node)
            case For():
                return self._loop(node)
            case InstanceOf(of=of, wanted=wanted):
                return is_instance(self.value(of), wanted)
        return self._truth(node)

    def _collection(self, node: ListOf | Context | Range) -> Value:
        match node:
            case ListOf(items=items):
                return [self.value(item) for item in items]
            case Context(entries=entries):
                return self._context(entries)
            case Range(low=low, high=high):
                return Span(self.value(low), self.value(high), node.low_closed, node.high_closed)

    def _truth(self, node: Node) -> bool | None:
        match node:
            case Logic(op=op, left=left, right=right):
                return (both if op == "and" else either)(self.value(left), self.value(right))
            case Comparison(op=op, left=left, right=right):
                return compare(op, self.value(left), self.value(right))
            case Between(of=of, low=low, high=high):
                return contains(Span(self.value(low), self.value(high), True, True), self.value(of))  # noqa: FBT003  # both ends
            case In(of=of, tests=tests):
                value = self.value(of)
                found = [self._test(test, value) for test in tests]
                return True if True in found else None if None in found else False
            case Quantified():
                return self._quantified(node)
        raise TypeError(type(node).__name__)

    def _test(self, test: Node, value: Value) -> bool | None:
        if isinstance(test, UnaryTest):
            return compare(test.op, value, self.value(test.of))
        wanted = self.value(test)
        if isinstance(wanted, Span):
            return contains(wanted, value)
        if isinstance(wanted, list) and not isinstance(value, list):
            return any(accepts(item, value) for item in wanted)
        if isinstance(wanted, list) and any(isinstance(item, list) for item in wanted):
            return any(equal(normal(item), value) is True for item in wanted)
        return equal(value, wanted)

    def _reference(self, node: Node) -> Value:
        match node:
            case Name(name=name):
                return self._name(name)
            case Field(name=name):
                return normal(entry_of(self.context, name))
            case Rows(name=name):
                return normal(entry_of(self.context, name)) or []
            case Column(name=name, variable=variable):
                row = self.variables[variable]
                return normal(row.get(name)) if isinstance(row, Mapping) else normal(row)
            case Path(of=of, name=name):
                return self._path(node, self.value(of), name)
        raise TypeError(type(node).__name__)

    def _name(self, name: str) -> Value:
        row = self.variables.get(_ROW)
        if isinstance(row, Mapping) and name in row:
            return normal(row[name])
        if name in self.variables:
            return normal(self.variables[name])
        found = normal(entry_of(self.context, name))
        return callable_of(FUNCTIONS[name], self.now) if found is None and name in FUNCTIONS else found

    def _path(self, node: Path, of: Value, name: str) -> Value:
        if isinstance(of, list):
            found = [self._path(node, normal(item), name) for item in of]
            return [value for value in found if value is not None] if is_facts(node.of) else found
        if isinstance(of, Mapping):
            return normal(of.get(name))
        if isinstance(of, timedelta | Months):
            return duration_part(of, name)
        if isinstance(of, date | time):
            return moment_part(of, name, self.now)
        return None

    def _context(self, entries: tuple[tuple[str, Node], ...]) -> dict[str, Value]:
        made: dict[str, Value] = {}
        for name, node in entries:
            made[name] = self.bind(**made).value(node)
        return made

    def _filter(self, node: Filter) -> Value:
        of = self.value(node.of)
        rows = of if isinstance(of, list) else [] if of is None else [of]
        constant = self.value(node.condition) if isinstance(node.condition, Literal | Negate) else None
        if isinstance(constant, float):
            position = int(constant)
            found = position - 1 if position > 0 else len(rows) + position
            return normal(rows[found]) if position and 0 <= found < len(rows) else None
        return [row for row in rows if self.row(row).value(node.condition) is True]

    def row(self, row: Value) -> "Reading":
        """The same evaluation inside a filter, looking at ``row``."""
        return self.bind(**{_ROW: row, "item": row})

    def _quantified(self, node: Quantified) -> bool | None:
        step, result = (either, False) if node.word == "some" else (both, True)
        found: bool | None = result
        for item in _items(self.value(node.of)):
            found = step(found, self.bind(**{node.variable: item}).value(node.condition))
        return found

    def _loop(self, node: For) -> list[Value] | None:
        """The results of every combination, in order; null where a range cannot be counted or there are too many."""
        results: list[Value] = []

        def bound(reading: Reading, bindings: tuple[tuple[str, Node], ...]) -> bool:
            if not bindings:
                results.append(reading.bind(partial=results).value(node.result))
                return len(results) <= MOST_STEPS
            (variable, of), *rest = bindings
            items = reading.counted(of)
            return items is not None and all(bound(reading.bind(**{variable: item}), tuple(rest)) for item in items)

        return results if bound(self, node.bindings) else None

    def counted(self, of: Node) -> list[Value] | None:
        """What a loop goes through: the items of a list, or the whole numbers or days of a range."""
        if isinstance(of, Series):
            return steps(self.value(of.low), self.value(of.high))
        found = self.value(of)
        return steps_of(found) if isinstance(found, Span) else _items(found)

    def _function(self, node: Node) -> Value:
        match node:
            case Lambda():
                return self._closure(node)
            case Apply(of=of, arguments=arguments):
                return applied(self.value(of), [self.value(argument) for argument in arguments])
            case Call():
                return self._call(node)
        raise TypeError(type(node).__name__)

    def _closure(self, node: Lambda) -> Callable[..., Value]:
        def run(*arguments: Value) -> Value:
            if len(arguments) != len(node.parameters):
                return None
            if any(
                value is not None and not is_instance(value, wanted)
                for value, (_, wanted) in zip(arguments, node.parameters, strict=True)
            ):
                return None
            names = (name for name, _ in node.parameters)
            return self.bind(**dict(zip(names, arguments, strict=True))).value(node.body)

        return run

    def _call(self, node: Call) -> Value:
        function = FUNCTIONS.get(node.name)
        if node.name in TIMED and node.arguments and is_facts(node.arguments[0]):
            return self._timed(node.name, node.arguments[0])
        arguments = [self.value(argument) for argument in node.arguments]
        if function is None:
            return applied(self._name(node.name), arguments)
        found = call_function(function, arguments, node.names, self.now)
        if node.name in ROUNDED and isinstance(found, float) and is_facts(node.arguments[0]):
            return rounded(found, 6)
        return found

    def _timed(self, name: str, facts: Node) -> Value:
        """``last`` or ``trend`` of the values of a column, by the time of their facts."""
        rows = rows_of(facts)
        when = rows.type.of.when if rows and rows.type.of else ""
        known = [(normal(row.get(when)), value) for row, value in self._pairs(facts)]
        timed = [(moment, value) for moment, value in known if moment is not None]
        return timed_value(name, timed, self.now)

    def _pairs(self, facts: Node) -> list[tuple[Mapping[str, Any], Value]]:
        """Each fact with its value of the column that ``facts`` projects; facts without a value are left out."""
        match facts:
            case Filter(of=of, condition=condition):
                return [pair for pair in self._pairs(of) if self.row(pair[1]).value(condition) is True]
            case Path(of=of, name=name):
                return [(row, value) for row, _ in self._pairs(of) if (value := normal(row.get(name))) is not None]
        return [(row, row) for row in self.value(facts)]


def _items(value: Value) -> list[Value]:
    return value if isinstance(value, list) else [] if value is None else [value]
