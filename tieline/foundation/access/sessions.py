"""Sessions: the user behind one, beginning and ending them, and the list of those that a user has."""

import re
import uuid
from datetime import datetime

import structlog
from django.contrib.auth import login as begin
from django.contrib.auth import logout as finish_session
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.backends import BaseBackend
from django.db import transaction
from django.db.models import IntegerField
from django.http import HttpRequest

from tieline.foundation.access.addresses import address_of
from tieline.foundation.access.changes import record_change
from tieline.foundation.access.models import RoleGrant, User, hold
from tieline.foundation.access.session_models import UserSession
from tieline.foundation.access.session_store import LOGIN, ended
from tieline.foundation.asked_often import Given, Question
from tieline.foundation.errors import NotFound

log = structlog.get_logger("tieline.access")


USER = Question(lambda: User.objects.select_related("team").filter(pk=Given("user", IntegerField()), is_active=True))
GRANTS = Question(lambda: RoleGrant.objects.filter(user_id=Given("user", IntegerField())))


class LoginBackend(BaseBackend):
    """Django's way to the user behind a session."""

    def get_user(self, user_id: int) -> User | None:
        """The active user with this id, with team and roles, in two queries; None ends the session."""
        user = USER.first(user=user_id)
        return hold(user, GRANTS.ask(user=user_id)) if user else None


def begin_session(request: HttpRequest, user: User, *, way: str, now: datetime) -> User:
    """
    Begin a session with a fresh key for the user, who proved who it is in this ``way``.

    Nothing is carried over from the session that the browser had before, so nobody can prepare one for another.
    """
    request.session.flush()
    request.session[LOGIN] = {
        "number": str(uuid.uuid4()),
        "began_at": now.isoformat(),
        "address": address_of(request)[:45],
        "agent": request.headers.get("User-Agent", "").replace("\x00", "")[:200],
        "way": way,
    }
    log.info("logged in", login=user.login, address=address_of(request), way=way)
    begin(request, user, backend=f"{__name__}.{LoginBackend.__name__}")
    found = LoginBackend().get_user(user.pk)
    assert found is not None  # noqa: S101 - narrows the type: it was active a moment ago
    return found


def keep_session(request: HttpRequest, user: User) -> None:
    """Give this session a new key after a change of password, and end all others of the user."""
    update_session_auth_hash(request, user)
    request.session.save()
    UserSession.objects.filter(user=user).exclude(pk=request.session.session_key).delete()


def log_out_user(request: HttpRequest) -> None:
    """End the session and delete its row; an anonymous request stays anonymous."""
    log.info("logged out", login=getattr(request.user, "login", None), address=address_of(request))
    finish_session(request)


def list_sessions(user: User, now: datetime) -> list[UserSession]:
    """The sessions of a user that go on, the one seen last first."""
    return list(UserSession.objects.filter(user=user).exclude(ended(now)).order_by("-seen_at", "-began_at"))


def end_session(user: User, number: uuid.UUID, *, by: str) -> None:
    """End one session of a user; NotFound where it has none of this number (any more)."""
    with transaction.atomic():
        row = UserSession.objects.select_for_update().filter(user=user, number=number).first()
        if row is None:
            raise NotFound("There is no such session (any more)", do="Look at the list of sessions")
        row.delete()
        before = {"sessions": 1, "address": row.address, "device": device_of(row.agent)}
        record_change("end_session", "user", user.login, by=by, before=before, after={"sessions": 0})


def end_sessions(user: User, *, by: str, but: str | None = None, reason: str = "") -> int:
    """End all sessions of a user, or all but the one with the key ``but``; how many."""
    with transaction.atomic():
        count, _ = UserSession.objects.filter(user=user).exclude(pk=but or "").delete()
        if count:
            before, after = {"sessions": count}, {"sessions": 0}
            record_change("end_sessions", "user", user.login, by=by, before=before, after=after, reason=reason)
    return count


def forget_expired_sessions(now: datetime) -> int:
    """Delete the rows of sessions that ended by themselves; how many."""
    deleted, _ = UserSession.objects.filter(ended(now)).delete()
    return deleted


_BROWSERS = {"Edg": "Edge", "OPR": "Opera", "MicroMessenger": "WeChat", "Firefox": "Firefox", "FxiOS": "Firefox"}
_BROWSERS |= {"CriOS": "Chrome", "HeadlessChrome": "Chrome", "Chrome": "Chrome", "Safari": "Safari"}
_SYSTEMS = {"HarmonyOS": "HarmonyOS", "Android": "Android", "iPhone": "iPhone", "iPad": "iPad"}
_SYSTEMS |= {"Windows": "Windows", "Mac OS X": "macOS", "CrOS": "ChromeOS", "Linux": "Linux"}


def device_of(agent: str) -> str:
    """``Chrome · Windows`` from what a browser calls itself; its first word where it is none that we know."""
    browser = next((name for mark, name in _BROWSERS.items() if re.search(rf"\b{mark}\b|\b{mark}A?/", agent)), "")
    system = next((name for mark, name in _SYSTEMS.items() if mark in agent), "")
    return " · ".join(filter(None, (browser, system))) or agent.split("/", maxsplit=1)[0][:40]
