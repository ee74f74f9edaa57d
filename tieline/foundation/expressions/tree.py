"""
The tree of an expression: one immutable class per construct of the language.

Two trees are equal when they say the same; ``at`` (where the word begins) and ``type`` (set by
the checker, ANY before) do not count. ``Field``, ``Rows`` and ``Column`` are what the checker makes of names.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, fields

from tieline.foundation.expressions.errors import Place, WrongExpression
from tieline.foundation.expressions.types import ANY, Type


@dataclass(frozen=True)
class Node:
    """Any expression."""

    at: Place = field(default=Place(), compare=False, repr=False, kw_only=True)
    type: Type = field(default=ANY, compare=False, repr=False, kw_only=True)


@dataclass(frozen=True)
class TypeName:
    """A type as a person writes it: ``number``, ``list<string>``, ``context<a: date>``; Any fits everything."""

    name: str = "Any"
    of: tuple["TypeName", ...] = ()
    entries: tuple[tuple[str, "TypeName"], ...] = ()


@dataclass(frozen=True)
class Literal(Node):
    """A number, a string, true, false or null."""

    value: float | str | bool | None

    def __eq__(self, other: object) -> bool:
        """Whether the other is the same literal: true is not 1."""
        return isinstance(other, Literal) and (type(self.value), self.value) == (type(other.value), other.value)

    def __hash__(self) -> int:
        return hash((type(self.value), self.value))


@dataclass(frozen=True)
class AtLiteral(Node):
    """``@"2026-11-22"``: a date, instant, time or duration."""

    text: str


@dataclass(frozen=True)
class Name(Node):
    """A name that nobody has resolved yet."""

    name: str


@dataclass(frozen=True)
class Field(Node):
    """A field of the row that is asked about; ``name`` may hold dots."""

    name: str


@dataclass(frozen=True)
class Rows(Node):
    """A list of facts of the scope."""

    name: str


@dataclass(frozen=True)
class Column(Node):
    """A column of the fact that the enclosing filter looks at, or of the quantifier's ``variable``."""

    rows: str
    name: str
    variable: str = ""


@dataclass(frozen=True)
class Path(Node):
    """``of.name``: a property, an entry, or one column of each row of a list."""

    of: Node
    name: str


@dataclass(frozen=True)
class Filter(Node):
    """``of[condition]``: the rows for which it is true, or the row at a position."""

    of: Node
    condition: Node


@dataclass(frozen=True)
class ListOf(Node):
    """``[a, b, c]``."""

    items: tuple[Node, ...]


@dataclass(frozen=True)
class Context(Node):
    """``{a: 1, b: 2}``."""

    entries: tuple[tuple[str, Node], ...]


@dataclass(frozen=True)
class Range(Node):
    """``[low..high]``, each end closed or open."""

    low: Node
    high: Node
    low_closed: bool
    high_closed: bool


@dataclass(frozen=True)
class Negate(Node):
    """``-of``."""

    of: Node


@dataclass(frozen=True)
class Arithmetic(Node):
    """``left op right`` with + − * / **."""

    op: str
    left: Node
    right: Node


@dataclass(frozen=True)
class Comparison(Node):
    """``left op right`` with = != < <= > >=."""

    op: str
    left: Node
    right: Node


@dataclass(frozen=True)
class Logic(Node):
    """``left and right`` or ``left or right``, three-valued."""

    op: str
    left: Node
    right: Node


@dataclass(frozen=True)
class UnaryTest(Node):
    """``< of`` as it stands behind ``in``."""

    op: str
    of: Node


@dataclass(frozen=True)
class In(Node):
    """``of in (tests)``: whether one of the tests accepts it."""

    of: Node
    tests: tuple[Node, ...]


@dataclass(frozen=True)
class Between(Node):
    """``of between low and high``, both ends included."""

    of: Node
    low: Node
    high: Node


@dataclass(frozen=True)
class If(Node):
    """``if condition then yes else no``; null counts as no."""

    condition: Node
    yes: Node
    no: Node


@dataclass(frozen=True)
class Call(Node):
    """A built-in function applied; ``names`` are given when arguments are named."""

    name: str
    arguments: tuple[Node, ...]
    names: tuple[str, ...] = ()


@dataclass(frozen=True)
class Apply(Node):
    """A function that is itself a value, applied: ``(function(a) a + 1)(2)``."""

    of: Node
    arguments: tuple[Node, ...]


@dataclass(frozen=True)
class Lambda(Node):
    """``function(a: number, b) body``."""

    parameters: tuple[tuple[str, TypeName], ...]
    body: Node


@dataclass(frozen=True)
class InstanceOf(Node):
    """``of instance of wanted``."""

    of: Node
    wanted: TypeName


@dataclass(frozen=True)
class Quantified(Node):
    """``some variable in of satisfies condition``, or ``every``."""

    word: str
    variable: str
    of: Node
    condition: Node


@dataclass(frozen=True)
class Series(Node):
    """``low..high`` behind ``for … in``: whole numbers or days, counted up or down."""

    low: Node
    high: Node


@dataclass(frozen=True)
class For(Node):
    """``for a in x, b in y return result``: every combination; later lists may name earlier variables."""

    bindings: tuple[tuple[str, Node], ...]
    result: Node


def children(node: Node) -> Iterator[Node]:
    """The nodes directly below, in the order of the text."""
    for item in fields(node):
        value = getattr(node, item.name)
        if isinstance(value, Node):
            yield value
        elif isinstance(value, tuple):
            for part in value:
                if isinstance(part, Node):
                    yield part
                elif isinstance(part, tuple):
                    yield from (inner for inner in part if isinstance(inner, Node))


def walk(node: Node) -> Iterator[Node]:
    """The node and all below it, from the top."""
    yield node
    for child in children(node):
        yield from walk(child)


def operands(node: Node, op: str) -> list[Node]:
    """The conditions that a chain of ``and`` (or of ``or``) joins, in the order of the text."""
    if isinstance(node, Logic) and node.op == op:
        return [*operands(node.left, op), *operands(node.right, op)]
    return [node]


HIGHEST = 100


def shallow(node: Node) -> Node:
    """The same tree, or an error when it is higher than everything that walks it can climb."""
    level, height = [node], 0
    while level:
        height += 1
        if height > HIGHEST:
            what = f"The expression is more than {HIGHEST} operations deep"
            raise WrongExpression(level[0].at, what, do="Split it, or use 'in' with a list")
        level = [child for parent in level for child in children(parent)]
    return node
