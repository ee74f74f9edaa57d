"""The texts that most customers have in a field or column, as the reader sees them: for choosing one in a condition."""

from typing import Any

import ibis.expr.types as ir

from tieline.foundation.access.projection import Projection
from tieline.foundation.errors import NotFound, Refused
from tieline.foundation.expressions.errors import nearest
from tieline.foundation.expressions.scope import FieldType, Scope
from tieline.foundation.expressions.types import TEXT
from tieline.know.profile.facts import KEY, LISTS
from tieline.know.tags.condition_names import name_is_seen
from tieline.know.tags.conditions import published_scope, source

LEAST = 5
"""A value of fewer customers is not told: it could be what one of them is known by."""
MOST = 50


def commonest_values(seen: Projection, name: str, *, used_in: str, like: str = "") -> list[dict[str, Any]]:
    """
    At most 50 texts of a field (``plan``) or a column of a list (``contacts.reason``), those of most customers first.

    Only of customers whom the reader sees, and only where the reader sees the field; ``like`` is part of the text.
    """
    scope = published_scope(with_tags=used_in != "tag")
    field, values = _values(seen, scope, name)
    if field.type != TEXT:
        return []
    found = values.filter(values.value.notnull() & (values.value != ""))
    if like:
        found = found.filter(found.value.lower().contains(like.lower()))
    counted = found.group_by("value").aggregate(customers=found[KEY].nunique())
    common = counted.filter(counted.customers >= LEAST).order_by(counted.customers.desc(), "value").limit(MOST)
    return [_told(row, field) for row in common.to_pyarrow().to_pylist()]


def _values(seen: Projection, scope: Scope, name: str) -> tuple[FieldType, ir.Table]:
    """The type of a field or column, and its values beside the customers who have them."""
    list_name, _, column = name.partition(".")
    if name in scope.fields:
        if not name_is_seen(seen.sight)(name):
            raise _refused(name)
        table, at = source(seen, [name]).fields, name
        field = scope.fields[name]
    elif list_name in scope.lists and column in scope.lists[list_name].columns:
        if seen.sight.level(LISTS[list_name], column) != "readable":
            raise _refused(name)
        table, at = seen.table(LISTS[list_name]), column
        field = scope.lists[list_name].columns[column]
    else:
        raise NotFound(f"Conditions cannot name '{name}'", do=nearest(name, scope.fields))
    return field, table.select(KEY, value=table[at])


def _refused(name: str) -> Refused:
    return Refused(
        f"You may not list the values of '{name}', which you do not see in full",
        do="Write the value yourself, or ask an administrator for a role that sees it",
    )


def _told(row: dict[str, Any], field: FieldType) -> dict[str, Any]:
    value = row["value"]
    return {**row, "name": dict(field.values.get(value, {"zh": value, "en": value}))}
