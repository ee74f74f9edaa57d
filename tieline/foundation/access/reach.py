"""
Whose data a user reaches: a condition on customers, and for all other tables that they be about such a customer.

Access knows no customer; which table holds them, and which columns say who manages them and where they live, is
declared once when the product is put together (``declare_subjects``). Until then only a reach of ``all`` has rows.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import ibis
import ibis.expr.types as ir

from tieline.foundation.access.models import User
from tieline.foundation.access.organisation import areas_of, partners_of
from tieline.foundation.access.roles import Reach
from tieline.foundation.warehouse.connection import Warehouse
from tieline.foundation.warehouse.tables import Table

NO = ibis.literal(value=False)


@dataclass(frozen=True)
class Subjects:
    """
    The table of customers, its key, and the columns that say who manages a customer and in which area they are.

    ``partner`` says by which partner a customer was sold; where no column does, nobody reaches customers so.
    """

    table: Table
    key: str
    manager: str
    areas: tuple[str, ...]
    partner: str = ""

    @property
    def columns(self) -> tuple[str, ...]:
        """What tells whose customers they are, with the key."""
        return (self.key, self.manager, *self.areas, *([self.partner] if self.partner else []))


@dataclass(frozen=True)
class Extent:
    """
    A reach, worked out for one user: all, or customers of one of these managers, areas or partners.

    ``also`` is another extent in which they must be as well.
    """

    everybody: bool = False
    managers: tuple[str, ...] = ()
    areas: tuple[str, ...] = ()
    partners: tuple[str, ...] = ()
    also: "Extent | None" = None

    def reaches(self, row: Mapping[str, Any] | None, subjects: Subjects) -> bool:
        """The same of one customer's row; of a customer who is not there (any more), whether it is everybody."""
        if self.everybody or row is None:
            return self.everybody
        within = row[subjects.manager] in self.managers or any(row[column] in self.areas for column in subjects.areas)
        within = within or bool(subjects.partner and row[subjects.partner] in self.partners)
        return within and (self.also is None or self.also.reaches(row, subjects))

    def within(self, other: "Extent") -> "Extent":
        """The customers who are in both."""
        if self.everybody:
            return other
        return replace(self, also=self.also.within(other) if self.also else None if other.everybody else other)

    def holds(self, customers: ir.Table, subjects: Subjects) -> ir.BooleanValue:
        """Whether each row of the table of customers is within it; never null."""
        within: ir.BooleanValue = NO
        if self.managers:
            within = within | customers[subjects.manager].isin(self.managers).fill_null(NO)
        for column in subjects.areas if self.areas else ():
            within = within | customers[column].isin(self.areas).fill_null(NO)
        if self.partners and subjects.partner:
            within = within | customers[subjects.partner].isin(self.partners).fill_null(NO)
        return within & self.also.holds(customers, subjects) if self.also else within


EVERYBODY = Extent(everybody=True)

_declared: list[Subjects] = []


def declare_subjects(subjects: Subjects) -> None:
    """Say once which table holds the customers; the second time replaces the first."""
    _declared[:] = [subjects]


def find_subjects() -> Subjects | None:
    """What was declared, or None."""
    return _declared[0] if _declared else None


def extent_of(user: User, reach: Reach) -> Extent:
    """
    The reach of one user; of a user without a team, ``team`` is their own customers and ``area`` nobody.

    ``partner`` is nobody of a user who belongs to no partner.
    """
    if reach == "all":
        return Extent(everybody=True)
    if reach == "area":
        return Extent(areas=areas_of(user.team))
    if reach == "partner":
        return Extent(partners=partners_of(user.team))
    colleagues = User.objects.filter(team=user.team_id).values_list("login", flat=True) if user.team_id else []
    logins = {user.login, *colleagues} if reach == "team" else {user.login}
    return Extent(managers=tuple(sorted(logins)))


def reached(store: Warehouse, extent: Extent) -> ir.Table | None:
    """``subject``: the customers within the extent; None where no table of customers was declared."""
    subjects = find_subjects()
    if subjects is None:
        return None
    customers = store.table(subjects.table)
    return customers.filter(extent.holds(customers, subjects)).select(subject=customers[subjects.key])
