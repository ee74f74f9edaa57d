"""Why a condition holds for one row, or not: its parts, their actual values, and the facts that count."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tieline.foundation.expressions.aggregates import aggregates_in, list_of_aggregate, source_of
from tieline.foundation.expressions.checker import Typed
from tieline.foundation.expressions.columns import is_constant
from tieline.foundation.expressions.interpreter import Reading, held
from tieline.foundation.expressions.sentences import Speaker, sentence
from tieline.foundation.expressions.tree import (
    Between,
    Call,
    Comparison,
    In,
    Logic,
    Node,
    Path,
    Quantified,
    operands,
)
from tieline.foundation.expressions.values import Value
from tieline.foundation.expressions.wording import PHRASES, Language, say_value

__all__ = ["MOST_ROWS", "Evidence", "Explanation", "Part", "explain", "operands"]

MOST_ROWS = 50


@dataclass(frozen=True)
class Evidence:
    """The facts of one list that an aggregate counted: how many there are, and the first of them."""

    list: str
    total: int
    rows: tuple[Mapping[str, Any], ...]


@dataclass(frozen=True)
class Part:
    """One condition of the whole: in words, whether it holds, what the values are, and its evidence."""

    sentence: str
    held: bool
    actual: str
    evidence: tuple[Evidence, ...] = ()
    joined: str = ""
    parts: tuple["Part", ...] = ()

    @property
    def rows(self) -> tuple[Mapping[str, Any], ...]:
        """The evidence rows of all lists."""
        return tuple(row for evidence in self.evidence for row in evidence.rows)


@dataclass(frozen=True)
class Explanation:
    """The value for one row, the whole in words, and the parts that are joined by ``and`` or ``or``."""

    value: Value
    sentence: str
    parts: tuple[Part, ...]
    joined: str = ""

    @property
    def held(self) -> bool:
        """Whether the condition holds: true, neither false nor null."""
        return held(self.value)


def explain(typed: Typed, context: Mapping[str, Any], now: datetime, language: Language) -> Explanation:
    """
    The parts of a condition for the row of ``context``; an expression of another type has one part.

    Evidence holds at most 50 rows per list, in the order of the context, and says how many there are.
    """
    return explain_reading(typed, Reading(context, now), language)


def explain_reading(typed: Typed, reading: Reading, language: Language) -> Explanation:
    """The same of a reading, which works out each value once however often, and in how many languages, it is told."""
    telling = Telling(reading, Speaker(typed.scope, language))
    whole = telling.part(typed.node)
    return Explanation(
        value=telling.reading.value(typed.node),
        sentence=sentence(typed, language),
        parts=whole.parts or (whole,),
        joined=whole.joined,
    )


@dataclass(frozen=True)
class Telling:
    """Tells what a condition, and values in it, are for one row, in one language."""

    reading: Reading
    speaker: Speaker

    def part(self, node: Node) -> Part:
        """The condition with its value, its parts or its evidence."""
        value = self.reading.value(node)
        words = self.speaker.say(node)
        if isinstance(node, Logic):
            parts = tuple(self.part(operand) for operand in operands(node, node.op))
            return Part(words, held(value), self.speaker.truth(value), joined=node.op, parts=parts)
        return Part(words, held(value), self.actual(node, value), evidence=tuple(self.evidence(node)))

    def actual(self, node: Node, value: Value) -> str:
        """What stands in a condition for this row: the values that a person would look up."""
        match node:
            case Comparison(left=left, right=right):
                sides = [side for side in (left, right) if not is_constant(side)]
            case Between(of=of) | In(of=of):
                sides = [of]
            case Call(name="not", arguments=(of,)):
                return self.actual(of, self.reading.value(of))
            case _:
                return self.say(node, value)
        said = [self.say(side, self.reading.value(side)) for side in sides]
        if len(said) == 2:
            return PHRASES[self.speaker.language]["against"].format(*said)
        return said[0] if said else self.speaker.truth(value)

    def say(self, node: Node, value: Value) -> str:
        """A value of the node in words, with its unit and the names of codes."""
        local = value.astimezone(self.reading.now.tzinfo) if isinstance(value, datetime) else value
        return say_value(self.speaker.name_of(local, node), self.speaker.language, self.speaker.unit_of(node))

    def evidence(self, node: Node) -> Iterator[Evidence]:
        """The facts that the aggregates of a condition count."""
        seen: set[Node] = set()
        for aggregate in aggregates_in(node):
            facts = _rows_behind(aggregate)
            if (key := aggregate if isinstance(aggregate, Quantified) else facts) in seen:
                continue
            seen.add(key)
            rows = self.reading.value(facts)
            if isinstance(aggregate, Quantified) and facts is aggregate.of:
                rows = [row for row in rows if self.decides(aggregate, row)]
            yield Evidence(list_of_aggregate(aggregate).name, len(rows), tuple(rows[:MOST_ROWS]))

    def decides(self, node: Quantified, row: Mapping[str, Any]) -> bool:
        """Whether a row satisfies ``some``, or breaks ``every``."""
        value = self.reading.bind(**{node.variable: row}).value(node.condition)
        return held(value) if node.word == "some" else not held(value)


def _rows_behind(aggregate: Node) -> Node:
    """The rows that an aggregate looks at, whole: without the projection to one column."""
    node = source_of(aggregate)
    while isinstance(node, Path) or (isinstance(node, Call) and node.name == "distinct values"):
        node = node.of if isinstance(node, Path) else node.arguments[0]
    return node
