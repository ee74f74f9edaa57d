"""
The permission that an endpoint states: ``@router.get("/tasks", auth=allow("tasks.work"))``.

An endpoint that machines call says how it recognises them: ``auth=allow_machine(recognise_signature)``.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, cast

import structlog
from django.http import HttpRequest
from ninja.security import SessionAuth

from tieline.foundation.access.models import User
from tieline.foundation.access.permissions import PERMISSIONS
from tieline.foundation.errors import Refused

log = structlog.get_logger("tieline.access")


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
        if self.permission:
            demand(user, self.permission)
        return user


def demand(user: User, permission: str) -> None:
    """Refused where the user lacks the permission: for what only the content of a request tells to be needed."""
    if permission not in user.permissions:
        log.warning("not allowed", user=user.login, permission=permission)
        raise Refused(f"You may not do this: it needs '{permission}'", do="Ask an administrator for a role that has it")


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


@dataclass(frozen=True)
class Machine:
    """A program that proved who it is with every request, and what it may do; ``*`` is everything."""

    name: str
    scope: frozenset[str]

    def may(self, thing: str) -> bool:
        """Whether the thing is in its scope."""
        return thing in self.scope or "*" in self.scope


class NotRecognised(Refused):
    """A key or signature that is nobody's."""

    status, title = 401, "Not recognised"


Recognise = Callable[[HttpRequest], Machine | None]
"""Whose key or signature a request shows: None where it shows none, NotRecognised where it is wrong."""


class AllowMachine(Allow):
    """
    Lets a machine through that ``recognise`` knows, and, with a permission, users as ``Allow`` does.

    A machine sends no cookie, so there is nothing that another site could abuse, and no CSRF token is asked for.
    """

    def __init__(self, recognise: Recognise, permission: str | None = None) -> None:
        super().__init__(permission)
        self.recognise = recognise

    def __call__(self, request: HttpRequest) -> Any:
        """The machine or the user; None (401) where neither shows."""
        machine = self.recognise(request)
        if machine is not None or self.permission is None:
            return machine
        return super().__call__(request)


def allow_machine(recognise: Recognise) -> AllowMachine:
    """Only machines that prove who they are."""
    return AllowMachine(recognise)


def allow_machine_or(permission: str, recognise: Recognise) -> AllowMachine:
    """Machines that prove who they are, and users who hold ``permission``, which must be one of ``PERMISSIONS``."""
    if permission not in PERMISSIONS:
        raise KeyError(permission)
    return AllowMachine(recognise, permission)


def caller_of(request: HttpRequest) -> Machine | User:
    """Who passed ``allow_machine`` or ``allow_machine_or``."""
    return cast(Machine | User, request.auth)  # type: ignore[attr-defined] # set by ninja


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
