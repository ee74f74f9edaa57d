"""What a name means where it stands: a column of the fact in a filter, a variable, a field, a list, or a mistake."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from tieline.foundation.expressions.errors import WrongExpression, nearest
from tieline.foundation.expressions.scope import Scope
from tieline.foundation.expressions.tree import Column, Field, Name, Node, Path, Rows
from tieline.foundation.expressions.types import (
    ANY,
    BOOLEAN,
    CONTEXT,
    DATE,
    DURATION,
    INSTANT,
    MONTHS,
    NULL,
    NUMBER,
    RANGE,
    TIME,
    Type,
    is_list,
    list_of,
    row_of,
)

_DATE_PARTS = dict.fromkeys(("year", "month", "day", "weekday"), NUMBER)
PROPERTIES: dict[Type, Mapping[str, Type]] = {
    DATE: _DATE_PARTS,
    INSTANT: {**_DATE_PARTS, **dict.fromkeys(("hour", "minute", "second"), NUMBER)},
    TIME: dict.fromkeys(("hour", "minute", "second"), NUMBER),
    DURATION: dict.fromkeys(("days", "hours", "minutes", "seconds"), NUMBER),
    MONTHS: dict.fromkeys(("years", "months"), NUMBER),
    RANGE: {"start": ANY, "end": ANY, "start included": BOOLEAN, "end included": BOOLEAN},
}


@dataclass(frozen=True)
class Surroundings:
    """The scope, and what is around a name: the list whose rows are filtered, and variables."""

    scope: Scope
    filtered: str = ""
    variables: Mapping[str, Type] = field(default_factory=dict)

    def inside(self, item: Type) -> "Surroundings":
        """The surroundings inside a filter over items of this type."""
        return replace(self, filtered=item.rows, variables={**self.variables, "item": item})

    def with_variable(self, name: str, item: Type) -> "Surroundings":
        """The surroundings behind ``some name in …``."""
        return replace(self, variables={**self.variables, name: item})


def resolve_name(node: Name, here: Surroundings) -> Node:
    """The column, variable, field or list that the name means; an error with the nearest name otherwise."""
    name, scope = node.name, here.scope
    columns = scope.lists[here.filtered].columns if here.filtered else {}
    if name in columns:
        return Column(here.filtered, name, at=node.at, type=columns[name].type)
    if name in here.variables:
        return replace(node, type=here.variables[name])
    if name in scope.fields:
        return Field(name, at=node.at, type=scope.fields[name].type)
    if name in scope.lists:
        return Rows(name, at=node.at, type=list_of(row_of(name, scope.lists[name].when)))
    known = [*columns, *here.variables, *scope.fields, *scope.lists]
    where = f" in {here.filtered}" if here.filtered else ""
    raise WrongExpression(node.at, f"Nothing is called '{name}' here{where}", do=nearest(name, known))


def dotted(node: Node) -> str | None:
    """``a.b.c`` when the node is nothing but names joined by dots."""
    match node:
        case Name(name=name):
            return name
        case Path(of=of, name=name):
            head = dotted(of)
            return f"{head}.{name}" if head else None
    return None


def start_of(node: Node) -> Node:
    """The leftmost node of a chain of dots."""
    while isinstance(node, Path):
        node = node.of
    return node


def resolve_dotted(node: Path, here: Surroundings) -> Node | None:
    """The field whose name is the whole of ``a.b``; None when the dots mean something else."""
    name = dotted(node)
    if name is None:
        return None
    first = name.partition(".")[0]
    hidden = first in here.variables or (here.filtered and first in here.scope.lists[here.filtered].columns)
    if not hidden and name in here.scope.fields:
        return Field(name, at=start_of(node).at, type=here.scope.fields[name].type)
    begins = f"{first}."
    family = [known for known in here.scope.fields if known.startswith(begins)]
    known_first = hidden or first in here.scope.fields or first in here.scope.lists
    longer = any(known.startswith(f"{name}.") for known in family)
    if family and not known_first and not longer and not _field_prefix(name, here.scope):
        raise WrongExpression(start_of(node).at, f"There is no '{name}'", do=nearest(name, family))
    return None


def _field_prefix(name: str, scope: Scope) -> bool:
    parts = name.split(".")
    return any(".".join(parts[:count]) in scope.fields for count in range(1, len(parts)))


def resolve_path(node: Path, of: Node, here: Surroundings) -> Node:
    """``of.name`` with ``of`` resolved: a column of rows or of a variable, or a property of the value's type."""
    type_ = of.type
    item = type_.of if type_.of else type_
    if item.rows:
        columns = here.scope.lists[item.rows].columns
        if node.name not in columns:
            what = f"'{item.rows}' has no column '{node.name}'"
            raise WrongExpression(node.at, what, do=nearest(node.name, columns))
        column = columns[node.name].type
        if isinstance(of, Name):
            return Column(item.rows, node.name, of.name, at=of.at, type=column)
        return replace(node, of=of, type=list_of(column) if is_list(type_) else column)
    if item in (ANY, NULL, CONTEXT):
        return replace(node, of=of, type=ANY)
    parts = PROPERTIES.get(item, {})
    if node.name not in parts:
        raise WrongExpression(node.at, f"A {item} has no '{node.name}'", do=nearest(node.name, parts))
    found = parts[node.name]
    return replace(node, of=of, type=list_of(found) if is_list(type_) else found)
