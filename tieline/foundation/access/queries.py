"""Users, teams and changes, as lists and one by one."""

from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from django.db.models import Model, Q, QuerySet

from tieline.foundation.access.models import Change, Team, User
from tieline.foundation.access.roles import roles_with
from tieline.foundation.errors import NotFound

M = TypeVar("M", bound=Model)


def get_user(user_id: int) -> User:
    """The user with this id, with team and roles, or NotFound."""
    user = _users().filter(pk=user_id).first()
    if user is None:
        raise NotFound(f"There is no user {user_id}", do="Look at the list of users")
    return user


def get_user_by_login(login: str) -> User:
    """The user with this login, with team and roles, or NotFound."""
    user = _users().filter(login=login).first()
    if user is None:
        raise NotFound(f"There is no user '{login}'", do="Look at the list of users")
    return user


def list_users(search: str = "") -> QuerySet[User]:
    """Users whose login, name or e-mail contains ``search``, by login, with team and roles."""
    found = _users().order_by("login")
    return found.filter(pk__in=_told_of(search)) if search else found


def _told_of(search: str) -> list[int]:
    """Users in whom the text is found; names and e-mails are sealed, so every user is opened."""
    wanted = search.casefold()
    return [
        user.pk
        for user in User.objects.only("login", "name", "email")
        if any(wanted in text.casefold() for text in (user.login, user.name, user.email))
    ]


def holders_of(permission: str) -> QuerySet[User]:
    """Active users with a role that gives the permission, with team and roles; not who holds it in an emergency."""
    giving = {"role_grants__role__in": roles_with(permission), "role_grants__until": None}
    return _users().filter(is_active=True, **giving).distinct()


def list_colleagues() -> list[User]:
    """Active users who may work on tasks, by name."""
    return sorted(holders_of("tasks.work"), key=lambda user: (user.name, user.login))


def list_teams() -> QuerySet[Team]:
    """All teams, by key."""
    return Team.objects.order_by("key")


def get_team(key: str) -> Team:
    """The team with this key, or NotFound."""
    team = Team.objects.filter(key=key).first()
    if team is None:
        raise NotFound(f"There is no team '{key}'", where="team", do="Create the team first")
    return team


@dataclass(frozen=True)
class ChangeFilter:
    """Which entries of the change log: all that agree with everything that is given."""

    object_kind: str = ""
    object_id: str = ""
    user: str = ""
    command: str = ""
    search: str = ""
    since: datetime | None = None
    until: datetime | None = None


def list_changes(given: ChangeFilter) -> QuerySet[Change]:
    """
    Entries of the change log, the newest first. ``search`` is part of the object's id or of the reason.

    What stood in an object before and after is not searched: it may be withheld from who asks.
    """
    names = ("object_kind", "object_id", "user", "command")
    found = Change.objects.filter(**{name: getattr(given, name) for name in names if getattr(given, name)})
    if given.search:
        found = found.filter(Q(object_id__icontains=given.search) | Q(reason__icontains=given.search))
    return within(found, given.since, given.until).order_by("-sequence")


def within(found: QuerySet[M], since: datetime | None, until: datetime | None) -> QuerySet[M]:
    """The rows whose ``at`` is in [since, until)."""
    if since:
        found = found.filter(at__gte=since)
    return found.filter(at__lt=until) if until else found


def _users() -> QuerySet[User]:
    return User.objects.select_related("team").prefetch_related("role_grants")
