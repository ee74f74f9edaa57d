"""
Provisioning by a directory (SCIM 2.0, RFC 7643 and 7644): its users and groups, and what they make of our users.

A directory sees and changes only users that it made. Its groups mean roles and teams as declared. Users it removes are
locked, and locking ends all sessions at once.
"""

import re
from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from scim2_models import (
    Email,
    Group,
    GroupMember,
    GroupMembership,
    InvalidValueException,
    MutabilityException,
    Name,
    UniquenessException,
    User,
)

from tieline.foundation.access import commands
from tieline.foundation.access.changes import record_change
from tieline.foundation.access.models import User as OurUser
from tieline.foundation.access.providers import scim_mapping
from tieline.foundation.access.scim_models import ScimGroup, ScimUser
from tieline.foundation.errors import NotFound

MOST_LETTERS = 60
_BY_NAME = re.compile(r'userName eq "([^"\\]+)"', re.IGNORECASE)


def list_users(wanted: str = "") -> "list[User[Any]]":
    """The users of the directory, by id; only the one named where the filter asks for one name."""
    found = ScimUser.objects.filter(removed_at=None).select_related("user").prefetch_related("groups").order_by("pk")
    named = _BY_NAME.fullmatch(wanted.strip())
    return [user_shown(each) for each in (found.filter(user__login=named[1]) if named else found)]


def list_groups() -> list[Group]:
    """The groups of the directory, by name."""
    return [group_shown(each) for each in ScimGroup.objects.prefetch_related("members__user").order_by("name")]


def get_user(user_id: str) -> ScimUser:
    """The directory's user with this id, or NotFound."""
    found = ScimUser.objects.select_related("user").prefetch_related("groups")
    row = found.filter(pk=int(user_id), removed_at=None).first() if re.fullmatch(r"\d{1,18}", user_id) else None
    if row is None:
        raise NotFound(f"The directory has no user {user_id[:40]}")
    return row


def get_group(group_id: str) -> ScimGroup:
    """The directory's group with this id, or NotFound."""
    try:
        row = ScimGroup.objects.prefetch_related("members__user").filter(pk=UUID(group_id)).first()
    except ValueError:
        row = None
    if row is None:
        raise NotFound(f"The directory has no group {group_id[:40]}")
    return row


def create_user(said: "User[Any]", *, by: str) -> ScimUser:
    """A new user without a password; UniquenessException (409) for a login that somebody has, whoever made it."""
    login = said.user_name or ""
    if len(login) > MOST_LETTERS:
        raise InvalidValueException(detail=f"A login has at most {MOST_LETTERS} characters")
    if OurUser.objects.filter(login=login).exists():
        raise UniquenessException(detail=f"The login '{login[:60]}' is taken")
    with transaction.atomic():
        user = commands.create_user(
            login, name=_name(said), email=_email(said), roles=list(scim_mapping().default_roles), password=None, by=by
        )
        row = ScimUser.objects.create(user=user, external_id=said.external_id or "")
        if said.active is False:
            commands.change_user(user.pk, by=by, is_active=False)
    return get_user(str(row.pk))


def change_user(row: ScimUser, said: "User[Any]", *, by: str) -> ScimUser:
    """The user as the directory says it is now; the login stays what it is."""
    if said.user_name and said.user_name != row.user.login:
        raise MutabilityException(detail="A login cannot be changed: remove the user and create another one")
    with transaction.atomic():
        commands.change_user(
            row.pk, by=by, reason="SCIM", name=_name(said), email=_email(said), is_active=said.active is not False
        )
        row.external_id = said.external_id or ""
        row.save(update_fields=["external_id"])
    return get_user(str(row.pk))


def remove_user(row: ScimUser, *, by: str, now: datetime) -> None:
    """Lock the user, end all sessions, and forget the groups; the user stays, as tasks and the change log name it."""
    with transaction.atomic():
        commands.change_user(row.pk, by=by, reason="SCIM: removed", is_active=False)
        row.groups.clear()
        ScimUser.objects.filter(pk=row.pk).update(removed_at=now)
        record_change("remove_user", "user", row.user.login, by=by, after={"removed": True})


