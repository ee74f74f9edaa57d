"""The JSON of the visual builder back to a tree, with errors that say where in the JSON and what was expected."""

from collections.abc import Callable, Mapping
from functools import partial, reduce
from typing import Any

from tieline.foundation.errors import Invalid
from tieline.foundation.expressions.builder import GROUPS, MOMENTS, SHIFTS, WRITTEN, number_node
from tieline.foundation.expressions.errors import nearest, pointing_at
from tieline.foundation.expressions.lexer import KEYWORDS
from tieline.foundation.expressions.list_functions import AGGREGATES
from tieline.foundation.expressions.parser import parse
from tieline.foundation.expressions.powers import COMPARISONS
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
    Node,
    Path,
    shallow,
)

CALCULATIONS = ("+", "-", "*", "/", "**")
_DEEPEST = 100


def tree_of(drawn: Any, place: str = "condition") -> Node:
    """The unchecked tree of what the builder drew; Invalid names the place in the JSON."""
    return shallow(_Part(drawn, place, 0).node())


class _Part:
    """One object of the JSON and where it stands."""

    def __init__(self, drawn: Any, place: str, depth: int) -> None:
        self.place = place
        self.depth = depth
        if depth > _DEEPEST:
            raise Invalid(f"The condition is nested more than {_DEEPEST} deep", where=place, do="Split it")
        if not isinstance(drawn, Mapping):
            raise Invalid("An object with a 'kind' is expected", where=place)
        self.drawn = drawn

    def node(self) -> Node:
        kind = self.choice("kind", _READERS)
        return _READERS[kind](self)

    def below(self, key: str) -> Node:
        return _Part(self.drawn.get(key), f"{self.place}.{key}", self.depth + 1).node()

    def several(self, key: str, least: int = 1) -> list[Node]:
        found = self.drawn.get(key)
        if not isinstance(found, list) or len(found) < least:
            raise Invalid(f"'{key}' takes a list of {least} or more", where=self.place)
        return [_Part(each, f"{self.place}.{key}[{at}]", self.depth + 1).node() for at, each in enumerate(found)]

    def text(self, key: str) -> str:
        found = self.drawn.get(key)
        if not isinstance(found, str) or not found:
            raise Invalid(f"'{key}' takes a text", where=self.place)
        return found

    def name(self, key: str) -> Node:
        head, *rest = self.words(key)
        node: Node = Name(head)
        for word in rest:
            node = Path(node, word)
        return node

    def words(self, key: str) -> list[str]:
        """The words of a name, which are letters, digits and underscores and none of the language itself."""
        words = self.text(key).split(".")
        if words[0] in KEYWORDS or not all(word.isidentifier() for word in words):
            what = f"'{self.text(key)}' is no name"
            raise Invalid(what, where=f"{self.place}.{key}", do="Write a name such as tags.high_value")
        return words

    def word(self, key: str) -> str:
        """A name without dots."""
        first, *rest = self.words(key)
        if rest:
            raise Invalid(f"'{self.text(key)}' holds a dot", where=f"{self.place}.{key}", do="Name the list or column")
        return first

    def choice(self, key: str, known: Any) -> str:
        found = self.text(key)
        if found not in known:
            raise Invalid(f"'{found}' is no {key}", where=f"{self.place}.{key}", do=nearest(found, known))
        return found

    def group(self, op: str) -> Node:
        first, *rest = self.several("parts", 2)
        return reduce(lambda left, right: Logic(op, left, right), rest, first)

    def compare(self) -> Node:
        return Comparison(self.choice("op", COMPARISONS), self.below("left"), self.below("right"))

    def calculate(self) -> Node:
        return Arithmetic(self.choice("op", CALCULATIONS), self.below("left"), self.below("right"))

    def value(self) -> Node:
        found = self.drawn.get("value")
        if "value" not in self.drawn or not isinstance(found, str | bool | int | float | None):
            raise Invalid("'value' takes a number, a text, true, false or null", where=self.place)
        if isinstance(found, int | float) and not isinstance(found, bool):
            return number_node(float(found))
        return Literal(found)

    def moment(self) -> Node:
        node: Node = Call(self.choice("of", MOMENTS), ())
        for op, key in SHIFTS.items():
            if key in self.drawn:
                node = Arithmetic(op, node, Call("duration", (Literal(self.text(key)),)))
        return node

    def aggregate(self) -> Node:
        facts: Node = Name(self.word("list"))
        if "where" in self.drawn:
            facts = Filter(facts, self.below("where"))
        if "column" in self.drawn:
            facts = Path(facts, self.word("column"))
        if self.drawn.get("distinct") is True:
            facts = Call("distinct values", (facts,))
        return Call(self.choice("function", AGGREGATES), (facts,))

    def written(self) -> Node:
        return Call(self.choice("type", WRITTEN), (Literal(self.text("text")),))

    def as_text(self) -> Node:
        with pointing_at(f"{self.place}.text"):
            return parse(self.text("text"))


_READERS: dict[str, Callable[[_Part], Node]] = {
    **{kind: partial(_Part.group, op=op) for op, kind in GROUPS.items()},
    "not": lambda part: Call("not", (part.below("part"),)),
    "compare": _Part.compare,
    "between": lambda part: Between(part.below("of"), part.below("low"), part.below("high")),
    "in": lambda part: In(part.below("of"), tuple(part.several("values"))),
    "name": lambda part: part.name("name"),
    "value": _Part.value,
    "written": _Part.written,
    "moment": _Part.moment,
    "calculate": _Part.calculate,
    "aggregate": _Part.aggregate,
    "text": _Part.as_text,
}
