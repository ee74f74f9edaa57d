"""Routes of the own session: who is logged in, logging in and out, own language and password."""

from functools import lru_cache
from typing import Any

from django.http import HttpRequest
from django.middleware.csrf import get_token
from ninja import Router

from tieline.foundation.access import commands
from tieline.foundation.access.endpoint import allow_any_user, anyone, user_of
from tieline.foundation.access.logins import log_in_user
from tieline.foundation.access.models import Team, User
from tieline.foundation.access.reach import Subjects, find_subjects
from tieline.foundation.access.sessions import keep_session, log_out_user
from tieline.foundation.access.shapes import LoginIn, PasswordIn, SessionIn, SessionOut, SessionUser, SightOut, TeamOut
from tieline.foundation.access.sight import (
    PURPOSE,
    Sight,
    levels_by_category,
    levels_of_customers,
    sight_of,
    written_by,
)
from tieline.foundation.access.waiting_logins import waiting_login, ways_of

session_router = Router(tags=["session"])


@session_router.get("", auth=anyone(), response=SessionOut, summary="Who is logged in")
def get_session(request: HttpRequest) -> SessionOut:
    """The logged-in user, or nobody; sets the CSRF cookie that every write must send back as X-CSRFToken."""
    get_token(request)
    return session_of(request)


@session_router.post("", auth=anyone(), response=SessionOut, summary="Log in")
def log_in(request: HttpRequest, body: LoginIn) -> SessionOut:
    """
    Begin a session, or wait for a second factor.

    401 when login and password do not fit, 429 with Retry-After after too many attempts.
    """
    log_in_user(request, body.login, body.password)
    return session_of(request)


@session_router.delete("", auth=allow_any_user(), response=SessionOut, summary="Log out")
def log_out(request: HttpRequest) -> SessionOut:
    """End the session."""
    log_out_user(request)
    return SessionOut(authenticated=False)


@session_router.patch("", auth=allow_any_user(), response=SessionOut, summary="Choose the own language")
def change_session(request: HttpRequest, body: SessionIn) -> SessionOut:
    """Choose the language of the screens."""
    user = commands.choose_language(user_of(request), body.language)
    return SessionOut(authenticated=True, user=_session_user(request, user))


@session_router.post("/password", auth=allow_any_user(), response=SessionOut, summary="Change the own password")
def change_password(request: HttpRequest, body: PasswordIn) -> SessionOut:
    """Change the own password; this session goes on, all others of the user end."""
    user = commands.change_own_password(user_of(request), current=body.current, new=body.new)
    keep_session(request, user)
    return SessionOut(authenticated=True, user=_session_user(request, user))


def session_of(request: HttpRequest) -> SessionOut:
    """The session as the browser is told of it: whose it is, or what a half-done login waits for."""
    if request.user.is_authenticated:
        return SessionOut(authenticated=True, user=_session_user(request, user_of(request)))
    waiting = waiting_login(request)
    if waiting is None:
        return SessionOut(authenticated=False)
    return SessionOut(authenticated=False, waits_for=waiting.waits_for, ways=ways_of(waiting.user))


def user_fields(user: User) -> dict[str, Any]:
    """What is shown of a user everywhere."""
    return {
        "id": user.pk,
        "login": user.login,
        "name": user.name,
        "language": user.language,
        "team": team_out(user.team) if user.team else None,
        "roles": user.roles,
    }


def team_out(team: Team) -> TeamOut:
    """A team as it is shown."""
    return TeamOut(key=team.key, name_zh=team.name_zh, name_en=team.name_en)


def sight_out(sight: Sight) -> SightOut:
    """What a sight shows, as it is told."""
    return _sight_out(sight, find_subjects())


@lru_cache(maxsize=256)
def _sight_out(sight: Sight, subjects: Subjects | None) -> SightOut:
    # What is told of columns hangs on the subjects too, so both are the key.
    return SightOut(
        purpose=sight.purpose,
        categories=levels_by_category(sight),
        columns=levels_of_customers(sight),
        writes=written_by(sight),
    )


def _session_user(request: HttpRequest, user: User) -> SessionUser:
    """The user with what is seen for the purpose that the request names, where the roles serve it."""
    whole = sight_of(user)
    asked = request.headers.get(PURPOSE, "")
    sight = sight_of(user, asked) if asked in whole.purposes else whole
    return SessionUser.model_validate(
        {
            **user_fields(user),
            "role_names": [role.name for role in user.role_definitions],
            "permissions": sorted(user.permissions),
            "purposes": whole.purposes,
            "sight": sight_out(sight),
        }
    )
