"""The expression of a table as one sight shows it, and the statement that it becomes, compiled once and kept."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import ibis
import ibis.expr.types as ir

from tieline.foundation.access.categories import KIND
from tieline.foundation.access.masks import LEAST_MASKED, MASKS
from tieline.foundation.access.reach import NO, find_subjects, reached
from tieline.foundation.access.roles import LEVELS, Level
from tieline.foundation.access.sight import Grant, Sight
from tieline.foundation.warehouse.connection import Warehouse
from tieline.foundation.warehouse.tables import Table

STORED = "stored "
"""Before the name of a column as it is stored, for conditions only."""


@lru_cache(maxsize=4096)
def shows_whole(table: Table, sight: Sight) -> bool:
    """Whether a sight shows a table as it is: every row, and every column in full."""
    kinds = [category for _, category in table.kinds.categories] if table.kinds else []
    return not table.is_personal or any(
        grant.extent.everybody
        and all(
            grant.level(table.category_of(name), f"{table.full_name}.{name}") == "readable"
            for name in table.column_names
            if table.category_of(name) != KIND
        )
        and all(grant.level(category, "") == "readable" for category in kinds)
        and (not table.category or grant.level(table.category, table.full_name) == "readable")
        for grant in sight.grants
    )


@lru_cache(maxsize=1024)
def place_in(
    store: Warehouse,
    table: Table,
    sight: Sight,
    shown: tuple[str, ...] | None = None,
    asked: tuple[str, ...] | None = None,
) -> str:
    """The rows of a table as a sight shows them, as a statement in parentheses; of the columns given, or of all."""
    rows = projected(store, table, sight)
    if shown is not None and asked is not None:
        rows = rows.select(*shown, *(f"{STORED}{name}" for name in dict.fromkeys(asked)))
    return f"({store.ibis.compile(rows)}) AS seen"


def projected(store: Warehouse, table: Table, sight: Sight) -> ir.Table:
    """The rows that a sight shows, each column at its level, and beside it as it is stored (``stored <name>``)."""
    rows, within = _within(store, store.table(table), table, sight)
    if not table.is_personal:
        return rows.select(**{name: rows[name] for name in table.column_names}, **_stored(rows, table))
    if table.kinds is not None:
        rows = rows.filter(_kind_is_seen(rows, table, sight, within))
    shown = {name: _shown(rows, table, name, sight, within) for name in table.column_names}
    return rows.select(**shown, **_stored(rows, table))


def _stored(rows: ir.Table, table: Table) -> dict[str, ir.Value]:
    return {f"{STORED}{name}": rows[name] for name in table.column_names}


Within = Sequence[ir.BooleanValue | bool]
"""By grant, whether it reaches a row; true where it reaches all."""


def _within(store: Warehouse, rows: ir.Table, table: Table, sight: Sight) -> tuple[ir.Table, Within]:
    """The rows that some grant reaches. Rows that are about no known customer are reached by those who reach all."""
    if not table.is_personal:
        return rows, [True]
    within = [_reach(store, rows, table, grant) for grant in sight.grants]
    if any(each is True for each in within):
        return rows, within
    reachable = [each for each in within if each is not False]
    if not reachable:
        return rows.filter(NO), within
    some = reachable[0]
    for each in reachable[1:]:
        some = some | each
    return rows.filter(some), within


def _reach(store: Warehouse, rows: ir.Table, table: Table, grant: Grant) -> ir.BooleanValue | bool:
    """
    Whether a grant reaches a row. That somebody has a bill or was called says something by itself, so rows of a
    category that is not readable are not there; customers always are.
    """
    subjects, extent = find_subjects(), grant.extent
    is_customers = subjects is not None and table.full_name == subjects.table.full_name
    if table.category and not is_customers and grant.level(table.category, table.full_name) != "readable":
        return False
    if extent.everybody:
        return True
    if not table.subject or subjects is None:
        return False
    if is_customers:
        return extent.holds(rows, subjects)
    customers = reached(store, extent)
    return False if customers is None else rows[table.subject].isin(customers.subject)


def _shown(rows: ir.Table, table: Table, name: str, sight: Sight, within: Within) -> ir.Value:
    """A column at the highest level that the grants which reach a row give."""
    category = table.category_of(name)
    if category == KIND and table.kinds is not None:
        cases = [
            (rows[table.kinds.column] == kind, _at_best(rows[name], of, sight.levels_of(of), within))
            for kind, of in table.kinds.categories
        ]
        return ibis.cases(*cases, else_=ibis.null(rows[name].type()))
    return _at_best(rows[name], category, sight.levels(table, name), within)


def _at_best(column: ir.Value, category: str, levels: Sequence[Level], within: Within) -> ir.Value:
    by_level = {
        level: _any(reach for reach, given in zip(within, levels, strict=True) if given == level) for level in LEVELS
    }
    if by_level["readable"] is True:
        return column
    masked = _masked(column, category)
    is_masked = by_level["masked"] is True or category in LEAST_MASKED
    lower = masked if is_masked else ibis.null(column.type())
    if not isinstance(by_level["masked"], bool):
        lower = by_level["masked"].ifelse(masked, lower)
    return lower if by_level["readable"] is False else by_level["readable"].ifelse(column, lower)


def _any(reaches: Any) -> Any:
    found: Any = False
    for each in reaches:
        if each is True:
            return True
        if each is not False:
            found = each if found is False else found | each
    return found


def _masked(column: ir.Value, category: str) -> ir.Value:
    mask = MASKS.get(category)
    if mask is None or not isinstance(column, ir.StringValue):
        return ibis.null(column.type())
    return mask(column)


def _kind_is_seen(rows: ir.Table, table: Table, sight: Sight, within: Within) -> ir.BooleanValue:
    """Whether a row holds something of a category that is not hidden; of words for searching, that is readable."""
    assert table.kinds is not None  # noqa: S101 - narrows the type: the caller looked
    least: tuple[Level, ...] = ("readable",) if table.kinds.whole else ("readable", "masked")
    seen: ir.BooleanValue = NO
    for kind, category in table.kinds.categories:
        reach = _any(r for r, level in zip(within, sight.levels_of(category), strict=True) if level in least)
        if reach is not False:
            of_kind = (rows[table.kinds.column] == kind).fill_null(NO)
            seen = seen | (of_kind if reach is True else of_kind & reach)
    return seen
