"""The organisation: teams under shops, cities and provinces, and the areas whose customers they serve."""

from collections import defaultdict
from typing import Literal

from tieline.foundation.access.models import Team

UnitKind = Literal["group", "province", "city", "shop", "partner", "team"]
UNIT_KINDS: tuple[UnitKind, ...] = ("group", "province", "city", "shop", "partner", "team")

PARTNER: UnitKind = "partner"


def areas_of(team: Team | None) -> tuple[str, ...]:
    """
    The areas of a team and of all below it, in order; where none of them names one, those of the nearest above.

    Nobody's areas are none. An area is a city or district as the profile writes it.
    """
    if team is None:
        return ()
    teams = {each.key: each for each in Team.objects.all()}
    below = _with_all_below(team.key, teams)
    found = {area for key in below for area in teams[key].areas}
    for above in () if found else line_of(team.key, teams)[1:]:
        found = set(teams[above].areas)
        if found:
            break
    return tuple(sorted(found))


def partners_of(team: Team | None) -> tuple[str, ...]:
    """The partner to whom a team belongs, itself or the nearest above, and those below that one; of others none."""
    if team is None:
        return ()
    teams = {each.key: each for each in Team.objects.all()}
    own = next((key for key in line_of(team.key, teams) if teams[key].kind == PARTNER), None)
    if own is None:
        return ()
    return tuple(sorted(key for key in _with_all_below(own, teams) if teams[key].kind == PARTNER))


def line_of(key: str, teams: dict[str, Team]) -> list[str]:
    """The team and those above it, the nearest first; a circle ends where it began."""
    line: list[str] = []
    at: str | None = key
    while at is not None and at in teams and at not in line:
        line.append(at)
        at = teams[at].parent_id
    return line


def _with_all_below(key: str, teams: dict[str, Team]) -> set[str]:
    children: dict[str, list[str]] = defaultdict(list)
    for each in teams.values():
        if each.parent_id:
            children[each.parent_id].append(each.key)
    found, open_ones = {key}, [key]
    while open_ones:
        new = [child for child in children[open_ones.pop()] if child not in found]
        found.update(new)
        open_ones += new
    return found
