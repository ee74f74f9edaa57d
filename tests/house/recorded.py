"""The commands that the code writes into the change log and the kinds of objects they name, read from its source."""

import ast
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

RECORDS = "record_change"
COMMAND, OBJECT = 0, 1
"""Where command and kind stand among the arguments."""
DEEPEST = 8
"""From how many hands a text may come."""

Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Place:
    """An expression in its function (None at the top of a module) and file."""

    node: ast.expr
    function: Function | None
    file: Path


class Source:
    """All modules below a folder, with who calls whom."""

    def __init__(self, folder: Path, attributes: Mapping[str, set[str]] | None = None) -> None:
        """``attributes`` says what stands in those that are told at run time, such as the names of kinds."""
        self.attributes = attributes or {}
        self.trees = {file: ast.parse(file.read_text(encoding="utf-8")) for file in sorted(folder.rglob("*.py"))}

    @cached_property
    def calls(self) -> dict[str, list[Place]]:
        """Every call by the name that is called."""
        found: dict[str, list[Place]] = defaultdict(list)
        for file, tree in self.trees.items():
            for node, function in _within(tree, None):
                if isinstance(node, ast.Call):
                    found[_name(node.func)].append(Place(node, function, file))
        return found

    @cached_property
    def constants(self) -> dict[str, list[Place]]:
        """What stands under a name at the top of any module."""
        found: dict[str, list[Place]] = defaultdict(list)
        for file, tree in self.trees.items():
            for node in tree.body:
                for name, value in _assigned(node):
                    found[name].append(Place(value, None, file))
        return found

    def recorded(self, argument: int) -> tuple[set[str], set[str]]:
        """The texts that stand there in any call of ``record_change``, and the places where that cannot be read."""
        unread: set[str] = set()
        said: set[str] = set()
        for call in self.calls[RECORDS]:
            assert isinstance(call.node, ast.Call)
            value = next(each for place, each in enumerate(call.node.args) if place == argument or _starred(each))
            said |= self.texts(Place(value, call.function, call.file), unread)
        return said, unread

    def texts(self, place: Place, unread: set[str], depth: int = 0) -> set[str]:
        """The texts that an expression may be, of a tuple its first; ``unread`` gets places where none is told."""
        match place.node:
            case ast.Constant(value=said):
                return {said} if isinstance(said, str) else set()
            case ast.IfExp(body=one, orelse=other):
                return self._all(place, unread, depth, one, other)
            case ast.BoolOp(values=values) | ast.Dict(values=values):
                return self._all(place, unread, depth, *values)
            case ast.Starred(value=one) | ast.Subscript(value=one) | ast.Tuple(elts=[one, *_]):
                return self._all(place, unread, depth, one)
            case ast.Attribute(attr=name) if name in self.attributes:
                return self.attributes[name]
            case ast.Name(id=name) if depth < DEEPEST:
                return self._named(name, place, unread, depth)
        unread.add(f"{place.file.name}:{place.node.lineno}")
        return set()

    def _all(self, place: Place, unread: set[str], depth: int, *nodes: ast.expr) -> set[str]:
        places = [Place(node, place.function, place.file) for node in nodes]
        return {text for each in places for text in self.texts(each, unread, depth + 1)}

    def _named(self, name: str, place: Place, unread: set[str], depth: int) -> set[str]:
        """Of a variable: what was assigned in its function, what its callers give, or a constant of a module."""
        function = place.function
        inside = (
            [value for node in ast.walk(function) for key, value in _assigned(node) if key == name] if function else []
        )
        if inside:
            return self._all(place, unread, depth, *inside)
        position = _position(function, name) if function else None
        if function and position is not None:
            found = list(self._given(place, name, position))
        else:
            found = [each for each in self.constants[name] if each.file == place.file] or self.constants[name]
        if not found:
            unread.add(f"{place.file.name}:{place.node.lineno}")
        return {text for each in found for text in self.texts(each, unread, depth + 1)}

    def _given(self, place: Place, name: str, position: int) -> Iterator[Place]:
        """What callers of the function of a place give for a parameter; a private one has callers in its file only."""
        assert place.function is not None
        called = place.function.name
        for call in self.calls[called]:
            assert isinstance(call.node, ast.Call)
            named = next((each.value for each in call.node.keywords if each.arg == name), None)
            value = named or (call.node.args[position] if 0 <= position < len(call.node.args) else None)
            if value is not None and (call.file == place.file or not called.startswith("_")):
                yield Place(value, call.function, call.file)


def _within(node: ast.AST, function: Function | None) -> Iterator[tuple[ast.AST, Function | None]]:
    for child in ast.iter_child_nodes(node):
        yield child, function
        yield from _within(child, child if isinstance(child, Function) else function)


def _starred(node: ast.expr) -> bool:
    return isinstance(node, ast.Starred)


def _name(node: ast.expr) -> str:
    return node.id if isinstance(node, ast.Name) else getattr(node, "attr", "")


def _assigned(node: ast.AST) -> Iterator[tuple[str, ast.expr]]:
    if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and node.value:
        yield node.target.id, node.value
    for target in node.targets if isinstance(node, ast.Assign) else ():
        if isinstance(target, ast.Name) and isinstance(node, ast.Assign):
            yield target.id, node.value
        if isinstance(target, ast.Tuple) and isinstance(node, ast.Assign) and isinstance(node.value, ast.Tuple):
            for each, value in zip(target.elts, node.value.elts, strict=False):
                if isinstance(each, ast.Name):
                    yield each.id, value


def _position(function: Function, name: str) -> int | None:
    """Where a parameter stands among those that are given by place; -1 for one that is given by name only."""
    if name in [each.arg for each in function.args.kwonlyargs]:
        return -1
    plain = [each.arg for each in (*function.args.posonlyargs, *function.args.args) if each.arg != "self"]
    return plain.index(name) if name in plain else None
