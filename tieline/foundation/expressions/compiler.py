"""
Typed expressions to one Ibis table: one row per row of the fields, one column per expression.

All aggregates over one list are computed in one ``group_by`` of that list, equal ones once; their values are
left-joined to the fields, so a row without facts counts 0, sums to null and has no ``some``.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import ibis
import ibis.expr.types as ir

from tieline.foundation.expressions.aggregates import Measure, aggregates_in, list_of_aggregate, measure
from tieline.foundation.expressions.canonical import canonical
from tieline.foundation.expressions.checker import Typed
from tieline.foundation.expressions.columns import COLUMN_TYPES, Columns, refuse
from tieline.foundation.expressions.scope import FieldType
from tieline.foundation.expressions.tree import Field, Node, walk
from tieline.foundation.expressions.types import Type

_FIELD = "__field_"
_MEASURE = "__measure_"

Types = tuple[tuple[str, Type], ...]

_MOST_REMEMBERED = 5_000
_compilable: dict[tuple[str, Types, tuple[tuple[str, Types], ...]], None] = {}
"""Expressions that were compiled without a refusal, with the types of what they name; the newest last."""


@dataclass(frozen=True)
class Source:
    """Where names are read: one row per ``key`` in ``fields``, any number of rows per key in each list."""

    key: str
    fields: ir.Table
    lists: Mapping[str, ir.Table]


def compile_columns(expressions: Mapping[str, Typed], source: Source, now: datetime) -> ir.Table:
    """
    One row per row of ``source.fields``: the key, and a column for each expression with FEEL's value (null included).

    Columns are boolean, float64, string, date or timestamp (naive UTC); days and time durations are seconds, years
    and months durations months. What has no compiled form is refused by name, with its place in the text. ``now``
    must be aware; its zone is the zone of days.
    """
    found = {id(node): node for typed in expressions.values() for node in aggregates_in(typed.node)}
    by_text: dict[str, Node] = {}
    text_of_node = {identity: canonical(node) for identity, node in found.items()}
    for identity, node in found.items():
        by_text.setdefault(text_of_node[identity], node)
    table, values = _with_aggregates(by_text, source, now)
    columns = Columns(table, now, {identity: values[text] for identity, text in text_of_node.items()})
    return table.select(
        **{source.key: table[source.key]},
        **{name: columns.value(typed.node) for name, typed in expressions.items()},
    )


def check_compilable(typed: Typed) -> Typed:
    """
    The same expression, or the refusal that ``compile_columns`` would raise, without any data.

    That an expression over such names can be compiled is found out once in a process.
    """
    fields, lists = typed.scope.fields, typed.scope.lists
    named = tuple((name, fields[name].type) for name in sorted(typed.names.fields))
    rows = tuple((name, _types(lists[name].columns)) for name in sorted(typed.names.lists))
    asked = (typed.text, named, rows)
    if asked not in _compilable:
        key = "__key"
        source = Source(key, _empty("fields", key, named), {name: _empty(name, key, types) for name, types in rows})
        compile_columns({"value": typed}, source, datetime.now(UTC))
        _compilable[asked] = None
        while len(_compilable) > _MOST_REMEMBERED:
            _compilable.pop(next(iter(_compilable)), None)
    return typed


def _types(columns: Mapping[str, FieldType]) -> Types:
    return tuple((name, columns[name].type) for name in sorted(columns))


def _empty(name: str, key: str, types: Types) -> ir.Table:
    return ibis.table({key: "string", **{name: COLUMN_TYPES.get(each, "string") for name, each in types}}, name=name)


def _with_aggregates(by_text: Mapping[str, Node], source: Source, now: datetime) -> tuple[ir.Table, dict[str, Any]]:
    """The fields with the values of all aggregates joined to them, and the value of each by its canonical text."""
    by_list: dict[str, dict[str, Node]] = {}
    for text, node in by_text.items():
        rows = list_of_aggregate(node)
        if rows.name not in source.lists:
            raise refuse(rows, f"The list '{rows.name}', which is not among the data,")
        by_list.setdefault(rows.name, {})[text] = node
    table = source.fields
    finishes: dict[str, tuple[Measure, str]] = {}
    for position, (name, nodes) in enumerate(sorted(by_list.items())):
        grouped, measures = _grouped(name, nodes, source, now, f"{_MEASURE}{position}_")
        finishes |= measures
        table = table.left_join(grouped, [table[source.key] == grouped[f"{_MEASURE}{position}_key"]])
    values = {
        text: found.finish({suffix: table[f"{prefix}{suffix}"] for suffix in found.columns})
        for text, (found, prefix) in finishes.items()
    }
    return table, values


def _grouped(
    name: str, nodes: Mapping[str, Node], source: Source, now: datetime, prefix: str
) -> tuple[ir.Table, dict[str, tuple[Measure, str]]]:
    """One row per key of the list with every measure, and the measures with the prefix of their columns."""
    rows = _with_fields(source.lists[name], nodes, source)
    columns = Columns(rows, now, prefix=_FIELD)
    measures = {
        text: (measure(node, columns), f"{prefix}{number}") for number, (text, node) in enumerate(nodes.items())
    }
    wanted = {
        f"{column_prefix}{suffix}": value
        for found, column_prefix in measures.values()
        for suffix, value in found.columns.items()
    }
    return rows.group_by(**{f"{prefix}key": rows[source.key]}).aggregate(**wanted), measures


def _with_fields(rows: ir.Table, nodes: Mapping[str, Node], source: Source) -> ir.Table:
    """The rows of a list with the fields that conditions inside it name, each under a name of its own."""
    named = sorted({part.name for node in nodes.values() for part in walk(node) if isinstance(part, Field)})
    if not named:
        return rows
    fields = source.fields.select(
        **{f"{_FIELD}{source.key}": source.fields[source.key]},
        **{f"{_FIELD}{name}": source.fields[name] for name in named},
    )
    return rows.inner_join(fields, [rows[source.key] == fields[f"{_FIELD}{source.key}"]])
