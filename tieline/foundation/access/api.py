"""Routes of users."""

from typing import Annotated

from django.http import HttpRequest
from ninja import Query, Router, Status

from tieline.foundation.access import commands, queries
from tieline.foundation.access.endpoint import allow, user_of
from tieline.foundation.access.models import User
from tieline.foundation.access.roles import all_roles
from tieline.foundation.access.session_api import team_out, user_fields
from tieline.foundation.access.shapes import (
    Colleague,
    Colleagues,
    RoleOut,
    UserChange,
    UserChoices,
    UserIn,
    UserOut,
    UserPage,
    Word,
)

users_router = Router(tags=["users"])

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


def _user(user: User) -> UserOut:
    return UserOut.model_validate(
        {**user_fields(user), "email": user.email, "is_active": user.is_active, "last_login": user.last_login}
    )
