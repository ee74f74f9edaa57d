"""Making, changing and removing the units of the organisation. Each command leaves an entry in the change log."""

import re
from collections.abc import Sequence
from typing import Any, get_args

from django.db import transaction
from django.db.models import ProtectedError

from tieline.foundation.access.changes import record_change
from tieline.foundation.access.models import Team
from tieline.foundation.access.organisation import UnitKind, line_of
from tieline.foundation.access.queries import get_team
from tieline.foundation.errors import Invalid, Refused

AREAS_AT_MOST = 500
LENGTH_AT_MOST = 80


def add_team(
    key: str, *, zh: str, en: str, by: str, kind: str = "team", parent: str | None = None, areas: Sequence[str] = ()
) -> Team:
    """A new unit; Refused where the key is taken, Invalid for what does not fit."""
    if not re.fullmatch(r"[A-Za-z0-9_-]{1,40}", key):
        raise Invalid(f"'{key}' is not a valid key of a unit", where="key", do="Use up to 40 letters, digits, - and _")
    with transaction.atomic():
        if Team.objects.filter(key=key).exists():
            raise Refused(f"There is a unit '{key}' already", where="key", do="Choose another key")
        team = _filled(Team(key=key), name_zh=zh, name_en=en, kind=kind, parent=parent, areas=areas)
        team.save(force_insert=True)
        record_change("add_team", "team", key, by=by, after=_fields(team))
    return team


def change_team(key: str, *, by: str, reason: str = "", **fields: Any) -> Team:
    """
    The unit with the given fields changed: ``name_zh``, ``name_en``, ``kind``, ``parent``, ``areas``.

    Refused where it would lie under itself. Nothing is recorded where nothing changes.
    """
    with transaction.atomic():
        team = get_team(key)
        before = _fields(team)
        _filled(team, **{**before, **fields})
        after = _fields(team)
        changed = [name for name in after if after[name] != before[name]]
        if changed:
            team.save()
            was, now = ({name: side[name] for name in changed} for side in (before, after))
            record_change("change_team", "team", key, by=by, before=was, after=now, reason=reason)
    return team


def remove_team(key: str, *, by: str, reason: str = "") -> None:
    """A unit that nothing lies under and nobody names is gone; Refused otherwise."""
    with transaction.atomic():
        team = get_team(key)
        if Team.objects.filter(parent=team).exists():
            raise Refused(
                f"Other units lie under '{key}'", where="team", do="Move them under another unit, or remove them first"
            )
        before = _fields(team)
        try:
            team.delete()
        except ProtectedError as error:
            raise Refused(
                f"Users or tasks name the unit '{key}'", where="team", do="Rename it, or move its users to another unit"
            ) from error
        record_change("remove_team", "team", key, by=by, before=before, reason=reason)


def _fields(team: Team) -> dict[str, Any]:
    return {
        "name_zh": team.name_zh,
        "name_en": team.name_en,
        "kind": team.kind,
        "parent": team.parent_id,
        "areas": list(team.areas),
    }


def _filled(team: Team, *, name_zh: str, name_en: str, kind: str, parent: str | None, areas: Sequence[str]) -> Team:
    """The unit with these fields, checked."""
    team.name_zh, team.name_en = _named(name_zh, "name_zh"), _named(name_en, "name_en")
    kinds = get_args(UnitKind)
    if kind not in kinds:
        raise Invalid(f"There is no kind of unit '{kind}'", where="kind", do=f"Kinds are {', '.join(kinds)}")
    team.kind = kind
    team.parent = get_team(parent) if parent else None
    _refuse_circle(team)
    team.areas = _cleaned(areas)
    return team


def _named(name: str, where: str) -> str:
    if not 0 < len(name.strip()) <= LENGTH_AT_MOST:
        raise Invalid(
            "A unit needs a name in Chinese and in English", where=where, do="Give one of up to 80 characters"
        )
    return name.strip()


def _refuse_circle(team: Team) -> None:
    if team.parent_id and team.key in line_of(team.parent_id, {each.key: each for each in Team.objects.all()}):
        raise Refused(
            f"'{team.key}' cannot lie under '{team.parent_id}', which is itself or lies under it",
            where="parent",
            do="Choose a unit that does not lie under this one",
        )


def _cleaned(areas: Sequence[str]) -> list[str]:
    cleaned = list(dict.fromkeys(area.strip() for area in areas if area.strip()))
    if len(cleaned) > AREAS_AT_MOST or any(len(area) > LENGTH_AT_MOST for area in cleaned):
        raise Invalid(
            "A unit serves at most 500 areas, of up to 80 characters each", where="areas", do="Name cities or districts"
        )
    return cleaned
