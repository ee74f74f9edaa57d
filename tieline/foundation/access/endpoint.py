"""The permission that an endpoint states: ``@router.get("/tasks", auth=allow("tasks.work"))``."""

from typing import Any, cast

from django.http import HttpRequest
from ninja.security import SessionAuth

from tieline.foundation.access.models import User
from tieline.foundation.access.permissions import PERMISSIONS
from tieline.foundation.errors import Refused


class Allow(SessionAuth):
    """Lets a request through when its session's user holds ``permission``; checks the CSRF token of writes."""

    def __init__(self, permission: str | None) -> None:
        super().__init__(csrf=True)
        self.permission = permission

    def authenticate(self, request: HttpRequest, key: str | None) -> Any:  # noqa: ARG002 - ninja passes the cookie
        """The user; None (401) without a session; Refused (403) where the permission is lacking."""
        user = request.user
        if not user.is_authenticated:
            return None
        if self.permission and self.permission not in user.permissions:
            raise Refused(
                f"You may not do this: it needs '{self.permission}'", do="Ask an administrator for a role that has it"
            )
        return user


def allow(permission: str) -> Allow:
    """Only users who hold ``permission``, which must be one of ``PERMISSIONS``."""
    if permission not in PERMISSIONS:
        raise KeyError(permission)
    return Allow(permission)


def allow_any_user() -> Allow:
    """Any user who is logged in: for what belongs to the user, such as the own session."""
    return Allow(None)


def user_of(request: HttpRequest) -> User:
    """The logged-in user of a request that passed ``allow``."""
    return cast(User, request.user)


class Anyone(SessionAuth):
    """Lets everybody through, logged in or not; checks the CSRF token of writes. For the login page only."""

    def __init__(self) -> None:
        super().__init__(csrf=True)

    def authenticate(self, request: HttpRequest, key: str | None) -> Any:  # noqa: ARG002 - ninja passes the cookie
        """Always true."""
        return True


def anyone() -> Anyone:
    """Everybody: only for asking who is logged in, and for logging in."""
    return Anyone()
