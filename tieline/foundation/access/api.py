"""Routes of users and of the change log."""

import json
from typing import Annotated

from django.http import HttpRequest
from ninja import Query, Router, Status

from tieline.foundation.access import commands, looks, queries
from tieline.foundation.access.changes import CARRIES
from tieline.foundation.access.endpoint import allow, user_of
from tieline.foundation.access.models import Change, User
from tieline.foundation.access.roles import all_roles
from tieline.foundation.access.session_api import team_out, user_fields
from tieline.foundation.access.shapes import (
    ChangeOut,
    ChangePage,
    Colleague,
    Colleagues,
    LookOut,
    LookPage,
    RoleOut,
    UserChange,
    UserChoices,
    UserIn,
    UserOut,
    UserPage,
    Word,
)
from tieline.foundation.access.sight import Sight, sight_of

users_router = Router(tags=["users"])
changes_router = Router(tags=["changes"])

Limit = Annotated[int, Query(ge=1, le=200)]
Offset = Annotated[int, Query(ge=0, le=10_000_000)]


@users_router.get("", auth=allow("users.manage"), response=UserPage, summary="List users")
def list_users(request: HttpRequest, search: Word = "", limit: Limit = 50, offset: Offset = 0) -> UserPage:
    """Users whose login, name or e-mail contains ``search``, by login."""
    found = queries.list_users(search)
    return UserPage(items=[_user(user) for user in found[offset : offset + limit]], total=found.count())


@users_router.post("", auth=allow("users.manage"), response={201: UserOut}, summary="Create a user")
def create_user(request: HttpRequest, body: UserIn) -> Status[UserOut]:
    """Create a user who may log in at once."""
    user = commands.create_user(**body.model_dump(), by=user_of(request).login)
    return Status(201, _user(queries.get_user(user.pk)))


@users_router.get("/colleagues", auth=allow("tasks.assign"), response=Colleagues, summary="List whom tasks can go to")
def list_colleagues(request: HttpRequest) -> Colleagues:
    """Active users who work on tasks, by name, and all teams."""
    items = [Colleague(login=u.login, name=u.name, team=u.team_id) for u in queries.list_colleagues()]
    return Colleagues(items=items, teams=[team_out(team) for team in queries.list_teams()], total=len(items))


@users_router.get("/choices", auth=allow("users.manage"), response=UserChoices, summary="List roles and teams")
def list_user_choices(request: HttpRequest) -> UserChoices:
    """The roles with what they allow, and the teams, to choose from when a user is created or changed."""
    known = sorted(all_roles().items())
    roles = [RoleOut(key=key, name=role.name, permissions=sorted(role.permissions)) for key, role in known]
    return UserChoices(roles=roles, teams=[team_out(team) for team in queries.list_teams()])


@users_router.patch("/{int:user_id}", auth=allow("users.manage"), response=UserOut, summary="Change a user")
def change_user(request: HttpRequest, user_id: int, body: UserChange) -> UserOut:
    """Change name, e-mail, language, team, roles or password of a user, or lock and unlock it."""
    given = body.model_dump(exclude_unset=True)
    fields = {name: value for name, value in given.items() if value is not None or name == "team"}
    return _user(commands.change_user(user_id, by=user_of(request).login, **fields))


@changes_router.get("", auth=allow("changes.read"), response=ChangePage, summary="Read the change log")
def list_changes(
    request: HttpRequest,
    object_kind: Word = "",
    object_id: Word = "",
    user: Word = "",
    limit: Limit = 50,
    offset: Offset = 0,
) -> ChangePage:
    """Entries of the change log, the newest first, of one kind, object or user where given."""
    found, sight = queries.list_changes(object_kind, object_id, user), sight_of(user_of(request))
    return ChangePage(items=[_change(change, sight) for change in found[offset : offset + limit]], total=found.count())


@changes_router.get("/looks", auth=allow("changes.read"), response=LookPage, summary="Who was shown which customers")
def list_looks(
    request: HttpRequest, customer: Word = "", user: Word = "", limit: Limit = 50, offset: Offset = 0
) -> LookPage:
    """Looks, the newest first, at one customer or of one user where given."""
    found = looks.list_looks(customer_id=customer, user=user)
    items = [LookOut.model_validate(look, from_attributes=True) for look in found[offset : offset + limit]]
    return LookPage(items=items, total=found.count())


def _user(user: User) -> UserOut:
    return UserOut.model_validate(
        {**user_fields(user), "email": user.email, "is_active": user.is_active, "last_login": user.last_login}
    )


def _change(change: Change, sight: Sight) -> ChangeOut:
    """An entry; what commands keep of customers' data is told to those who see data of that category."""
    category = CARRIES.get(change.command)
    is_told = category is None or sight.reads(category)
    was = {name: json.loads(getattr(change, name)) if is_told else None for name in ("before", "after")}
    fields = {name: getattr(change, name) for name in ChangeOut.model_fields if name not in (*was, "withheld")}
    return ChangeOut.model_validate({**fields, **was, "withheld": not is_told})
