"""One text for expressions that must be equal: operands of ``and``, ``or``, ``=`` sorted, ``>`` turned into ``<``."""

from dataclasses import replace

from tieline.foundation.expressions.printer import text_of
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
    Negate,
    Node,
    Path,
    Quantified,
    Range,
    Series,
    UnaryTest,
)

_TURNED = {">": "<", ">=": "<="}


def canonical(node: Node) -> str:
    """The text of the canonical form; two expressions that share it have the same value for every row."""
    return text_of(canonical_tree(node))


def canonical_tree(node: Node) -> Node:
    """The tree in canonical form, from the leaves up."""
    match node:
        case Logic(op=op):
            return _logic(op, node)
        case Comparison(op=op):
            return _comparison(op, canonical_tree(node.left), canonical_tree(node.right))
        case Between():
            of = canonical_tree(node.of)
            low, high = canonical_tree(node.low), canonical_tree(node.high)
            return _logic("and", Logic("and", Comparison(">=", of, low), Comparison("<=", of, high)))
        case AtLiteral(text=text):
            return Call(_name_of_literal(text), (Literal(text),))
    return _with_canonical_children(node)


def _name_of_literal(text: str) -> str:
    if text.lstrip("-").startswith("P"):
        return "duration"
    return "date and time" if "T" in text else "time" if ":" in text else "date"


def _logic(op: str, node: Node) -> Node:
    operands = {text_of(found): found for found in map(canonical_tree, _operands(op, node))}
    first, *rest = (operands[text] for text in sorted(operands))
    result = first
    for operand in rest:
        result = Logic(op, result, operand)
    return result


def _operands(op: str, node: Node) -> list[Node]:
    if isinstance(node, Logic) and node.op == op:
        return [*_operands(op, node.left), *_operands(op, node.right)]
    return [node]


def _comparison(op: str, left: Node, right: Node) -> Node:
    if op in _TURNED:
        return Comparison(_TURNED[op], right, left)
    if op in ("=", "!=") and text_of(right) < text_of(left):
        return Comparison(op, right, left)
    return Comparison(op, left, right)


def _with_canonical_children(node: Node) -> Node:  # noqa: PLR0911, C901  # one line per construct of the language
    on = canonical_tree
    match node:
        case Arithmetic():
            return replace(node, left=on(node.left), right=on(node.right))
        case Negate() | UnaryTest() | Path() | InstanceOf():
            return replace(node, of=on(node.of))
        case Filter() | Quantified():
            return replace(node, of=on(node.of), condition=on(node.condition))
        case For():
            return replace(node, bindings=tuple((name, on(of)) for name, of in node.bindings), result=on(node.result))
        case Lambda():
            return replace(node, body=on(node.body))
        case Apply():
            return replace(node, of=on(node.of), arguments=tuple(map(on, node.arguments)))
        case If():
            return replace(node, condition=on(node.condition), yes=on(node.yes), no=on(node.no))
        case In():
            return replace(node, of=on(node.of), tests=tuple(map(on, node.tests)))
        case ListOf():
            return replace(node, items=tuple(map(on, node.items)))
        case Call():
            return replace(node, arguments=tuple(map(on, node.arguments)))
        case Range() | Series():
            return replace(node, low=on(node.low), high=on(node.high))
        case Context():
            return replace(node, entries=tuple((name, on(value)) for name, value in node.entries))
    return node
