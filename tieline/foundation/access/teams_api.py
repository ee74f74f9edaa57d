"""``/api/teams``: the organisation as a tree of units, with the areas that they serve."""

from typing import Annotated

from django.db.models import Count, Q
from django.http import HttpRequest
from ninja import Router, Schema, Status
from pydantic import Field

from tieline.foundation.access import queries, team_commands
from tieline.foundation.access.endpoint import allow, user_of
from tieline.foundation.access.models import Team, User
from tieline.foundation.access.organisation import UNIT_KINDS, UnitKind
from tieline.foundation.access.projection import seen_by
from tieline.foundation.access.reach import find_subjects
from tieline.foundation.access.shapes import Word

teams_router = Router(tags=["teams"])

Areas = Annotated[list[Word], Field(max_length=team_commands.AREAS_AT_MOST)]


class UnitOut(Schema):
    """A unit: its names, its kind, the unit above it, the areas it serves, and how many active users are in it."""

    key: str
    name_zh: str
    name_en: str
    kind: UnitKind
    parent: str | None
    areas: list[str]
    users: int


class UnitPage(Schema):
    """All units, by key, and the kinds there are, the highest first."""

    items: list[UnitOut]
    kinds: list[UnitKind]
    total: int


class UnitIn(Schema):
    """A new unit."""

    key: Word
    name_zh: Word
    name_en: Word
    kind: UnitKind = "team"
    parent: Word | None = None
    areas: Areas = []


class UnitChange(Schema):
    """The fields of a unit to change; what is left out stays. A parent of null puts it at the top."""

    name_zh: Word | None = None
    name_en: Word | None = None
    kind: UnitKind | None = None
    parent: Word | None = None
    areas: Areas | None = None
    reason: Word = ""


class AreaPage(Schema):
    """Cities and districts that occur among customers, in order; a unit may name others."""

    items: list[str]
    total: int


@teams_router.get("", auth=allow("users.manage"), response=UnitPage, summary="The organisation")
def list_units(request: HttpRequest) -> UnitPage:
    """All units, by key."""
    counts = User.objects.filter(~Q(team=None), is_active=True).values("team").annotate(users=Count("pk"))
    users = {row["team"]: row["users"] for row in counts}
    items = [_unit(team, users.get(team.key, 0)) for team in queries.list_teams()]
    return UnitPage(items=items, kinds=list(UNIT_KINDS), total=len(items))


@teams_router.get("/areas", auth=allow("users.manage"), response=AreaPage, summary="Where customers live")
def list_areas(request: HttpRequest) -> AreaPage:
    """The cities and districts of customers, as far as the asking user sees them in full."""
    subjects, seen = find_subjects(), seen_by(request)
    found: set[str] = set()
    for column in subjects.areas if subjects and seen.has(subjects.table) else ():
        if subjects and seen.sight.level(subjects.table, column) == "readable":
            values = seen.table(subjects.table).select(column).distinct()
            found |= {row[column] for row in seen.ibis.to_pyarrow(values).to_pylist() if row[column]}
    return AreaPage(items=sorted(found), total=len(found))


@teams_router.post("", auth=allow("users.manage"), response={201: UnitOut}, summary="Add a unit")
def add_unit(request: HttpRequest, body: UnitIn) -> Status[UnitOut]:
    """A new unit, at the top or under another."""
    team = team_commands.add_team(
        body.key,
        zh=body.name_zh,
        en=body.name_en,
        kind=body.kind,
        parent=body.parent,
        areas=body.areas,
        by=user_of(request).login,
    )
    return Status(201, _unit(team, 0))


@teams_router.patch("/{key}", auth=allow("users.manage"), response=UnitOut, summary="Change a unit")
def change_unit(request: HttpRequest, key: str, body: UnitChange) -> UnitOut:
    """Rename a unit, move it under another, change its kind or the areas that it serves."""
    given = body.model_dump(exclude_unset=True)
    fields = {name: value for name, value in given.items() if value is not None or name == "parent"}
    team = team_commands.change_team(key, by=user_of(request).login, **fields)
    return _unit(team, User.objects.filter(team=team, is_active=True).count())


@teams_router.delete("/{key}", auth=allow("users.manage"), response={204: None}, summary="Remove a unit")
def remove_unit(request: HttpRequest, key: str) -> Status[None]:
    """Removes a unit that nothing lies under and that no user or task names."""
    team_commands.remove_team(key, by=user_of(request).login)
    return Status(204, None)


def _unit(team: Team, users: int) -> UnitOut:
    return UnitOut.model_validate(
        {
            "key": team.key,
            "name_zh": team.name_zh,
            "name_en": team.name_en,
            "kind": team.kind,
            "parent": team.parent_id,
            "areas": team.areas,
            "users": users,
        }
    )
