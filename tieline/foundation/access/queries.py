"""Users, teams and changes, as lists and one by one."""

from django.db.models import Q, QuerySet

from tieline.foundation.access.models import Change, Team, User
from tieline.foundation.access.roles import roles_with
from tieline.foundation.errors import NotFound


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
    found = Q(login__icontains=search) | Q(name__icontains=search) | Q(email__icontains=search)
    return _users().filter(found if search else Q()).order_by("login")


def list_colleagues() -> QuerySet[User]:
    """Active users who may work on tasks, by name."""
    return (
        _users()
        .filter(is_active=True, role_grants__role__in=roles_with("tasks.work"))
        .distinct()
        .order_by("name", "login")
    )


def list_teams() -> QuerySet[Team]:
    """All teams, by key."""
    return Team.objects.order_by("key")


def get_team(key: str) -> Team:
    """The team with this key, or NotFound."""
    team = Team.objects.filter(key=key).first()
    if team is None:
        raise NotFound(f"There is no team '{key}'", where="team", do="Create the team first")
    return team


def list_changes(object_kind: str = "", object_id: str = "", user: str = "") -> QuerySet[Change]:
    """Entries of the change log, the newest first, of one kind, object or user where given."""
    given = {"object_kind": object_kind, "object_id": object_id, "user": user}
    return Change.objects.filter(**{name: value for name, value in given.items() if value}).order_by("-sequence")


def _users() -> QuerySet[User]:
    return User.objects.select_related("team").prefetch_related("role_grants")
