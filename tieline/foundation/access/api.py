"""Routes of the session, of users and of the change log."""

import json
from typing import Annotated, Any

from django.http import HttpRequest
from django.middleware.csrf import get_token
from ninja import Query, Router, Status

from tieline.foundation.access import commands, queries
from tieline.foundation.access.endpoint import allow, allow_any_user, anyone, user_of
from tieline.foundation.access.logins import log_in_user
from tieline.foundation.access.models import Change, Team, User
from tieline.foundation.access.permissions import ROLES
from tieline.foundation.access.sessions import keep_session, log_out_user
from tieline.foundation.access.shapes import (
    ChangeOut,
    ChangePage,
    Colleague,
    Colleagues,
    LoginIn,
    PasswordIn,
    RoleOut,
    SessionIn,
    SessionOut,
    SessionUser,
    TeamOut,
    UserChange,
    UserChoices,
    UserIn,
    UserOut,
    UserPage,
    Word,
)

session_router = Router(tags=["session"])
users_router = Router(tags=["users"])
changes_router = Router(tags=["changes"])

Limit = Annotated[int, Query(ge=1, le=200)]
Offset = Annotated[int, Query(ge=0)]


@session_router.get("", auth=anyone(), response=SessionOut, summary="Who is logged in")
def get_session(request: HttpRequest) -> SessionOut:
    """The logged-in user, or nobody; sets the CSRF cookie that every write must send back as X-CSRFToken."""
    get_token(request)
    return SessionOut(authenticated=True, user=_session_user(user_of(request))) if _known(request) else _nobody()


@session_router.post("", auth=anyone(), response=SessionOut, summary="Log in")
def log_in(request: HttpRequest, body: LoginIn) -> SessionOut:
    """Begin a session; 401 when login and password do not fit, 429 with Retry-After after too many attempts."""
    user = log_in_user(request, body.login, body.password)
    return SessionOut(authenticated=True, user=_session_user(user))


@session_router.delete("", auth=allow_any_user(), response=SessionOut, summary="Log out")
def log_out(request: HttpRequest) -> SessionOut:
    """End the session."""
    log_out_user(request)
    return _nobody()


@session_router.patch("", auth=allow_any_user(), response=SessionOut, summary="Choose the own language")
def change_session(request: HttpRequest, body: SessionIn) -> SessionOut:
    """Choose the language of the screens."""
    user = commands.choose_language(user_of(request), body.language)
    return SessionOut(authenticated=True, user=_session_user(user))


@session_router.post("/password", auth=allow_any_user(), response=SessionOut, summary="Change the own password")
def change_password(request: HttpRequest, body: PasswordIn) -> SessionOut:
    """Change the own password; this session goes on, all others of the user end."""
    user = commands.change_own_password(user_of(request), current=body.current, new=body.new)
    keep_session(request, user)
    return SessionOut(authenticated=True, user=_session_user(user))


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
    return Colleagues(items=items, teams=[_team(team) for team in queries.list_teams()], total=len(items))


@users_router.get("/choices", auth=allow("users.manage"), response=UserChoices, summary="List roles and teams")
def list_user_choices(request: HttpRequest) -> UserChoices:
    """The roles with what they allow, and the teams, to choose from when a user is created or changed."""
    roles = [RoleOut.model_validate({"key": role, "permissions": sorted(allowed)}) for role, allowed in ROLES.items()]
    return UserChoices(roles=roles, teams=[_team(team) for team in queries.list_teams()])


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
    found = queries.list_changes(object_kind, object_id, user)
    return ChangePage(items=[_change(change) for change in found[offset : offset + limit]], total=found.count())


def _known(request: HttpRequest) -> bool:
    return bool(request.user.is_authenticated)


def _nobody() -> SessionOut:
    return SessionOut(authenticated=False)


def _session_user(user: User) -> SessionUser:
    return SessionUser.model_validate({**_fields(user), "permissions": sorted(user.permissions)})


def _user(user: User) -> UserOut:
    return UserOut.model_validate(
        {**_fields(user), "email": user.email, "is_active": user.is_active, "last_login": user.last_login}
    )


def _fields(user: User) -> dict[str, Any]:
    return {
        "id": user.pk,
        "login": user.login,
        "name": user.name,
        "language": user.language,
        "team": _team(user.team) if user.team else None,
        "roles": user.roles,
    }


def _team(team: Team) -> TeamOut:
    return TeamOut(key=team.key, name_zh=team.name_zh, name_en=team.name_en)


def _change(change: Change) -> ChangeOut:
    shown = {field: getattr(change, field) for field in ChangeOut.model_fields}
    return ChangeOut.model_validate({**shown, "before": json.loads(change.before), "after": json.loads(change.after)})