def create_group(said: Group, *, by: str) -> ScimGroup:
    """A new group with its members, whose roles and team follow."""
    with transaction.atomic():
        return _save(ScimGroup(), said, "create_group", by=by)


def change_group(row: ScimGroup, said: Group, *, by: str) -> ScimGroup:
    """The group as the directory says it is now; roles and team follow of who came, stays and went."""
    with transaction.atomic():
        return _save(row, said, "change_group", by=by)


def remove_group(row: ScimGroup, *, by: str) -> None:
    """The group is gone, and what it gave its members."""
    with transaction.atomic():
        members = list(row.members.all())
        record_change("remove_group", "group", row.name, by=by, before=_kept(row))
        row.delete()
        _follow(members, by)


def user_shown(row: ScimUser) -> "User[Any]":
    """The user as SCIM says it."""
    user = row.user
    return User(
        id=str(row.pk),
        external_id=row.external_id or None,
        user_name=user.login,
        name=Name(formatted=user.name),
        display_name=user.name,
        emails=[Email(value=user.email, primary=True)] if user.email else None,
        active=user.is_active,
        groups=[GroupMembership(value=str(group.pk), display=group.name) for group in row.groups.all()] or None,
    )


def group_shown(row: ScimGroup) -> Group:
    """The group as SCIM says it."""
    members = [GroupMember(value=str(each.pk), display=each.user.name, type="User") for each in row.members.all()]
    return Group(id=str(row.pk), external_id=row.external_id or None, display_name=row.name, members=members or None)


def _save(row: ScimGroup, said: Group, command: str, *, by: str) -> ScimGroup:
    """Write the group, and let roles and team of everybody follow who was or is in it."""
    before = None if row._state.adding else _kept(row)
    were = [] if row._state.adding else list(row.members.all())
    row.name, row.external_id = said.display_name or "", said.external_id or ""
    ids = {member.value or "" for member in said.members or []}
    members = [get_user(each) for each in ids]
    if not row.name.strip():
        raise InvalidValueException(detail="A group needs a displayName")
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        raise UniquenessException(detail=f"There is a group '{row.name[:60]}' already") from error
    row.members.set(members)
    saved = get_group(str(row.pk))
    if before != _kept(saved):
        record_change(command, "group", row.name, by=by, before=before, after=_kept(saved))
    _follow({*were, *members}, by)
    return saved


def _follow(rows: Iterable[ScimUser], by: str) -> None:
    """Give users the roles and the team that their groups mean, where anything is declared."""
    mapping = scim_mapping()
    for row in sorted(rows, key=lambda each: each.pk):
        groups = set(row.groups.values_list("name", flat=True))
        roles = {role for group in groups for role in mapping.roles.get(group, ())} | set(mapping.default_roles)
        fields: dict[str, Any] = {"roles": sorted(roles)} if mapping.roles or mapping.default_roles else {}
        if mapping.teams:
            fields["team"] = next((team for group, team in mapping.teams.items() if group in groups), None)
        if fields:
            commands.change_user(row.pk, by=by, reason="SCIM: groups", **fields)


def _kept(row: ScimGroup) -> dict[str, object]:
    members = sorted(row.members.values_list("user__login", flat=True))
    return {"name": row.name, "external_id": row.external_id, "members": members}


def _name(said: "User[Any]") -> str:
    name = said.name
    parts = " ".join(filter(None, (name.given_name, name.family_name))) if name else ""
    return (said.display_name or (name.formatted if name else "") or parts or said.user_name or "")[:120]


def _email(said: "User[Any]") -> str:
    emails = sorted(said.emails or [], key=lambda email: not email.primary)
    return str(emails[0].value or "") if emails else ""
