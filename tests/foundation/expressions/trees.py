"""Random well-typed expressions over the small scope of ``customers``, for the property tests."""

from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st

from tests.foundation.expressions.customers import FIELDS, LISTS, OF_TYPE
from tieline.foundation.expressions.tree import (
    Arithmetic,
    Between,
    Call,
    Comparison,
    Filter,
    If,
    In,
    ListOf,
    Literal,
    Logic,
    Name,
    Negate,
    Node,
    Path,
    Quantified,
    Range,
    UnaryTest,
)
from tieline.foundation.expressions.types import BOOLEAN, DATE, DURATION, INSTANT, NUMBER, TEXT, Type


def name_node(name: str) -> Node:
    """The tree that the parser makes of a name with dots."""
    head, *rest = name.split(".")
    node: Node = Name(head)
    for part in rest:
        node = Path(node, part)
    return node


class Trees:
    """Draws trees of one type; inside a filter, ``columns`` are in reach too and aggregates are not."""

    def __init__(self, draw: Callable[..., Any], filtered: str = "", variable: str = "") -> None:
        self.draw = draw
        self.filtered = filtered
        self.variable = variable

    def one_of(self, *choices: Callable[[], Node]) -> Node:
        choice: Callable[[], Node] = self.draw(st.sampled_from(choices))
        return choice()

    def leaf(self, type_: Type) -> Node:
        known = [name_node(name) for name, item in FIELDS.items() if item.type == type_]
        if self.filtered:
            columns = [name for name, item in LISTS[self.filtered].columns.items() if item.type == type_]
            own = [Path(Name(self.variable), name) if self.variable else Name(name) for name in columns]
            known = [*own, *own, *known]
        constant = self.constant(type_)
        return self.draw(st.sampled_from([*known, constant])) if known else constant

    def constant(self, type_: Type) -> Node:
        if type_ == DURATION:
            length = self.draw(st.sampled_from(["P7D", "P30D", "PT6H", "P1DT12H", "-P3D"]))
            return Call("duration", (Literal(length),))
        value = self.draw(OF_TYPE[type_])
        if type_ == DATE:
            return self.one_of(lambda: Call("date", (Literal(value.isoformat()),)), lambda: Call("today", ()))
        if type_ == INSTANT:
            text = f"{value.isoformat(timespec='seconds')}Z"
            return self.one_of(lambda: Call("date and time", (Literal(text),)), lambda: Call("now", ()))
        if type_ == NUMBER:
            return Negate(Literal(-value)) if value < 0 else Literal(value)
        return Literal(value)

    def tree(self, type_: Type, depth: int) -> Node:
        if depth <= 0:
            return self.leaf(type_)
        made = {
            BOOLEAN: self.condition,
            NUMBER: self.number,
            TEXT: self.text,
            DATE: self.moment,
            INSTANT: self.moment,
            DURATION: self.duration,
        }[type_]
        return made(type_, depth - 1)

    def number(self, type_: Type, depth: int) -> Node:
        def inner() -> Node:
            return self.tree(NUMBER, depth)

        def call(*names: str) -> Node:
            return Call(self.draw(st.sampled_from(names)), (inner(),))

        choices = [
            lambda: self.leaf(NUMBER),
            lambda: Arithmetic(self.draw(st.sampled_from(["+", "-", "*", "/"])), inner(), inner()),
            lambda: Arithmetic("**", inner(), Literal(2.0)),
            lambda: Negate(inner()),
            lambda: call("abs", "floor", "ceiling", "round half up", "sqrt"),
            lambda: Call("decimal", (inner(), Literal(1.0))),
            lambda: Call("modulo", (inner(), inner())),
            lambda: Call("get or else", (inner(), inner())),
            lambda: Call("string length", (self.tree(TEXT, depth),)),
            lambda: Call("days since", (self.tree(self.draw(st.sampled_from([DATE, INSTANT])), depth),)),
            lambda: If(self.tree(BOOLEAN, depth), inner(), inner()),
            lambda: Path(self.tree(DATE, depth), self.draw(st.sampled_from(["year", "month", "day", "weekday"]))),
            lambda: Path(self.tree(INSTANT, depth), self.draw(st.sampled_from(["hour", "day", "minute"]))),
            lambda: Path(self.tree(DURATION, depth), self.draw(st.sampled_from(["days", "hours", "minutes"]))),
            lambda: Path(
                Call("years and months duration", (self.tree(DATE, depth), self.tree(DATE, depth))),
                self.draw(st.sampled_from(["years", "months"])),
            ),
        ]
        return self.one_of(*choices, *([] if self.filtered else [lambda: self.aggregate(depth)] * 5))

    def aggregate(self, depth: int) -> Node:
        name, columns = self.draw(st.sampled_from([("contacts", ["rating"]), ("usage", ["minutes"])]))
        facts = self.facts(name, depth)
        column = Path(facts, self.draw(st.sampled_from(columns)))
        return self.one_of(
            lambda: Call("count", (facts,)),
            lambda: Call("count", (column,)),
            lambda: Call(self.draw(st.sampled_from(["sum", "mean", "min", "max", "median"])), (column,)),
            lambda: Call("count", (Call("distinct values", (column,)),)),
            lambda: Call(self.draw(st.sampled_from(["last", "trend"])), (column,)),
        )

    def facts(self, name: str, depth: int) -> Node:
        if not self.draw(st.booleans()):
            return Name(name)
        return Filter(Name(name), Trees(self.draw, name).tree(BOOLEAN, depth))

    def text(self, type_: Type, depth: int) -> Node:
        def inner() -> Node:
            return self.tree(TEXT, depth)

        return self.one_of(
            lambda: self.leaf(TEXT),
            lambda: Arithmetic("+", inner(), inner()),
            lambda: Call(self.draw(st.sampled_from(["upper case", "lower case"])), (inner(),)),
            lambda: Call("substring", (inner(), Literal(2.0), Literal(3.0))),
            lambda: If(self.tree(BOOLEAN, depth), inner(), Literal(None)),
        )

    def moment(self, type_: Type, depth: int) -> Node:
        def shift() -> Node:
            length = self.constant(DURATION)
            if type_ == DATE and self.draw(st.booleans()):
                length = Call("duration", (Literal(self.draw(st.sampled_from(["P1M", "P1Y2M", "-P1M"]))),))
            return Arithmetic(self.draw(st.sampled_from("+-")), self.tree(type_, depth), length)

        choices: list[Callable[[], Node]] = [lambda: self.leaf(type_), shift]
        if type_ == DATE:
            choices.append(lambda: Call("date", (self.tree(INSTANT, depth),)))
            choices.append(
                lambda: Call(self.start_of(), (self.tree(self.draw(st.sampled_from([DATE, INSTANT])), depth),))
            )
            choices.append(lambda: Call("start of billing cycle", (self.tree(DATE, depth), self.tree(NUMBER, depth))))
        elif not self.filtered:
            choices.append(
                lambda: Call(self.draw(st.sampled_from(["min", "max"])), (Path(self.facts("contacts", depth), "at"),))
            )
        return self.one_of(*choices)

    def start_of(self) -> str:
        name: str = self.draw(st.sampled_from(["start of week", "start of month", "start of year"]))
        return name

    def duration(self, type_: Type, depth: int) -> Node:
        of = self.draw(st.sampled_from([DATE, INSTANT]))
        return self.one_of(
            lambda: self.leaf(DURATION),
            lambda: Arithmetic("-", self.tree(of, depth), self.tree(of, depth)),
            lambda: Arithmetic("+", self.tree(DURATION, depth), self.tree(DURATION, depth)),
        )

    def condition(self, type_: Type, depth: int) -> Node:
        of = self.draw(st.sampled_from([NUMBER, TEXT, DATE, INSTANT, DURATION]))
        equal_types = st.sampled_from([of, BOOLEAN])

        def inner() -> Node:
            return self.tree(BOOLEAN, depth)

        def value() -> Node:
            return self.tree(of, depth)

        choices: list[Callable[[], Node]] = [
            lambda: self.leaf(BOOLEAN),
            lambda: Comparison(self.draw(st.sampled_from(["=", "!=", "<", "<=", ">", ">="])), value(), value()),
            lambda: Comparison(self.draw(st.sampled_from(["=", "!=", "<"])), value(), Literal(None)),
            lambda: self.equality(self.draw(equal_types), depth),
            lambda: Logic(self.draw(st.sampled_from(["and", "or"])), inner(), inner()),
            lambda: Call("not", (inner(),)),
            lambda: Call("is defined", (self.tree(self.draw(equal_types), depth),)),
            lambda: Between(value(), value(), value()),
            lambda: In(value(), self.tests(of, depth)),
            lambda: If(inner(), inner(), inner()),
            lambda: self.text_test(depth),
        ]
        return self.one_of(*choices, *([] if self.filtered else [lambda: self.of_list(depth)] * 4))

    def equality(self, of: Type, depth: int) -> Node:
        other = self.one_of(lambda: self.tree(of, depth), lambda: Literal(None))
        return Comparison(self.draw(st.sampled_from(["=", "!="])), self.tree(of, depth), other)

    def text_test(self, depth: int) -> Node:
        name = self.draw(st.sampled_from(["contains", "starts with", "ends with"]))
        return self.one_of(
            lambda: Call(name, (self.tree(TEXT, depth), self.tree(TEXT, depth))),
            lambda: Call("matches", (self.tree(TEXT, depth), Literal("^[a-m]"), Literal("i"))),
        )

    def tests(self, of: Type, depth: int) -> tuple[Node, ...]:
        def test() -> Node:
            ends = self.draw(st.tuples(st.booleans(), st.booleans()))
            return self.one_of(
                lambda: self.tree(of, depth),
                lambda: self.constant(of),
                lambda: Range(self.tree(of, depth), self.tree(of, depth), low_closed=ends[0], high_closed=ends[1]),
                lambda: UnaryTest(self.draw(st.sampled_from(["<", ">=", "=", "!="])), self.tree(of, depth)),
                lambda: ListOf((self.constant(of), self.constant(of))),
            )

        return tuple(test() for _ in range(self.draw(st.integers(1, 3))))

    def of_list(self, depth: int) -> Node:
        name = self.draw(st.sampled_from(["contacts", "usage"]))
        facts = self.facts(name, depth)
        text = Path(self.facts("contacts", depth), "reason")
        satisfied = Trees(self.draw, name, "fact").tree(BOOLEAN, depth)
        return self.one_of(
            lambda: Quantified(self.draw(st.sampled_from(["some", "every"])), "fact", facts, satisfied),
            lambda: Call("list contains", (text, self.constant(TEXT))),
            lambda: In(self.constant(TEXT), (text,)),
            lambda: Call("exists", (facts,)),
            lambda: Comparison("=", Call("last", (text,)), self.constant(TEXT)),
        )


@st.composite
def trees(draw: Callable[..., Any], *types: Type, depth: int = 3) -> Node:
    """A random tree of one of the types (boolean without any) that ``check`` accepts."""
    return Trees(draw).tree(draw(st.sampled_from(types or (BOOLEAN,))), depth)
