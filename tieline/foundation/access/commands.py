"""Creating and changing users and teams. Each command leaves an entry in the change log."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email, validate_slug
from django.db import IntegrityError, transaction

from tieline.foundation.access.changes import record_change
from tieline.foundation.access.models import RoleGrant, Team, User, validate_login
from tieline.foundation.access.queries import get_team, get_user, holders_of
from tieline.foundation.access.roles import all_roles
from tieline.foundation.access.session_models import UserSession
from tieline.foundation.errors import Invalid, Refused

LANGUAGES = ("zh-CN", "en")


def create_team(key: str, *, zh: str, en: str, by: str = "") -> Team:
    """The team with this key and these names; the second time its names are brought up to date."""
    _check(validate_slug, key, "key")
    with transaction.atomic():
        team, created = Team.objects.get_or_create(key=key, defaults={"name_zh": zh, "name_en": en})
        before = {"name_zh": team.name_zh, "name_en": team.name_en}
        after = {"name_zh": zh, "name_en": en}
        if not created and before == after:
            return team
        team.name_zh, team.name_en = zh, en
        team.save(update_fields=["name_zh", "name_en"])
        record_change("create_team", "team", key, by=by, before=None if created else before, after=after)
    return team


def create_user(
    login: str,
    *,
    name: str,
    roles: Sequence[str],
    password: str | None,
    team: str | None = None,
    email: str = "",
    language: str = "zh-CN",
    by: str = "",
) -> User:
    """
    A new active user; Refused when the login is taken, Invalid for a weak password or an unknown role.

    Without a password the user comes in by single sign-on or a passkey only.
    """
    user = User(login=login, name=name.strip(), email=email, language=language)
    _check(validate_login, login, "login")
    _check_fields(user)
    _check_roles(roles)
    if password is None:
        user.set_unusable_password()
    else:
        _set_password(user, password)
    try:
        with transaction.atomic():
            user.team = get_team(team) if team else None
            user.save(force_insert=True)
            _grant(user, roles)
            record_change("create_user", "user", login, by=by, after=_fields(user))
    except IntegrityError as error:
        raise Refused(f"The login '{login}' is taken", where="login", do="Choose another one") from error
    return user


def change_user(user_id: int, *, by: str, reason: str = "", password: str | None = None, **fields: Any) -> User:
    """
    The user with the given fields changed: ``name``, ``email``, ``language``, ``team``, ``is_active``, ``roles``.

    A new password, locking and another set of roles end the sessions of the user at once. Refused when no active
    administrator would be left.
    """
    with transaction.atomic():
        list(User.objects.select_for_update().order_by("pk").values_list("pk"))
        user = get_user(user_id)
        before = _fields(user)
        roles = fields.pop("roles", None)
        if "team" in fields:
            key = fields.pop("team")
            user.team = get_team(key) if key else None
        for name, value in fields.items():
            setattr(user, name, value)
        _check_fields(user)
        if password is not None:
            _set_password(user, password)
        user.save()
        if roles is not None:
            _check_roles(roles)
            _grant(user, roles)
        _refuse_without_administrator()
        user = get_user(user_id)
        if password is not None or not user.is_active or user.roles != before["roles"]:
            UserSession.objects.filter(user=user).delete()
        _record_difference("change_user", user, before, by=by, reason=reason, password_changed=password is not None)
    return user


def choose_language(user: User, language: str) -> User:
    """The user with another language of the screens: a choice of one's own, not an entry in the change log."""
    user.language = language
    _check_fields(user)
    user.save(update_fields=["language"])
    return user


def change_own_password(user: User, *, current: str, new: str) -> User:
    """The user with a new password; Refused unless ``current`` is the present one. All sessions of the user end."""
    if not user.check_password(current):
        raise Refused("The current password is wrong", where="current", do="Give the password you log in with")
    _set_password(user, new)
    with transaction.atomic():
        user.save(update_fields=["password"])
        record_change("change_own_password", "user", user.login, by=user.login)
    return user


def _fields(user: User) -> dict[str, Any]:
    """What the change log keeps of a user; never the password."""
    return {
        "name": user.name,
        "email": user.email,
        "language": user.language,
        "team": user.team_id,
        "is_active": user.is_active,
        "roles": sorted(RoleGrant.objects.filter(user=user, until=None).values_list("role", flat=True)),
    }


def _record_difference(
    command: str, user: User, before: dict[str, Any], *, by: str, reason: str, password_changed: bool
) -> None:
    now = _fields(user)
    changed = {name for name in now if now[name] != before[name]}
    if not changed and not password_changed:
        return
    was, after = ({name: fields[name] for name in sorted(changed)} for fields in (before, now))
    if password_changed:
        after["password"] = "changed"  # noqa: S105 - the word, not a password
    record_change(command, "user", user.login, by=by, before=was, after=after, reason=reason)


def _grant(user: User, roles: Iterable[str]) -> None:
    """Make these the roles of the user; one that was held in an emergency is held for good from now on."""
    wanted = set(roles)
    RoleGrant.objects.filter(user=user, until=None).exclude(role__in=wanted).delete()
    RoleGrant.objects.filter(user=user, role__in=wanted).update(until=None)
    RoleGrant.objects.bulk_create([RoleGrant(user=user, role=role) for role in sorted(wanted)], ignore_conflicts=True)


def _check_roles(roles: Iterable[str]) -> None:
    known = sorted(all_roles())
    for role in roles:
        if role not in known:
            raise Invalid(f"There is no role '{role}'", where="roles", do=f"Roles are {', '.join(known)}")


def _check_fields(user: User) -> None:
    if not user.name.strip():
        raise Invalid("A user needs a name", where="name", do="Give the name that colleagues know")
    if user.email:
        _check(validate_email, user.email, "email")
    if user.language not in LANGUAGES:
        raise Invalid(f"There is no language '{user.language}'", where="language", do="Use zh-CN or en")


def _check(validate: Any, value: str, where: str) -> None:
    try:
        validate(value)
    except ValidationError as error:
        raise Invalid(f"'{value}' is not a valid {where}: {error.messages[0]}", where=where) from error


def _set_password(user: User, password: str) -> None:
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise Invalid("; ".join(error.messages), where="password", do="Choose a longer, less common one") from error
    user.set_password(password)


def _refuse_without_administrator() -> None:
    if not holders_of("users.manage").exists():
        raise Refused(
            "Nobody would be left who may manage users", where="roles", do="Make another active user admin first"
        )
