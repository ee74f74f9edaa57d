"""The plan of an export: what would go out for one user, for one purpose, at this moment."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal, get_args

from django.db.models import Q
from pydantic import BaseModel, ValidationError

from tieline.foundation.access.categories import NONE
from tieline.foundation.access.endpoint import demand
from tieline.foundation.access.masks import MASKS
from tieline.foundation.access.models import User
from tieline.foundation.access.projection import Projection
from tieline.foundation.access.roles import Level, Purpose
from tieline.foundation.access.sight import Sight, export_sight_of, sight_of
from tieline.foundation.errors import Invalid, NotFound, Refused
from tieline.foundation.exports.exportable import Exportable, ExportColumn, get_exportable
from tieline.foundation.exports.models import Export
from tieline.foundation.warehouse.current import warehouse

ASK = "exports.ask"
APPROVE = "exports.approve"
A_DAY = timedelta(days=1)
How = Literal["left out", "masked", "partly", "whole"]
"""How a column goes out: not at all, masked, in full of some customers, or in full; from least to most."""
_ORDER: tuple[How, ...] = get_args(How)


@dataclass(frozen=True)
class Plan:
    """What would go out: ``columns`` in order with how each does, of ``rows`` rows; alone up to ``row_limit``."""

    exportable: Exportable
    wanted: BaseModel
    seen: Projection
    login: str
    columns: Mapping[str, How]
    rows: int
    row_limit: int

    @property
    def going_out(self) -> list[ExportColumn]:
        """The columns that are in the file, in the order of the list."""
        return [each for each in self.exportable.columns if self.columns.get(each.name, "left out") != "left out"]


def plan_of(
    user: User,
    what: str,
    filters: Mapping[str, Any],
    *,
    purpose: str,
    now: datetime,
    columns: Sequence[str] | None = None,
) -> Plan:
    """
    The plan for a user, of all columns or of those named; Refused without the rights to ask and to see the list.

    Refused also where nothing of it is exportable, and for filters and orders by what would not go out in full.
    """
    exportable = get_exportable(what)
    demand(user, ASK)
    demand(user, exportable.permission)
    sight = export_sight_of(user, purpose)
    named = [each for each in exportable.columns if columns is None or each.name in columns]
    how = {each.name: how_it_goes(sight, each) for each in named}
    if not any(how[each.name] in ("whole", "partly") for each in named if each.category != NONE):
        raise Refused(
            "None of these columns may be exported by your roles for this purpose",
            where="columns",
            do="Choose other columns or another purpose, or ask an administrator for a role that may export them",
        )
    wanted = _wanted(exportable, filters)
    _demand_exportable(exportable, sight, wanted)
    seen = Projection(warehouse(), sight)
    rows = exportable.count(seen, wanted, user.login)
    alone = max(0, row_limit_of(user, purpose) - taken_alone(user, now))
    return Plan(exportable, wanted, seen, user.login, how, rows, alone)


def _demand_exportable(exportable: Exportable, sight: Sight, wanted: BaseModel) -> None:
    try:
        exportable.check(sight, wanted)
    except Refused as refused:
        raise Refused(
            "This list, or what it is filtered or sorted by, may not be exported by your roles for this purpose",
            where=refused.where,
            do="Choose other filters or another order, or ask an administrator for a role that may export it",
        ) from refused


def exports_for(user: User, exportable: Exportable) -> list[Purpose]:
    """The purposes for which a user may export something of a list."""
    if not {ASK, exportable.permission} <= user.permissions:
        return []
    sights = {purpose: export_sight_of(user, purpose) for purpose in sight_of(user).purposes}
    telling = [each for each in exportable.columns if each.category != NONE]
    return [
        purpose
        for purpose, sight in sights.items()
        if any(how_it_goes(sight, each) in ("whole", "partly") for each in telling)
    ]


def how_it_goes(sight: Sight, column: ExportColumn) -> How:
    """How a column goes out through the sight of an export."""
    levels = set(sight.levels_of(column.category, column.place))
    if not levels:
        return "left out"
    if levels == {"readable"}:
        return "whole"
    if "readable" in levels:
        return "partly"
    return "masked" if "masked" in levels and column.category in MASKS else _least(column)


def _least(column: ExportColumn) -> How:
    """Numbers are never less than a pseudonym."""
    return "masked" if column.category == "number" else "left out"


def row_limit_of(user: User, purpose: str) -> int:
    """The highest row limit of the roles that may export for a purpose; 0 where none does."""
    limits = [
        role.export_rows
        for role in user.role_definitions
        if ASK in role.permissions and any(sees.purpose == purpose for sees in role.sees)
    ]
    return max(limits, default=0)


def taken_alone(user: User, now: datetime) -> int:
    """Rows that a user exported in the last 24 hours without a second person: many small files are one large one."""
    alone = Export.objects.filter(asked_by=user.login, asked_at__gt=now - A_DAY, approved__isnull=True)
    written = Q(ready_at__isnull=False) | Q(state__in=(Export.State.QUEUED, Export.State.WRITING))
    return sum(alone.filter(written).values_list("rows", flat=True))


def rights_digest(sight: Sight) -> str:
    """SHA-256 of what a sight shows of whom."""
    return hashlib.sha256("\n".join(sorted(map(repr, sight.grants))).encode()).hexdigest()


def no_less(now: How, then: How) -> bool:
    """Whether a column goes out at least as it did."""
    return _ORDER.index(now) >= _ORDER.index(then)


def may_still(export: Export, user: User) -> bool:
    """
    Whether the asker of an export may have it now: is active, and has no fewer rights than when it was written.

    Where the rights are others than then, only who reaches every customer surely reaches those in it.
    """
    if not user.is_active:
        return False
    try:
        exportable = get_exportable(export.what)
        demand(user, ASK)
        demand(user, exportable.permission)
        sight = export_sight_of(user, export.purpose)
        exportable.check(sight, _wanted(exportable, export.filters))
    except (Refused, NotFound, Invalid):
        return False
    columns = [each for each in exportable.columns if each.name in export.columns]
    if not all(no_less(how_it_goes(sight, each), export.columns[each.name]) for each in columns):
        return False
    return not export.sight or sight.everybody or rights_digest(sight) == export.sight


def demand_to_see(approver: User, plan: Plan, purpose: str) -> Projection:
    """What both see of an export: Refused where the second person does not see every row and column of it in full."""
    demand(approver, APPROVE)
    demand(approver, plan.exportable.permission)
    theirs = sight_of(approver, purpose)
    unseen = [each.name for each in plan.going_out if plan.columns[each.name] != "masked" and not _reads(theirs, each)]
    both = Projection(plan.seen.everything, plan.seen.sight.within(theirs))
    if unseen or plan.exportable.count(both, plan.wanted, plan.login) < plan.rows:
        raise Refused(
            "You do not see all of what this export holds, so you cannot decide on it",
            where=", ".join(unseen),
            do="Leave the decision to somebody who sees these customers and columns",
        )
    return both


def _reads(sight: Sight, column: ExportColumn) -> bool:
    levels: tuple[Level, ...] = sight.levels_of(column.category, column.place)
    return bool(levels) and set(levels) == {"readable"}


def plan_again(export: Export, user: User, now: datetime) -> Plan:
    """The plan of an export that was asked for, as the rights of its asker and the data are now."""
    columns = list(export.columns)
    return plan_of(user, export.what, export.filters, purpose=export.purpose, columns=columns, now=now)


def _wanted(exportable: Exportable, filters: Mapping[str, Any]) -> BaseModel:
    unknown = sorted(set(filters) - set(exportable.filters.model_fields))
    if unknown:
        raise Invalid(f"There is no filter '{unknown[0]}'", where="filters", do="Use the filters of the list")
    try:
        return exportable.filters.model_validate(dict(filters))
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise Invalid(str(first["msg"]), where=f"filters.{where}", do="Use the filters of the list") from error
