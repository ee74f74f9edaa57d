"""Who a request comes from: login by name and password, and the user behind a session."""

import logging
from datetime import datetime

from django.contrib.auth import login as begin_session
from django.contrib.auth import logout as finish_session
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.backends import BaseBackend
from django.contrib.auth.hashers import check_password, make_password
from django.contrib.sessions.models import Session
from django.http import HttpRequest
from django.utils import timezone

from tieline.foundation.access.addresses import address_of
from tieline.foundation.access.attempts import allow_attempt, forget_attempts
from tieline.foundation.access.models import User
from tieline.foundation.errors import Refused

logger = logging.getLogger("tieline.access")


class LoginRefused(Refused):
    """Login and password do not belong together; which of the two is wrong is never told."""

    status, title = 401, "Not logged in"


class LoginBackend(BaseBackend):
    """Django's way to the user behind a session."""

    def get_user(self, user_id: int) -> User | None:
        """The active user with this id, with team and roles, in two queries; None ends the session."""
        users = User.objects.select_related("team").prefetch_related("role_grants")
        return users.filter(pk=user_id, is_active=True).first()


def find_user_by_password(login: str, password: str) -> User | None:
    """
    The active user with this login and password, or None.

    An unknown login costs one password hash as a known one does, so that time does not tell who exists.
    """
    user = User.objects.filter(login=login).first()
    if user is None:
        make_password(password)
        return None
    right = check_password(password, user.password)
    return user if right and user.is_active else None


def log_in_user(request: HttpRequest, login: str, password: str) -> User:
    """
    Begin a session with a fresh key for the user, or LoginRefused; TooManyAttempts before anything is compared.

    Nothing is carried over from the session that the browser had before, so nobody can prepare one for another.
    """
    now = timezone.now()
    attempt = allow_attempt(login, address_of(request), now)
    user = find_user_by_password(login, password)
    if user is None:
        logger.warning("login refused", extra={"login": login[:60], "address": attempt.address})
        raise LoginRefused("Login or password is wrong", do="Check both, or ask an administrator")
    forget_attempts(attempt)
    request.session.flush()
    begin_session(request, user, backend=f"{__name__}.{LoginBackend.__name__}")
    found = LoginBackend().get_user(user.pk)
    assert found is not None  # noqa: S101 - narrows the type: it was active a moment ago
    return found


def log_out_user(request: HttpRequest) -> None:
    """End the session and delete its row; an anonymous request stays anonymous."""
    finish_session(request)


def forget_expired_sessions(now: datetime) -> int:
    """Delete the rows of sessions that ended by themselves; how many."""
    deleted, _ = Session.objects.filter(expire_date__lt=now).delete()
    return deleted


def keep_session(request: HttpRequest, user: User) -> None:
    """Give this session a new key after a change of password; all other sessions of the user have ended by it."""
    update_session_auth_hash(request, user)
