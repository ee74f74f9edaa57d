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
from typing import Any

import ibis.expr.types as ir
from django.http import HttpRequest
from ibis.backends.sql import SQLBackend

from tieline.foundation.access.asking import read_for
from tieline.foundation.access.endpoint import user_of
from tieline.foundation.access.masks import pseudonym
from tieline.foundation.access.projecting import STORED, place_in, projected, shows_whole
from tieline.foundation.access.reach import EVERYBODY, find_subjects
from tieline.foundation.access.roles import Purpose
from tieline.foundation.access.sight import PURPOSE, Grant, Sight, sight_of
from tieline.foundation.warehouse.connection import Readable, Row, Warehouse, declared
from tieline.foundation.warehouse.current import warehouse
from tieline.foundation.warehouse.tables import Table


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
        return self._store.place(table) if shows_whole(table, self.sight) else place_in(self._store, table, self.sight)

    def place_of(self, table: Table, shown: tuple[str, ...], asked: tuple[str, ...]) -> str:
        """The same with these columns only: planning a statement costs by the column."""
        if shows_whole(table, self.sight):
            return self._store.place(table)
        return place_in(self._store, table, self.sight, shown, asked)

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
            wanted: dict[str, Any] = {subjects.key: unknown}
            found = self._store.rows(subjects.table, columns=subjects.columns, **wanted)
            rows = {row[subjects.key]: row for row in found}
            for each in unknown:
                row = rows.get(each)
                reaching = [grant for grant in self.sight.grants if grant.extent.reaches(row, subjects)]
                self._reached[each] = tuple(reaching)
        groups: dict[tuple[Grant, ...], list[str]] = {}
        for each in dict.fromkeys(customers):
            if grants := self._reached.get(each):
                groups.setdefault(grants, []).append(each)
        return groups

    def grants_of(self, customer_id: str) -> tuple[Grant, ...]:
        """The grants that reach a customer; of one who is not in the table of customers, those that reach everybody."""
        if find_subjects() is None:
            return tuple(grant for grant in self.sight.grants if grant.extent.everybody)
        self._by_grants([customer_id])
        return self._reached[customer_id]

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
    sight = sight_of(user_of(request), request.headers.get(PURPOSE, ""), usually)
    read_for(sight.purpose or "")
    return Projection(warehouse(), sight)
