"""Aggregates over fact lists: found in a tree, taken apart, and what one ``group_by`` computes for each."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import ibis
import ibis.expr.types as ir

from tieline.foundation.expressions.column_arithmetic import is_null_column, negation_column, same_column
from tieline.foundation.expressions.columns import Columns, refuse
from tieline.foundation.expressions.facts import is_facts, rows_of
from tieline.foundation.expressions.list_functions import AGGREGATES, ROUNDED
from tieline.foundation.expressions.tree import Call, Filter, In, Node, Path, Quantified, Rows, children
from tieline.foundation.expressions.trends import slope_column
from tieline.foundation.expressions.types import NUMBER
from tieline.foundation.expressions.zones import local_time


@dataclass(frozen=True)
class Measure:
    """What the ``group_by`` computes for one aggregate, and how its value is made of that; null where no row is."""

    columns: Mapping[str, ir.Value]
    finish: Callable[[Mapping[str, Any]], Any]


def aggregates_in(node: Node) -> Iterator[Node]:
    """The outermost nodes that make one value of a fact list."""
    if _is_aggregate(node):
        yield node
        return
    for child in children(node):
        yield from aggregates_in(child)


def list_of_aggregate(node: Node) -> Rows:
    """The fact list that an aggregate is about."""
    rows = rows_of(source_of(node))
    if rows is None:
        raise TypeError(type(node).__name__)
    return rows


def measure(node: Node, columns: Columns) -> Measure:
    """What to compute over the list for one aggregate node; refused by name where there is no compiled form."""
    facts, keep = _facts(source_of(node), columns)
    match node:
        case Call(name="count" | "exists"):
            return _count(node, facts, keep)
        case Call(name="last"):
            return _last(node, facts, keep)
        case Call(name="trend"):
            return _trend(node, facts, keep)
        case Call(name=name) if name in AGGREGATES:
            return _of_column(node, name, facts, keep)
        case Call(name="list contains", arguments=(_, element)):
            return _any(node, facts, keep, columns.value(element))
        case In(of=of):
            return _any(node, facts, keep, columns.value(of))
        case Quantified():
            return _quantified(node, facts, keep)
    raise refuse(node, f"'{type(node).__name__.lower()}' over a list")


@dataclass(frozen=True)
class _Facts:
    columns: Columns
    projected: Any = None
    distinct: bool = False


def _is_aggregate(node: Node) -> bool:
    match node:
        case Call(name=name, arguments=(of, *_)):
            return (name in AGGREGATES or name == "list contains") and is_facts(of)
        case In(tests=(test,)):
            return is_facts(test)
        case Quantified(of=of):
            return is_facts(of)
    return False


def source_of(node: Node) -> Node:
    """The list expression that an aggregate is about."""
    match node:
        case Call(arguments=(of, *_)) | Quantified(of=of) | In(tests=(of,)):
            return of
    raise TypeError(type(node).__name__)


def _facts(node: Node, columns: Columns) -> tuple[_Facts, Any]:
    """The facts that a list expression stands for, and the condition (or None) that keeps them."""
    match node:
        case Rows():
            return _Facts(columns), None
        case Filter(of=of, condition=condition):
            facts, keep = _facts(of, columns)
            if condition.type == NUMBER:
                raise refuse(node, "The row at a position of a list", "Use min, max or count")
            for inner in aggregates_in(condition):
                raise refuse(inner, "An aggregate inside a filter")
            inside = replace(facts.columns, item=facts.projected)
            return facts, _joined(keep, inside.condition(condition))
        case Path(of=of, name=name):
            facts, keep = _facts(of, columns)
            if facts.projected is not None:
                raise refuse(node, f"'.{name}' of each value of a column")
            column = columns.column(name, node.type.of or node.type)
            return replace(facts, projected=column), _joined(keep, column.notnull())
        case Call(name="distinct values", arguments=(of,)):
            facts, keep = _facts(of, columns)
            return replace(facts, distinct=True), keep
    raise refuse(node, "This list")


def _joined(keep: Any, more: Any) -> Any:
    return more if keep is None else keep & more


def _rows(facts: _Facts) -> ir.Table:
    """The rows of the list: an aggregate is always over a table, never over values by name."""
    table = facts.columns.table
    if not isinstance(table, ir.Table):
        raise TypeError("an aggregate needs a table")
    return table


def _count(node: Node, facts: _Facts, keep: Any) -> Measure:
    if facts.distinct:
        if facts.projected is None:
            raise refuse(node, "The number of distinct rows", "Name a column: distinct values(list.column)")
        found = facts.projected.nunique(where=keep)
    else:
        found = _rows(facts).count(where=keep)
    if isinstance(node, Call) and node.name == "exists":
        return Measure({"": found}, lambda found: found[""].fill_null(0) > 0)
    return Measure({"": found}, lambda found: found[""].fill_null(0).cast("float64"))


def _last(node: Node, facts: _Facts, keep: Any) -> Measure:
    when = _when(node, facts)
    dated = ibis.struct({"at": when, "value": facts.projected})
    return Measure({"": dated.max(where=_joined(keep, when.notnull()))}, lambda found: found[""]["value"])


def _trend(node: Node, facts: _Facts, keep: Any) -> Measure:
    when, now = _when(node, facts), facts.columns.now
    day = local_time(when, now).date() if when.type().is_timestamp() else when
    x, y = day.delta(ibis.literal(now.date()), unit="day").cast("float64"), facts.projected
    where = _joined(keep, when.notnull())
    sums = {"_days": x, "_values": y, "_squares": x * x, "_products": x * y}
    columns = {name: value.sum(where=where) for name, value in sums.items()}
    count = _rows(facts).count(where=where).cast("float64")
    return Measure({"_count": count, **columns}, lambda found: slope_column(found["_count"], *map(found.get, sums)))


def _when(node: Node, facts: _Facts) -> Any:
    """The time column of the list."""
    item = list_of_aggregate(node).type.of
    return _rows(facts)[item.when if item else ""]


def _of_column(node: Node, name: str, facts: _Facts, keep: Any) -> Measure:
    if facts.projected is None:
        raise refuse(node, f"'{name}' of whole rows", "Name a column")
    if facts.distinct and name not in ("min", "max"):
        raise refuse(node, f"'{name}' of distinct values")
    found = getattr(facts.projected, name)(where=keep)
    return Measure({"": found.round(6) if name in ROUNDED else found}, lambda found: found[""])


def _any(node: Node, facts: _Facts, keep: Any, element: Any) -> Measure:
    if facts.projected is None:
        raise refuse(node, "A whole row in a list", "Name a column")
    found = _rows(facts).count(where=_joined(keep, same_column(facts.projected, element)))
    return Measure({"": found}, lambda found: found[""].fill_null(0) > 0)


def _quantified(node: Quantified, facts: _Facts, keep: Any) -> Measure:
    for inner in aggregates_in(node.condition):
        raise refuse(inner, f"An aggregate inside '{node.word}'")
    inside = replace(facts.columns, item=facts.projected, item_name=node.variable)
    holds = inside.condition(node.condition)
    wanted = node.word == "some"
    count = _rows(facts).count
    decided = count(where=_joined(keep, holds if wanted else negation_column(holds)))
    unknown = count(where=_joined(keep, is_null_column(holds)))

    def finish(found: Mapping[str, Any]) -> Any:
        is_open = found["_unknown"].fill_null(0) > 0
        otherwise = ibis.ifelse(is_open, ibis.null("boolean"), ibis.literal(not wanted))
        return ibis.ifelse(found[""].fill_null(0) > 0, ibis.literal(wanted), otherwise)

    return Measure({"": decided, "_unknown": unknown}, finish)
