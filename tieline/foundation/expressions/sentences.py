"""A typed expression as a sentence in Chinese or English, with the labels of its scope."""

from dataclasses import dataclass

from tieline.foundation.expressions.checker import Typed
from tieline.foundation.expressions.facts import is_facts
from tieline.foundation.expressions.functions import FUNCTIONS
from tieline.foundation.expressions.printer import type_text
from tieline.foundation.expressions.scope import FieldType, Scope
from tieline.foundation.expressions.tree import (
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
from tieline.foundation.expressions.types import NUMBER
from tieline.foundation.expressions.values import (
    Value,
    date_from,
    duration_from,
    instant_from,
    temporal_from,
    time_from,
)
from tieline.foundation.expressions.wording import (
    CONSTANTS,
    JOINERS,
    KNOWN,
    PHRASES,
    PROPERTIES,
    SIGNS,
    Language,
    say_value,
)

_READERS = {
    "date": date_from,
    "date and time": lambda text: instant_from(text, None),
    "duration": duration_from,
    "time": time_from,
}
_TIGHT = {"+": 4, "-": 4, "*": 5, "/": 5, "**": 6}


def sentence(typed: Typed, language: Language) -> str:
    """The expression in words, ``zh`` or ``en``."""
    return Speaker(typed.scope, language).say(typed.node)


@dataclass(frozen=True)
class Speaker:
    """Puts nodes into words in one language."""

    scope: Scope
    language: Language

    def say(self, node: Node, power: int = 0) -> str:
        """The words of a node, in parentheses where it binds less tightly than ``power``."""
        text, own = self._with_power(node)
        return self.phrase("group", text) if own < power else text

    def phrase(self, name: str, *parts: str) -> str:
        """A phrase of the language with its parts filled in."""
        return PHRASES[self.language][name].format(*parts)

    def unit_of(self, node: Node) -> str:
        """The unit of a number: of a field, a column, or what an aggregate makes of a column."""
        field = self._field_of(node)
        return field.unit.get(self.language, "") if field else ""

    def name_of(self, value: Value, node: Node) -> Value:
        """What people call a code of the field, column or aggregate ``node``; any other value as it is."""
        field = self._field_of(node)
        names = field.values.get(value, {}) if field and isinstance(value, str) else {}
        return names.get(self.language, value)

    def _field_of(self, node: Node) -> FieldType | None:
        match node:
            case Field(name=name):
                return self.scope.fields.get(name)
            case Column(rows=rows, name=name):
                return self.scope.lists[rows].columns[name]
            case Path(of=of, name=name) if of.type.of and of.type.of.rows:
                return self.scope.lists[of.type.of.rows].columns[name]
            case Call(name=name, arguments=(of, *_)) if name in ("sum", "mean", "min", "max", "median", "last"):
                return self._field_of(of)
            case Arithmetic(op="+" | "-", left=left):
                return self._field_of(left)
            case Negate(of=of) | Filter(of=of):
                return self._field_of(of)
        return None

    def _with_power(self, node: Node) -> tuple[str, int]:  # one case per construct of the language
        match node:
            case Logic(op=op, left=left, right=right):
                own = 1 if op == "or" else 2
                return f"{self.say(left, own)} {JOINERS[self.language][op]} {self.say(right, own)}", own
            case Comparison(op=op, left=left, right=right):
                return self._comparison(op, left, right), 3
            case Arithmetic(op=op, left=left, right=right):
                own = _TIGHT[op]
                return f"{self.say(left, own)} {SIGNS.get(op, op)} {self.say(right, own + 1)}", own
            case Negate(of=of):
                return f"−{self.say(of, 7)}", 7
            case Between() | In():
                return self._membership(node), 3
            case If(condition=condition, yes=yes, no=no):
                return self.phrase("if", self.say(condition), self.say(yes), self.say(no)), 0
        return self._closed(node), 8

    def _comparison(self, op: str, left: Node, right: Node) -> str:
        for side, other in ((left, right), (right, left)):
            if op in KNOWN[self.language] and isinstance(side, Literal) and side.value is None:
                return KNOWN[self.language][op].format(self.say(other, 4))
        return f"{self._amount(left, right)} {SIGNS.get(op, op)} {self._amount(right, left)}"

    def _amount(self, node: Node, other: Node) -> str:
        """A side of a comparison: a plain number takes the unit of the other side, a code its name there."""
        if isinstance(node, Literal):
            return say_value(self.name_of(node.value, other), self.language, self.unit_of(other))
        return self.say(node, 4)

    def _membership(self, node: Node) -> str:
        match node:
            case Between(of=of, low=low, high=high):
                return self.phrase("between", self.say(of, 4), self._amount(low, of), self._amount(high, of))
            case In(of=of, tests=(Rows() | Filter() | Path() as facts,)):
                return self.phrase("among", self.say(of, 4), self.say(facts))
            case In(of=of, tests=tests):
                flat = [item for test in tests for item in (test.items if isinstance(test, ListOf) else (test,))]
                if not any(isinstance(test, Range | UnaryTest) for test in flat):
                    said = [self._amount(test, of) for test in flat]
                    return self.phrase("one of", self.say(of, 4), PHRASES[self.language]["list"].join(said))
                said = [self._test(test, of) for test in flat]
                return f"{self.say(of, 4)} {PHRASES[self.language]['any of'].join(said)}"
        raise TypeError(type(node).__name__)

    def _test(self, test: Node, of: Node) -> str:
        match test:
            case UnaryTest(op=op, of=operand):
                return f"{SIGNS.get(op, op)} {self._amount(operand, of)}"
            case Range(low=low, high=high):
                joined = JOINERS[self.language]["and"]
                first = f"{'≥' if test.low_closed else '>'} {self._amount(low, of)}"
                return f"{first} {joined} {'≤' if test.high_closed else '<'} {self._amount(high, of)}"
        return f"= {self._amount(test, of)}"

    def _closed(self, node: Node) -> str:  # one case per construct of the language
        match node:
            case Literal(value=value):
                return say_value(value, self.language)
            case AtLiteral(text=text):
                return say_value(temporal_from(text, None), self.language)
            case Name(name=name):
                return name
            case Field() | Rows() | Column():
                return self._label(node)
            case Call():
                return self._call(node)
            case ListOf(items=items):
                return self.phrase("group", self._listed(items))
            case Range(low=low, high=high):
                return self.phrase("range", self.say(low), self.say(high))
            case Context(entries=entries):
                return self._listed(tuple(value for _, value in entries))
        return self._chain(node)

    def _chain(self, node: Node) -> str:
        match node:
            case Filter(of=of, condition=condition) if condition.type == NUMBER:
                return self.phrase("position", self.say(of, 8), self.say(condition))
            case Filter(of=of, condition=condition):
                return self.phrase("filter", self.say(of, 8), self.say(condition))
            case Path(of=of, name=name) if of.type.of and of.type.of.rows:
                column = self.scope.lists[of.type.of.rows].columns[name]
                return self.phrase("column", self.say(of, 8), column.label(self.language, name))
            case Path(of=of, name=name):
                return self.phrase("property", self.say(of, 8), PROPERTIES[self.language].get(name, name))
            case Quantified(word=word, of=of, condition=condition):
                return self.phrase(word, self.say(of, 8), self.say(condition))
            case For(bindings=bindings, result=result):
                return self.phrase("for", self._listed(tuple(of for _, of in bindings)), self.say(result))
            case Series(low=low, high=high):
                return self.phrase("range", self.say(low), self.say(high))
            case Lambda(body=body):
                return self.phrase("group", self.say(body))
            case InstanceOf(of=of, wanted=wanted):
                return self.phrase("instance", self.say(of, 4), type_text(wanted))
        raise TypeError(type(node).__name__)

    def _label(self, node: Field | Rows | Column) -> str:
        match node:
            case Field(name=name):
                return self.scope.fields[name].label(self.language, name.rpartition(".")[2])
            case Rows(name=name):
                return self.scope.lists[name].label(self.language, name)
            case Column(rows=rows, name=name):
                return self.scope.lists[rows].columns[name].label(self.language, name)
        raise TypeError(type(node).__name__)

    def _call(self, node: Call) -> str:
        text = node.arguments[0].value if node.arguments and isinstance(node.arguments[0], Literal) else None
        if node.name in _READERS and isinstance(text, str):
            return say_value(_READERS[node.name](text), self.language)
        function = FUNCTIONS[node.name]
        said = [self.say(argument) for argument in node.arguments]
        if function.variadic and not (len(said) == 1 and is_facts(node.arguments[0])):
            said = [self.phrase("group", PHRASES[self.language]["list"].join(said))]
        return (function.zh if self.language == "zh" else function.en).format(*said)

    def _listed(self, items: tuple[Node, ...]) -> str:
        return PHRASES[self.language]["list"].join(self.say(item) for item in items)

    def truth(self, value: object) -> str:
        """``yes``, ``no`` or ``unknown`` for the value of a condition."""
        return CONSTANTS[self.language][value if isinstance(value, bool) else None]
