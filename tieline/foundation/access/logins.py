"""Logging in by login and password."""

import structlog
from django.contrib.auth.hashers import check_password, make_password
from django.http import HttpRequest
from django.utils import timezone

from tieline.foundation.access.addresses import address_of
from tieline.foundation.access.attempts import allow_attempt, forget_attempts
from tieline.foundation.access.models import User
from tieline.foundation.access.waiting_logins import go_on
from tieline.foundation.errors import Refused

log = structlog.get_logger("tieline.access")


class LoginRefused(Refused):
    """Login and password do not belong together; which of the two is wrong is never told."""

    status, title = 401, "Not logged in"


def find_user_by_password(login: str, password: str) -> User | None:
    """
    The active user with this login and password, or None.

    An unknown login costs one password hash as a known one does, so that time does not tell who exists; so does a
    user who has no password.
    """
    user = User.objects.filter(login=login).first()
    if user is None:
        make_password(password)
        return None
    right = check_password(password, user.password)
    return user if right and user.is_active else None


def log_in_user(request: HttpRequest, login: str, password: str) -> User | None:
    """
    Begin a session for the user, or LoginRefused; TooManyAttempts before anything is compared.

    None where the password is right and a second factor is still to come.
    """
    now = timezone.now()
    attempt = allow_attempt(login, address_of(request), now)
    user = find_user_by_password(login, password)
    if user is None:
        log.warning("login refused", login=login[:60], address=attempt.address)
        raise LoginRefused("Login or password is wrong", do="Check both, or ask an administrator")
    forget_attempts(attempt)
    return go_on(request, user, way="password", now=now)
