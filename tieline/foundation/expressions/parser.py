"""
Tokens to tree: a Pratt parser (Pratt, Top Down Operator Precedence, 1973).

Paths, filters and calls bind tighter than all operators of ``powers``. Every binary operator groups to
the left, ``**`` too, and ``-3 ** 2`` is 9, as the standard says.
"""

from collections.abc import Collection
from functools import lru_cache

from tieline.foundation.expressions.errors import Place, WrongExpression
from tieline.foundation.expressions.lexer import Token, number_value, string_value, tokens
from tieline.foundation.expressions.phrases import Phrases
from tieline.foundation.expressions.powers import AND, BINARY, COMPARE, COMPARISONS, NEGATE
from tieline.foundation.expressions.tree import (
    Apply,
    Arithmetic,
    AtLiteral,
    Between,
    Call,
    Comparison,
    Context,
    Filter,
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
    Range,
    UnaryTest,
    shallow,
)

_CONSTANTS = {"true": True, "false": False, "null": None}
_DEEPEST = 100


def parse(text: str, names: Collection[str] = ()) -> Node:
    """
    The tree of an expression; ``names`` are names that hold spaces or signs. Invalid points at the wrong word.

    The trees of the texts that were read last are kept: nothing changes a tree.
    """
    return _parsed(text, frozenset(names))


@lru_cache(maxsize=2048)
def _parsed(text: str, names: frozenset[str]) -> Node:
    parser = _Parser(tokens(text, names))
    node = parser.expression(0)
    if parser.here.kind != "end":
        raise parser.unexpected("an operator or the end")
    return shallow(node)


