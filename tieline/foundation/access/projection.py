"""
The one projection: the tables of the warehouse as one person sees them. Everything that leaves is read through it.

Rows of customers who are out of reach are not there, hidden columns are null, masked ones are masked; all of it in
the statement that the engine runs, compiled once per table and sight. Nothing held back can be sorted by, filtered
by, counted or searched, as the values behind are not in what is asked.

Reading needs no order of its own: ``rows``, ``row``, ``starting_with`` and ``table`` are those of the warehouse.
Conditions of ``rows`` are asked of the stored values, so that code can follow references; what *users* sort or filter
by goes through ``table``, or is checked by ``Sight.demand``.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any

import ibis
import ibis.expr.types as ir
from django.http import HttpRequest
from ibis.backends.sql import SQLBackend

from tieline.foundation.access.categories import KIND
from tieline.foundation.access.endpoint import user_of
from tieline.foundation.access.masks import LEAST_MASKED, MASKS, pseudonym
from tieline.foundation.access.reach import EVERYBODY, NO, find_subjects, reached
from tieline.foundation.access.roles import LEVELS, Level, Purpose
from tieline.foundation.access.sight import PURPOSE, Grant, Sight, sight_of
from tieline.foundation.warehouse.connection import Readable, Row, Warehouse, declared
from tieline.foundation.warehouse.current import warehouse
from tieline.foundation.warehouse.tables import Table

STORED = "stored "
"""Before the name of a column as it is stored, for conditions only."""


class Projection(Readable):
    """What one sight shows of a warehouse."""

    def __init__(self, store: Warehouse, sight: Sight) -> None:
        self._store = store
        self.sight = sight
        self._reached: dict[str, tuple[Grant, ...]] = {}

    @property
    def everything(self) -> Warehouse:
        """The warehouse itself, to compute from what is then shown through the sight."""
        return self._store

    @property
    def ibis(self) -> SQLBackend:
        """This thread's Ibis connection, for what ``table`` gives."""
        return self._store.ibis

    def has(self, table: Table) -> bool:
        """Whether the table has ever been published."""
        return self._store.has(table)

    def place(self, table: Table) -> str:
        """The rows of a table as they are seen, as a statement in parentheses."""
        return self._store.place(table) if shows_whole(table, self.sight) else _place(self._store, table, self.sight)

    def place_of(self, table: Table, shown: tuple[str, ...], asked: tuple[str, ...]) -> str:
        """The same with these columns only: planning a statement costs by the column."""
        if shows_whole(table, self.sight):
            return self._store.place(table)
        return _place(self._store, table, self.sight, shown, asked)

    def asked(self, table: Table, name: str) -> str:
        """The stored column."""
        quoted = declared(table, name)
        return quoted if shows_whole(table, self.sight) else f'"{STORED}{name}"'

    def table(self, table: Table) -> ir.Table:
        """All rows that are seen, as they are seen."""
        if shows_whole(table, self.sight):
            return self._store.table(table)
        return projected(self._store, table, self.sight).select(*table.column_names)

    def rows(
        self,
        table: Table,
        *,
        columns: Sequence[str] = (),
        order_by: Sequence[str] = (),
        descending: bool = False,
        limit: int | None = None,
        at_most: Mapping[str, Any] | None = None,
        **equal: Any,
    ) -> list[Row]:
        """As of a warehouse. Who reaches customers that are named is looked up once, not asked of every table."""
        asked: dict[str, Any] = {
            "columns": columns,
            "order_by": order_by,
            "descending": descending,
            "limit": limit,
            "at_most": at_most,
        }
        named = equal.get(table.subject) if table.subject else None
        if named is None or all(grant.extent.everybody for grant in self.sight.grants):
            return super().rows(table, **asked, **equal)
        groups = self._by_grants(named if isinstance(named, list) else [named])
        if len(groups) > 1 and (order_by or limit is not None):
            return super().rows(table, **asked, **equal)
        found: list[Row] = []
        for grants, customers in groups.items():
            whole = replace(self.sight, grants=tuple(replace(each, extent=EVERYBODY) for each in grants))
            found += Projection(self._store, whole).rows(table, **asked, **{**equal, table.subject: customers})
        return found

    def one_reach(self) -> "tuple[Projection, Callable[[Sequence[str]], Collection[str]]] | None":
        """
        Where one grant gives all that is seen: what it shows of everybody, and who of some customers it reaches.

        For questions that find few: to look up who is reached is quicker then than to ask only about those.
        """
        if len(self.sight.grants) != 1 or self.sight.everybody or find_subjects() is None:
            return None
        (grant,) = self.sight.grants
        whole = replace(self.sight, grants=(replace(grant, extent=EVERYBODY),))
        return Projection(self._store, whole), lambda ids: {
            each for group in self._by_grants(ids).values() for each in group
        }

    def _by_grants(self, customers: Sequence[str]) -> dict[tuple[Grant, ...], list[str]]:
        """Of these customers those who are reached, by the grants that do."""
        unknown = sorted({each for each in customers if each not in self._reached})
        subjects = find_subjects()
        if unknown and subjects is not None:
            needed = (subjects.key, subjects.manager, *subjects.areas)
            wanted: dict[str, Any] = {subjects.key: unknown}
            rows = {row[subjects.key]: row for row in self._store.rows(subjects.table, columns=needed, **wanted)}
            for each in unknown:
                row = rows.get(each)
                reaching = [grant for grant in self.sight.grants if grant.extent.reaches(row, subjects)]
                self._reached[each] = tuple(reaching)
        groups: dict[tuple[Grant, ...], list[str]] = {}
        for each in dict.fromkeys(customers):
            if grants := self._reached.get(each):
                groups.setdefault(grants, []).append(each)
        return groups

    def number(self, value: str) -> str:
        """An id of a person in a system as people see it: itself, or its pseudonym."""
        return value if self.sight.reads("number") else pseudonym(value)

    def row_as_seen(self, table: Table, row: Row) -> Row:
        """A row that is not in the warehouse yet, as it would be seen there; what would be masked is null."""
        return {name: value if self.sight.level(table, name) == "readable" else None for name, value in row.items()}

    def fetch(self, sql: str, parameters: list[Any]) -> list[Row]:
        """Rows of a statement over ``place``."""
        return self._store.fetch(sql, parameters)


def seen_by(request: HttpRequest, usually: Purpose | None = None) -> Projection:
    """
    The warehouse as the user of a request sees it, for the purpose that the request names.

    ``usually`` is what a route is for: where the request names no purpose it is this one, if a role of the user
    serves it, else the first that one does.
    """
    return Projection(warehouse(), sight_of(user_of(request), request.headers.get(PURPOSE, ""), usually))


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
def _place(
    store: Warehouse,
    table: Table,
    sight: Sight,
    shown: tuple[str, ...] | None = None,
    asked: tuple[str, ...] | None = None,
) -> str:
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
    if by_level["masked"] not in (True, False):
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
