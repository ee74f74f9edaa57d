"""The sentences that the code of a package may say in an error, read from its source: English with ``{}`` for gaps."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ERRORS = {"TielineError", "NotFound", "Invalid", "Refused", "Unavailable", "AskedToWait", "NotRecognised"}
OF_EXPRESSIONS = {"WrongExpression", "refuse", "Refusal", "unexpected", "NotCompiled"}
SAYING = {*ERRORS, *OF_EXPRESSIONS, "ValueError", "refused", "unavailable", "invalid", "problem", "Problem"}
"""Functions whose first text, or ``what`` and ``do``, are sentences that people read."""
NAMES = {"what", "do", "advice"}
"""Variables, arguments and fields that hold such a sentence before it is raised."""
FIRST = {"refused": 1, "unavailable": 1, "invalid": 1, "problem": 2, "WrongExpression": 1, "refuse": 1}
"""Where the sentence stands among the arguments, where it is not the first."""


@dataclass(frozen=True)
class Said:
    """A sentence, and where it is said."""

    sentence: str
    place: str


def sentences_in(folder: Path) -> list[Said]:
    """Every sentence that the modules of a package, or one module, say in errors."""
    files = sorted(folder.rglob("*.py")) if folder.is_dir() else [folder]
    return [
        Said(sentence, f"{file.name}:{getattr(node, 'lineno', 0)}")
        for file in files
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        for expression in _said_by(node)
        for sentence in _templates(expression)
        if any(letter.isalpha() for letter in sentence.replace("{}", ""))
    ]


def _said_by(node: ast.AST) -> Iterator[ast.expr]:
    if isinstance(node, ast.Call):
        name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
        if name in SAYING:
            yield from node.args[FIRST.get(name, 0) :][:1]
            yield from (node.args[2:3] if name == "Problem" else [])
            yield from (keyword.value for keyword in node.keywords if keyword.arg in ("what", "do"))
    if isinstance(node, ast.Assign):
        for target in node.targets:
            yield from _assigned(target, node.value)


def _assigned(target: ast.expr, value: ast.expr) -> Iterator[ast.expr]:
    if isinstance(target, ast.Name) and target.id in NAMES:
        yield value
    if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple) and len(target.elts) == len(value.elts):
        for each, said in zip(target.elts, value.elts, strict=True):
            yield from _assigned(each, said)


def _templates(node: ast.expr) -> list[str]:
    """The texts that an expression of literals may give; none where it is given by something else."""
    match node:
        case ast.Constant(value=str(text)):
            return [text.replace("{", "{{").replace("}", "}}")]
        case ast.JoinedStr(values=values):
            return ["".join(_part(each) for each in values)]
        case ast.IfExp(body=body, orelse=orelse):
            return _templates(body) + _templates(orelse)
        case ast.BoolOp(values=values):
            return [text for each in values for text in _templates(each)]
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            return [first + second for first in _templates(left) for second in _templates(right)]
    return []


def _part(node: ast.expr) -> str:
    if isinstance(node, ast.Constant):
        return str(node.value).replace("{", "{{").replace("}", "}}")
    return "{}"