class _Parser(Phrases):
    def __init__(self, found: list[Token]) -> None:
        super().__init__(found)
        self.depth = 0
        self.in_range_end = False

    def expression(self, power: int) -> Node:
        self.depth += 1
        if self.depth > _DEEPEST:
            raise WrongExpression(self.here.at, f"The expression is nested more than {_DEEPEST} deep", do="Split it")
        left = self.postfix(self.prefix())
        while self.here.kind in ("symbol", "keyword") and BINARY.get(self.here.text, 0) > power:
            left = self.binary(left, self.advance())
        self.depth -= 1
        return left

    def binary(self, left: Node, operator: Token) -> Node:
        op, at = operator.text, operator.at
        power = BINARY[op]
        if op == "in":
            return In(left, self.tests(), at=at)
        if op == "instance":
            if self.advance().text != "of":
                raise WrongExpression(at, "'instance' stands before 'of'", do="Write x instance of number")
            return InstanceOf(left, self.type_name(), at=at)
        if op == "between":
            low = self.expression(COMPARE)
            self.expect("and", "between the two ends")
            return Between(left, low, self.expression(COMPARE), at=at)
        right = self.expression(power)
        if power <= AND:
            return Logic(op, left, right, at=at)
        if power == COMPARE:
            return Comparison(op, left, right, at=at)
        return Arithmetic(op, left, right, at=at)

    def prefix(self) -> Node:
        token = self.here
        match token.kind:
            case "number":
                return Literal(number_value(self.advance()), at=token.at)
            case "string":
                return Literal(string_value(self.advance()), at=token.at)
            case "name":
                return Name(self.advance().text, at=token.at)
            case "keyword":
                return self.keyword(token)
            case "symbol":
                return self.symbol(token)
        raise self.unexpected("a value, a name or '('")

    def keyword(self, token: Token) -> Node:
        if token.text in _CONSTANTS:
            self.advance()
            return Literal(_CONSTANTS[token.text], at=token.at)
        match token.text:
            case "if":
                return self.conditional()
            case "some" | "every":
                return self.quantified()
            case "for":
                return self.loop()
            case "function":
                return self.definition()
        raise self.unexpected("a value, a name or '('")

    def symbol(self, token: Token) -> Node:
        match token.text:
            case "-":
                self.advance()
                return Negate(self.expression(NEGATE), at=token.at)
            case "(":
                return self.parenthesis()
            case "[" | "]":
                return self.list_or_range()
            case "{":
                return self.context()
            case "@":
                self.advance()
                if self.here.kind != "string":
                    raise self.unexpected('a string such as @"2026-11-22"')
                return AtLiteral(string_value(self.advance()), at=token.at)
            case "?":
                return Name(self.advance().text, at=token.at)
        raise self.unexpected("a value, a name or '('")

    def postfix(self, node: Node) -> Node:
        while True:
            at = self.here.at
            if self.is_here("."):
                self.advance()
                if self.here.kind != "name":
                    raise self.unexpected("a name after '.'")
                name = self.advance()
                node = Path(node, name.text, at=name.at)
            elif self.is_here("[") and not self.in_range_end:
                self.advance()
                condition = self.enclosed()
                self.expect("]", "at the end of the filter")
                node = Filter(node, condition, at=at)
            elif self.is_here("(") and isinstance(node, Name):
                self.advance()
                node = self.call(node)
            elif self.is_here("(") and isinstance(node, Call | Apply | Path | Lambda):
                self.advance()
                node = Apply(node, self.call(Name("", at=at)).arguments, at=at)
            else:
                return node

    def enclosed(self) -> Node:
        outer, self.in_range_end = self.in_range_end, False
        node = self.expression(0)
        self.in_range_end = outer
        return node

    def call(self, name: Name) -> Call:
        arguments: list[Node] = []
        names: list[str] = []
        while not self.is_here(")"):
            label = self.label()
            if label is not None:
                names.append(label)
            arguments.append(self.enclosed())
            if not self.is_here(")"):
                self.expect(",", "or ')' after an argument")
        end = self.advance()
        if names and len(names) != len(arguments):
            raise WrongExpression(end.at, f"Name all arguments of '{name.name}' or none")
        return Call(name.name, tuple(arguments), tuple(names), at=name.at)

    def context(self) -> Node:
        at = self.advance().at
        entries: list[tuple[str, Node]] = []
        while not self.is_here("}"):
            name = self.label()
            if name is None and self.here.kind == "string":
                name = string_value(self.advance())
                self.expect(":", "after the name of an entry")
            if name is None:
                raise self.unexpected("the name of an entry and ':'")
            entries.append((name, self.enclosed()))
            if not self.is_here("}"):
                self.expect(",", "or '}' after an entry")
        self.advance()
        return Context(tuple(entries), at=at)

    def parenthesis(self) -> Node:
        at = self.advance().at
        first = self.enclosed()
        if self.is_here(".."):
            return self.range_end(first, at, low_closed=False)
        self.expect(")", "to close the parenthesis")
        return first

    def list_or_range(self) -> Node:
        opening = self.advance()
        items: list[Node] = []
        while not self.is_here("]") or (opening.text == "]" and not items):
            items.append(self.enclosed())
            if self.is_here("..") and len(items) == 1:
                return self.range_end(items[0], opening.at, low_closed=opening.text == "[")
            if opening.text == "]":
                raise self.unexpected("'..' in a range")
            if not self.is_here("]"):
                self.expect(",", "or ']' after an item")
        self.advance()
        return ListOf(tuple(items), at=opening.at)

    def range_end(self, low: Node, at: Place, *, low_closed: bool) -> Range:
        self.advance()
        outer, self.in_range_end = self.in_range_end, True
        high = self.expression(COMPARE)
        self.in_range_end = outer
        if not (self.is_here("]") or self.is_here(")") or self.is_here("[")):
            raise self.unexpected("']' or ')' at the end of the range")
        return Range(low, high, low_closed=low_closed, high_closed=self.advance().text == "]", at=at)

    def tests(self) -> tuple[Node, ...]:
        if not self.is_here("("):
            return (self.test(COMPARE),)
        at = self.advance().at
        found: list[Node] = [self.test(0)]
        if self.is_here(".."):
            return (self.postfix(self.range_end(found[0], at, low_closed=False)),)
        while not self.is_here(")"):
            self.expect(",", "or ')' after a test")
            found.append(self.test(0))
        self.advance()
        return tuple(found)

    def test(self, power: int) -> Node:
        if self.here.text in COMPARISONS and self.here.kind == "symbol":
            operator = self.advance()
            return UnaryTest(operator.text, self.expression(COMPARE), at=operator.at)
        return self.expression(power) if power else self.enclosed()
