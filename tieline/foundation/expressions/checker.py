"""
Tree and scope to a typed tree: every name resolved, every node with its type, or an error at the wrong word.

Null fits everywhere and a value of unknown type (``any``) is let through; the compiler refuses the latter.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cached_property

from tieline.foundation.expressions.arithmetic import RESULTS
from tieline.foundation.expressions.calls import check_arguments
from tieline.foundation.expressions.codes import check_codes
from tieline.foundation.expressions.dependencies import Names, names_of
from tieline.foundation.expressions.errors import WrongExpression
from tieline.foundation.expressions.naming import Surroundings, resolve_dotted, resolve_name, resolve_path
from tieline.foundation.expressions.printer import text_of
from tieline.foundation.expressions.scope import Scope
from tieline.foundation.expressions.tree import (
    Apply,
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
    Series,
    UnaryTest,
)
from tieline.foundation.expressions.types import (
    ANY,
    BOOLEAN,
    CONTEXT,
    DURATION,
    FUNCTION,
    MONTHS,
    NULL,
    NUMBER,
    ORDERED,
    RANGE,
    TEXT,
    Type,
    is_list,
    list_of,
)
from tieline.foundation.expressions.values import temporal_from, type_of
from tieline.foundation.expressions.windows import windows_of

__all__ = ["Names", "Typed", "check"]

_OPEN = (ANY, NULL)
EXAMPLE = "sort(list, function(x, y) x < y)"


@dataclass(frozen=True)
class Typed:
    """A checked expression: the tree with types and resolved names, and the scope it was checked against."""

    node: Node
    scope: Scope

    @property
    def type(self) -> Type:
        """The type of its value."""
        return self.node.type

    @property
    def text(self) -> str:
        """The expression as text in its one spelling."""
        return text_of(self.node)

    @cached_property
    def names(self) -> Names:
        """The fields, lists and columns that the value depends on."""
        return names_of(self.node)

    @cached_property
    def windows(self) -> Mapping[str, timedelta | None]:
        """For each list the longest look-back before now; None where all that is known may count."""
        return windows_of(self.node)


def check(node: Node, scope: Scope, expected: Type | None = None) -> Typed:
    """The typed expression; an error at the wrong word when a name is unknown or types do not fit."""
    checked = _Checker().node(node, Surroundings(scope))
    check_codes(checked, scope)
    if expected is not None and checked.type not in (expected, *_OPEN):
        raise WrongExpression(checked.at, f"The expression gives a {checked.type}, but a {expected} is wanted")
    return Typed(checked, scope)


class _Checker:
    def node(self, node: Node, here: Surroundings) -> Node:  # one case per construct of the language
        match node:
            case Literal(value=value):
                return replace(node, type=type_of(value))
            case AtLiteral(text=text):
                return self.at_literal(node, text)
            case Name():
                return resolve_name(node, here)
            case Path():
                return resolve_dotted(node, here) or resolve_path(node, self.node(node.of, here), here)
            case Arithmetic() | Negate():
                return self.arithmetic(node, here)
            case Logic() | Comparison() | Between() | In() | Quantified():
                return self.condition(node, here)
            case Filter(of=of, condition=condition):
                return self.filter(node, self.node(of, here), condition, here)
            case If():
                return self.choice(node, here)
            case Call():
                return check_arguments(node, tuple(self.node(argument, here) for argument in node.arguments))
        return self.collection(node, here)

    def at_literal(self, node: AtLiteral, text: str) -> Node:
        value = temporal_from(text, None)
        if value is None:
            what = f"'{text}' is no date, instant or duration"
            raise WrongExpression(node.at, what, do='Write @"2026-11-22", @"2026-11-22T10:00:00" or @"P7D"')
        return replace(node, type=type_of(value))

    def arithmetic(self, node: Arithmetic | Negate, here: Surroundings) -> Node:
        if isinstance(node, Negate):
            of = self.expect(self.node(node.of, here), "'-'", NUMBER, DURATION, MONTHS)
            return replace(node, of=of, type=of.type)
        left, right = self.node(node.left, here), self.node(node.right, here)
        if ANY in (left.type, right.type) or NULL in (left.type, right.type):
            type_ = NULL if NULL in (left.type, right.type) else ANY
            return replace(node, left=left, right=right, type=type_)
        result = RESULTS.get((node.op, left.type, right.type))
        if result is None:
            fitting = {str(b) for op, a, b in RESULTS if op == node.op and a == left.type}
            do = f"A {left.type} '{node.op}' takes a {' or a '.join(sorted(fitting))}" if fitting else ""
            what = f"'{node.op}' cannot join a {left.type} and a {right.type}"
            raise WrongExpression(right.at if fitting else left.at, what, do=do)
        return replace(node, left=left, right=right, type=result)

    def condition(self, node: Node, here: Surroundings) -> Node:
        match node:
            case Logic(op=op):
                left = self.expect(self.node(node.left, here), f"'{op}'", BOOLEAN)
                right = self.expect(self.node(node.right, here), f"'{op}'", BOOLEAN)
                return replace(node, left=left, right=right, type=BOOLEAN)
            case Comparison(op=op):
                left, right = self.node(node.left, here), self.node(node.right, here)
                self.comparable(op, left, right)
                return replace(node, left=left, right=right, type=BOOLEAN)
            case Between():
                of, low, high = (self.node(part, here) for part in (node.of, node.low, node.high))
                self.comparable(">=", of, low)
                self.comparable("<=", of, high)
                return replace(node, of=of, low=low, high=high, type=BOOLEAN)
            case In():
                of = self.node(node.of, here)
                tests = tuple(self.test(test, of, here) for test in node.tests)
                return replace(node, of=of, tests=tests, type=BOOLEAN)
            case Quantified(variable=variable):
                of = self.listed(self.node(node.of, here), f"'{node.word} … in'")
                inner = here.with_variable(variable, of.type.of or ANY)
                satisfied = self.expect(self.node(node.condition, inner), "'satisfies'", BOOLEAN)
                return replace(node, of=of, condition=satisfied, type=BOOLEAN)
        raise TypeError(type(node).__name__)

    def test(self, test: Node, of: Node, here: Surroundings) -> Node:
        if isinstance(test, UnaryTest):
            operand = self.node(test.of, here)
            self.comparable(test.op, of, operand)
            return replace(test, of=operand, type=BOOLEAN)
        found = self.node(test, here)
        if isinstance(found, Range):
            self.comparable(">=", of, found.low)
        elif isinstance(found, ListOf):
            for item in found.items:
                if isinstance(item, Range):
                    self.comparable(">=", of, item.low)
                else:
                    self.comparable("=", of, item)
        elif is_list(found.type):
            self.same(of, found, (found.type.of or ANY))
        else:
            self.comparable("=", of, found)
        return found

    def filter(self, node: Filter, of: Node, condition: Node, here: Surroundings) -> Node:
        item = of.type.of or of.type
        found = self.node(condition, here.inside(item))
        if found.type == NUMBER:
            return replace(node, of=of, condition=found, type=item)
        found = self.expect(found, "a filter", BOOLEAN)
        return replace(node, of=of, condition=found, type=of.type if is_list(of.type) else list_of(item))

    def choice(self, node: If, here: Surroundings) -> Node:
        condition = self.expect(self.node(node.condition, here), "'if'", BOOLEAN)
        yes, no = self.node(node.yes, here), self.node(node.no, here)
        if yes.type != no.type and not {yes.type, no.type} & set(_OPEN):
            raise WrongExpression(no.at, f"'then' gives a {yes.type} but 'else' gives a {no.type}")
        type_ = no.type if yes.type == NULL else yes.type
        return replace(node, condition=condition, yes=yes, no=no, type=type_)

    def collection(self, node: Node, here: Surroundings) -> Node:
        match node:
            case ListOf(items=items):
                found = tuple(self.node(item, here) for item in items)
                types = {item.type for item in found} - {NULL}
                return replace(node, items=found, type=list_of(types.pop() if len(types) == 1 else ANY))
            case Context(entries=entries):
                pairs = tuple((name, self.node(value, here)) for name, value in entries)
                return replace(node, entries=pairs, type=CONTEXT)
            case Range():
                low, high = self.node(node.low, here), self.node(node.high, here)
                self.comparable("<=", low, high)
                return replace(node, low=low, high=high, type=RANGE)
            case For():
                return self.loop(node, here)
            case InstanceOf(of=of):
                return replace(node, of=self.node(of, here), type=BOOLEAN)
            case Lambda(parameters=parameters, body=body):
                for name, _ in parameters:
                    here = here.with_variable(name, ANY)
                return replace(node, body=self.node(body, here), type=FUNCTION)
            case Apply():
                raise WrongExpression(node.at, "Only built-in functions can be called here", do=f"Write {EXAMPLE}")
        raise WrongExpression(node.at, "A test such as '< 5' stands only behind 'in'")

    def loop(self, node: For, here: Surroundings) -> Node:
        bindings: list[tuple[str, Node]] = []
        for variable, of in node.bindings:
            if isinstance(of, Series):
                low, high = self.node(of.low, here), self.node(of.high, here)
                self.comparable("<=", low, high)
                found: Node = replace(of, low=low, high=high, type=list_of(low.type))
            else:
                found = self.listed(self.node(of, here), "'for … in'")
            bindings.append((variable, found))
            here = here.with_variable(variable, found.type.of or ANY)
        result = self.node(node.result, here.with_variable("partial", list_of(ANY)))
        return replace(node, bindings=tuple(bindings), result=result, type=list_of(result.type))

    def listed(self, node: Node, by: str) -> Node:
        if not is_list(node.type) and node.type not in (*_OPEN, RANGE):
            raise WrongExpression(node.at, f"{by} takes a list, but this is a {node.type}")
        return node

    def expect(self, node: Node, by: str, *types: Type) -> Node:
        if node.type not in (*types, *_OPEN):
            wanted = " or a ".join(str(type_) for type_ in types)
            raise WrongExpression(node.at, f"{by} takes a {wanted}, but '{text_of(node)}' is a {node.type}")
        return node

    def comparable(self, op: str, left: Node, right: Node) -> None:
        self.same(left, right, right.type)
        for side in (left, right):
            if op not in ("=", "!=") and side.type not in (*ORDERED, *_OPEN):
                raise WrongExpression(side.at, f"'{op}' needs values with an order, but this is a {side.type}")

    def same(self, left: Node, right: Node, right_type: Type) -> None:
        if left.type == right_type or {left.type, right_type} & set(_OPEN):
            return
        if is_list(left.type) and is_list(right_type):
            return
        what = f"A {left.type} is compared with a {right_type}"
        hint = f"'{text_of(left)}' is a {left.type}"
        if {str(left.type), str(right_type)} == {"date", "date and time"}:
            hint = "Take the day of the instant with date(…)"
        elif right_type == TEXT and left.type not in (TEXT, BOOLEAN, NUMBER):
            hint += f'; write a {left.type}, such as @"2026-11-22" or @"P7D"'
        raise WrongExpression(right.at, what, do=hint)
