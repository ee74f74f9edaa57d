"""
Tokens to tree: a Pratt parser (Pratt, Top Down Operator Precedence, 1973).

Binding powers follow DMN 1.5, 10.3.1.2: ``or`` < ``and`` < comparison, ``in``, ``between`` < ``+ −`` < ``* /``
< ``**`` < negation < path, filter, call. Every binary operator groups to the left, ``**`` too, and
``-3 ** 2`` is 9, as the standard says.
"""

from collections.abc import Collection

from tieline.foundation.expressions.errors import Place, WrongExpression
from tieline.foundation.expressions.lexer import Token, number_value, string_value, tokens
from tieline.foundation.expressions.tree import (
    Arithmetic,
    AtLiteral,
    Between,
    Call,
    Comparison,
    Context,
    Filter,
    For,
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
    shallow,
)

COMPARISONS = ("=", "!=", "<", "<=", ">", ">=")
OR, AND, COMPARE, ADD, MULTIPLY, POWER, NEGATE = 1, 2, 3, 4, 5, 6, 7
_BINARY = {
    **dict.fromkeys(COMPARISONS, COMPARE),
    "or": OR,
    "and": AND,
    "in": COMPARE,
    "between": COMPARE,
    "+": ADD,
    "-": ADD,
    "*": MULTIPLY,
    "/": MULTIPLY,
    "**": POWER,
}
_CONSTANTS = {"true": True, "false": False, "null": None}
_DEEPEST = 100


def parse(text: str, names: Collection[str] = ()) -> Node:
    """The tree of an expression; ``names`` are names that hold spaces or signs. Invalid points at the wrong word."""
    parser = _Parser(tokens(text, names))
    node = parser.expression(0)
    if parser.here.kind != "end":
        raise parser.unexpected("an operator or the end")
    return shallow(node)


class _Parser:
    def __init__(self, found: list[Token]) -> None:
        self.found = found
        self.position = 0
        self.depth = 0
        self.in_range_end = False

    @property
    def here(self) -> Token:
        return self.found[self.position]

    def advance(self) -> Token:
        token = self.here
        self.position += 1
        return token

    def is_here(self, text: str) -> bool:
        return self.here.text == text and self.here.kind in ("symbol", "keyword")

    def expect(self, text: str, purpose: str) -> Token:
        if not self.is_here(text):
            raise self.unexpected(f"'{text}' {purpose}")
        return self.advance()

    def unexpected(self, expected: str) -> WrongExpression:
        what = "The expression ends too early" if self.here.kind == "end" else f"'{self.here.text}' is unexpected"
        return WrongExpression(self.here.at, f"{what}: expected {expected}")

    def expression(self, power: int) -> Node:
        self.depth += 1
        if self.depth > _DEEPEST:
            raise WrongExpression(self.here.at, f"The expression is nested more than {_DEEPEST} deep", do="Split it")
        left = self.postfix(self.prefix())
        while self.here.kind in ("symbol", "keyword") and _BINARY.get(self.here.text, 0) > power:
            left = self.binary(left, self.advance())
        self.depth -= 1
        return left

    def binary(self, left: Node, operator: Token) -> Node:
        op, at = operator.text, operator.at
        power = _BINARY[op]
        if op == "in":
            return In(left, self.tests(), at=at)
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
            case "function" | "instance":
                raise WrongExpression(token.at, f"'{token.text}' is not part of the language yet")
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
            if self.here.kind == "name" and self.found[self.position + 1].text == ":":
                names.append(self.advance().text)
                self.advance()
            arguments.append(self.enclosed())
            if not self.is_here(")"):
                self.expect(",", "or ')' after an argument")
        end = self.advance()
        if names and len(names) != len(arguments):
            raise WrongExpression(end.at, f"Name all arguments of '{name.name}' or none")
        return Call(name.name, tuple(arguments), tuple(names), at=name.at)

    def conditional(self) -> Node:
        at = self.advance().at
        condition = self.expression(0)
        self.expect("then", "after the condition")
        yes = self.expression(0)
        self.expect("else", "after the value")
        return If(condition, yes, self.expression(0), at=at)

    def quantified(self) -> Node:
        word = self.advance()
        variable, of = self.binding()
        self.expect("satisfies", "after the list")
        return Quantified(word.text, variable, of, self.expression(0), at=word.at)

    def loop(self) -> Node:
        at = self.advance().at
        variable, of = self.binding()
        self.expect("return", "after the list")
        return For(variable, of, self.expression(0), at=at)

    def binding(self) -> tuple[str, Node]:
        if self.here.kind != "name":
            raise self.unexpected("the name of a variable")
        variable = self.advance().text
        self.expect("in", "after the variable")
        return variable, self.expression(0)

    def context(self) -> Node:
        at = self.advance().at
        entries: list[tuple[str, Node]] = []
        while not self.is_here("}"):
            if self.here.kind not in ("name", "string", "keyword"):
                raise self.unexpected("the name of an entry")
            key = self.advance()
            self.expect(":", "after the name of an entry")
            name = string_value(key) if key.kind == "string" else key.text
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
