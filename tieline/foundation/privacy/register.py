"""
The register of processing activities (GDPR, article 30; PIPL, articles 55 and 56), generated from definitions.

Nothing is typed twice: capabilities say what is done from their definitions (``declare_activities``); who sees it
follows from the roles, how long it is kept from the retention rules, and on what legal basis from what the operator
declares. What nobody said is there as missing.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Literal

from tieline.foundation.access.categories import CATEGORIES
from tieline.foundation.access.roles import LEVELS, PURPOSES, Level, Purpose, RoleDefinition, all_roles
from tieline.foundation.packs.kinds import Text
from tieline.foundation.packs.queries import published
from tieline.foundation.privacy.register_definitions import CONTROLLERS, PROCESSING, Controller, Processing
from tieline.foundation.privacy.retention_definitions import KIND as RETENTION
from tieline.foundation.privacy.retention_definitions import RetentionRule
from tieline.foundation.privacy.retention_keeping import keepables

ActivityKind = Literal["source", "model", "tag", "segment", "rule", "task", "export", "operation"]
Subjects = Literal["customers", "staff"]


@dataclass(frozen=True)
class Activity:
    """
    One thing that is done with personal data. ``key`` is ``<kind>:<key of its definition>``.

    Without ``purposes`` it serves all of them. ``keeps`` are the kinds of data of retention rules, ``kept`` says it
    where none can: ``receives`` names who gets it beside the roles that see it. ``origin`` says where data comes from.
    """

    key: str
    kind: ActivityKind
    name: Text
    says: Text
    origin: Text
    categories: frozenset[str]
    purposes: tuple[Purpose, ...] = ()
    subjects: Subjects = "customers"
    keeps: tuple[str, ...] = ()
    kept: Text | None = None
    receives: tuple[Text, ...] = ()
    permission: str = "customers.read"

    @property
    def served(self) -> tuple[Purpose, ...]:
        """The purposes that it serves."""
        return self.purposes or PURPOSES

    @property
    def ordered_categories(self) -> list[str]:
        """Its categories of data, in the order of the law's list."""
        return [each for each in CATEGORIES if each in self.categories]


@dataclass(frozen=True)
class Recipient:
    """A role that sees something of an activity: for which purposes, and at the most which categories how."""

    role: RoleDefinition
    purposes: tuple[Purpose, ...]
    levels: dict[str, Level]


@dataclass(frozen=True)
class Entry:
    """
    An activity in the register. ``bases`` holds what is declared for each purpose that it serves, or None.

    ``endless`` are the kinds of data it rests on that no retention rule names.
    """

    activity: Activity
    bases: dict[Purpose, Processing | None]
    recipients: tuple[Recipient, ...]
    rules: tuple[RetentionRule, ...]
    endless: tuple[Text, ...] = field(default=())

    @property
    def missing(self) -> list[Purpose]:
        """The purposes for which nobody said the legal basis."""
        return [purpose for purpose, said in self.bases.items() if said is None]


Tell = Callable[[], Iterable[Activity]]
_declared: list[Tell] = []


def declare_activities(tells: Sequence[Tell]) -> None:
    """Say once who tells what is done; the second time replaces the first."""
    _declared[:] = tells


def list_entries() -> list[Entry]:
    """Every activity with its basis, recipients and retention, in the order in which the capabilities tell them."""
    said = published(PROCESSING.name, Processing)
    rules = {rule.keeps: rule for rule in published(RETENTION.name, RetentionRule)}
    roles = list(all_roles().values())
    return [entry_of(activity, said, rules, roles) for tell in _declared for activity in tell()]


def find_controller() -> Controller | None:
    """Who is responsible, or None where nobody said it."""
    return next(iter(published(CONTROLLERS.name, Controller)), None)


def entry_of(
    activity: Activity, said: Iterable[Processing], rules: dict[str, RetentionRule], roles: Iterable[RoleDefinition]
) -> Entry:
    """The entry of one activity."""
    declared = list(said)
    bases = {
        purpose: next((each for each in declared if each.covers(activity.key, purpose)), None)
        for purpose in activity.served
    }
    recipients = [each for role in roles if (each := _recipient(activity, role)) is not None]
    known = keepables()
    return Entry(
        activity,
        bases,
        tuple(recipients),
        tuple(rules[key] for key in activity.keeps if key in rules),
        tuple(known[key].name for key in activity.keeps if key not in rules and key in known),
    )


def _recipient(activity: Activity, role: RoleDefinition) -> Recipient | None:
    """What holders of a role see of an activity; None where that is nothing."""
    if activity.permission not in role.permissions:
        return None
    sees = [each for each in role.sees if each.purpose in activity.served]
    levels: dict[str, Level] = {}
    for category in activity.ordered_categories:
        given: list[Level] = ["hidden", *(each.level(category, category) for each in sees)]
        best = max(given, key=LEVELS.index)
        if best != "hidden":
            levels[category] = best
    return Recipient(role, tuple(each.purpose for each in sees), levels) if levels else None
