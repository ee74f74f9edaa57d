"""What a reader does not see of an explanation: conditions over fields that are held back, and such columns of rows."""

from collections.abc import Iterable, Mapping
from typing import Any

from tieline.foundation.access.categories import NONE
from tieline.foundation.access.sight import Sight
from tieline.foundation.errors import Invalid
from tieline.foundation.expressions.checker import Names, Typed, check
from tieline.foundation.expressions.explain import operands
from tieline.foundation.expressions.parser import parse
from tieline.foundation.expressions.scope import Scope
from tieline.foundation.expressions.tree import Logic
from tieline.know.profile.facts import LISTS, PROPERTY
from tieline.know.profile.tables import CHARACTERISTIC, CUSTOMER

NOTHING = {"zh": "", "en": ""}


def field_is_seen(name: str, sight: Sight) -> bool:
    """Whether a field of conditions is readable: a column of the customer, a property, a tag or score, a feed's age."""
    if name in CUSTOMER.column_names:
        return sight.level(CUSTOMER, name) == "readable"
    if name.startswith(PROPERTY):
        return sight.level(CHARACTERISTIC, "text") == "readable"
    return sight.reads(NONE if name.startswith("feed.") else "judgement")


def names_are_seen(names: Names, sight: Sight) -> bool:
    """Whether all that an expression depends on is readable."""
    columns = all(sight.level(LISTS[of], name) == "readable" for of, name in names.columns if of in LISTS)
    return columns and all(field_is_seen(name, sight) for name in names.fields)


def expression_is_seen(text: str, scope: Scope, sight: Sight) -> bool:
    """The same of an expression as text; one that no longer fits the scope is not seen."""
    try:
        return names_are_seen(check(parse(text), scope).names, sight)
    except Invalid:
        return False


def withhold(parts: Iterable[Mapping[str, Any]], typed: Typed | None, sight: Sight) -> list[dict[str, Any]]:
    """
    The parts of an explanation as a reader may know them.

    A part that asks of something held back keeps its sentence, and loses whether it holds, what is so, and its rows;
    rows of others lose the columns that are held back. ``typed`` is the condition of the parts; None withholds all.
    """
    nodes = [None] * 1000 if typed is None else _operands(typed)
    return [
        _withheld(part, None if node is None or typed is None else Typed(node, typed.scope), sight)
        for part, node in zip(parts, nodes, strict=False)
    ]


def _operands(typed: Typed) -> list[Any]:
    return list(operands(typed.node, typed.node.op)) if isinstance(typed.node, Logic) else [typed.node]


def _withheld(part: Mapping[str, Any], typed: Typed | None, sight: Sight) -> dict[str, Any]:
    if typed is None or not names_are_seen(typed.names, sight):
        closed: dict[str, Any] = {"held": None, "actual": NOTHING, "rows": [], "row_count": 0, "withheld": True}
        inner = withhold(part["parts"], typed, sight) if part["parts"] else []
        return {**part, **closed, "parts": inner}
    rows = [{**row, "values": _seen_columns(row["list"], row["values"], sight)} for row in part["rows"]]
    return {**part, "rows": rows, "withheld": False, "parts": withhold(part["parts"], typed, sight)}


def _seen_columns(of: str, values: Mapping[str, Any], sight: Sight) -> dict[str, Any]:
    table = LISTS.get(of)
    if table is None:
        return {}
    known = set(table.column_names)
    return {name: value for name, value in values.items() if name in known and sight.level(table, name) == "readable"}
