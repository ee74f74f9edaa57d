"""The shape of a group rule in a pack: it watches areas, plans or shops instead of single customers."""

from typing import Literal

from pydantic import Field

from tieline.foundation.access.roles import Purpose
from tieline.foundation.errors import Invalid
from tieline.foundation.expressions.checker import Typed
from tieline.foundation.expressions.errors import nearest
from tieline.foundation.packs.kinds import Declared, Definitions, Kind, PlainKey, Text
from tieline.know.ingest.definitions import KIND as SOURCES
from tieline.know.profile import facts
from tieline.know.tags.conditions import check_condition, condition
from tieline.know.tags.purposes import Limits, demand_purpose
from tieline.notice.rules.definitions import KIND as RULES
from tieline.notice.rules.definitions import Severity

Over = Literal["area", "plan", "shop"]


class GroupRuleDefinition(Declared):
    """
    A group rule: raises one incident for a group in which ``when`` holds for far more customers than is usual.

    Groups are areas (city and district), plans or shops (who sold the line). Usual is the mean of the same weekday in
    the ``weeks`` before. An incident begins where the customers are at least ``least``, more than ``more_than`` above
    what is usual and beyond what chance brings; it lasts while they are more than half as much above it. Meanwhile the
    rules of ``instead_of`` raise no alert for the customers inside: the incident is their alert.
    """

    key: PlainKey
    says: Text
    when: str
    over: Over
    severity: Severity
    more_than: float = Field(default=0.3, gt=0, le=10, description="Share above what is usual.")
    weeks: int = Field(default=4, ge=2, le=12)
    least: int = Field(default=5, ge=2, description="Customers for whom it holds.")
    instead_of: tuple[PlainKey, ...] = ()
    used_for: Purpose = "service"


def typed(rule: GroupRuleDefinition) -> Typed:
    """Its condition over the published facts, checked."""
    return condition(rule.when, facts.scope())


def check_group_rules(rules: list[GroupRuleDefinition], definitions: Definitions) -> None:
    """Nothing for group rules that can be asked of days that are past; Invalid at the wrong word."""
    scope, limits, known = facts.scope(definitions.of(SOURCES)), Limits(definitions), definitions.keys(RULES.name)
    for rule in rules:
        place = definitions.where(rule, "when")
        check_condition(rule.when, scope, place)
        asked = condition(rule.when, scope)
        demand_purpose(limits, [asked.names], rule.used_for, place)
        _check_past(asked, place)
        for number, name in enumerate(rule.instead_of):
            if name not in known:
                where = definitions.where(rule, "instead_of", number)
                raise Invalid(f"There is no rule '{name}' to stand in for", where=where, do=nearest(name, known))


def _check_past(asked: Typed, place: str) -> None:
    """Nothing for a condition that can be held against the same weekday before: over lists, within a window."""
    for name in sorted(asked.names.fields):
        raise Invalid(
            f"A group rule cannot ask of '{name}', which is not known of past days",
            where=place,
            do="Count facts such as contacts instead",
        )
    for name, window in sorted(asked.windows.items()):
        if window is None:
            raise Invalid(
                f"A group rule compares equal times, but '{name}' is asked without a window",
                where=place,
                do='Add a time, as in: at > now() - duration("P1D")',
            )


KIND = Kind("group_rule", "group_rules", GroupRuleDefinition, check_group_rules)
