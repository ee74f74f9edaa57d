"""
Logins that are half done: the password was right, and a second factor is still asked for, or must be set up.

They are kept in the browser's session, which is nobody's until the login is done.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal, cast

from django.http import HttpRequest
from django.utils import timezone

from tieline.foundation.access.endpoint import Allow, caller_of
from tieline.foundation.access.models import User
from tieline.foundation.access.passkeys import list_passkeys
from tieline.foundation.access.second_factor import find_second_factor, must_have_second_factor
from tieline.foundation.access.session_store import LOGIN
from tieline.foundation.access.sessions import LoginBackend, begin_session
from tieline.foundation.errors import Refused

WAITING = "waiting login"
PATIENCE = timedelta(minutes=10)
FRESH = timedelta(minutes=15)

WaitsFor = Literal["second factor", "enrolment"]


@dataclass(frozen=True)
class WaitingLogin:
    """Whose login is half done, what it waits for, and how it began."""

    user: User
    waits_for: WaitsFor
    way: str


def go_on(request: HttpRequest, user: User, *, way: str, now: datetime) -> User | None:
    """A session for the user who passed the first step, or None where the second is still to come."""
    if ways_of(user):
        _wait(request, user, "second factor", way, now)
        return None
    if must_have_second_factor(user):
        _wait(request, user, "enrolment", way, now)
        return None
    return begin_session(request, user, way=way, now=now)


def ways_of(user: User) -> list[str]:
    """The second factors that the user can show."""
    app = ["app", "recovery code"] if find_second_factor(user) else []
    return ["passkey", *app] if list_passkeys(user) else app


def waiting_login(request: HttpRequest) -> WaitingLogin | None:
    """The half-done login of this browser, for ten minutes."""
    kept = request.session.get(WAITING)
    if not kept or timezone.now() - datetime.fromisoformat(kept["since"]) > PATIENCE:
        return None
    user = LoginBackend().get_user(kept["user"])
    return WaitingLogin(user, kept["waits_for"], kept["way"]) if user else None


def finish_login(request: HttpRequest, waiting: WaitingLogin, second: str) -> User:
    """A session for the user, who now showed a ``second`` factor as well."""
    return begin_session(request, waiting.user, way=f"{waiting.way} + {second}", now=timezone.now())


def forget_waiting_login(request: HttpRequest) -> None:
    """The browser's login begins anew."""
    request.session.pop(WAITING, None)


def demand_fresh_login(request: HttpRequest) -> None:
    """Refused where the user logged in too long ago to change how to log in: somebody else may sit there by now."""
    login = request.session.get(LOGIN)
    if login and timezone.now() - datetime.fromisoformat(login["began_at"]) > FRESH:
        raise Refused(
            "You logged in too long ago to change how you log in",
            do="Log out, log in again and repeat this within 15 minutes",
        )


class Enrolling(Allow):
    """Lets a user through, and whoever must set up a second factor to become one."""

    def authenticate(self, request: HttpRequest, key: str | None) -> Any:
        """The user; None (401) for nobody."""
        user = super().authenticate(request, key)
        waiting = None if user else waiting_login(request)
        return waiting.user if waiting and waiting.waits_for == "enrolment" else user


def allow_enrolling() -> Enrolling:
    """Users, and who must set up a second factor to become one."""
    return Enrolling(None)


def enrolling_user(request: HttpRequest) -> User:
    """Who passed ``allow_enrolling``."""
    return cast(User, caller_of(request))


def _wait(request: HttpRequest, user: User, waits_for: WaitsFor, way: str, now: datetime) -> None:
    request.session.flush()
    request.session[WAITING] = {"user": user.pk, "waits_for": waits_for, "way": way, "since": now.isoformat()}
