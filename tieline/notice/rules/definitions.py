"""The shape of a rule in a pack."""

from enum import StrEnum
from typing import Literal

from pydantic import Field

from tieline.foundation.access.roles import Purpose
from tieline.foundation.errors import Invalid
from tieline.foundation.expressions.checker import Names
from tieline.foundation.expressions.errors import nearest
from tieline.foundation.packs.kinds import Declared, Definitions, Kind, Part, PlainKey, Text
from tieline.know.tags.conditions import check_condition, condition, scope_of_pack
from tieline.know.tags.purposes import Limits, demand_purpose


class Severity(StrEnum):
    """How grave an alert of a rule is, gravest first."""

    CRITICAL = "critical"
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class Kept(Part):
    """What an alert keeps as evidence: facts by name, and at most ``rows`` rows of each list its condition reads."""

    facts: tuple[str, ...] = ()
    rows: int = Field(default=10, ge=0, le=100)


class RuleDefinition(Declared):
    """
    A rule: raises an alert for each customer for whom ``when`` begins to hold (FEEL over facts, tags, scores).

    It is asked of customers with an active line, unless ``of`` says everyone: who has left needs no warning. It is used
    for one purpose: what was collected for others only is refused in ``when`` and among the facts that are kept.
    """

    key: PlainKey
    says: Text
    when: str
    severity: Severity
    of: Literal["active", "everyone"] = "active"
    evidence: Kept = Kept()
    used_for: Purpose = "service"

    @property
    def asked(self) -> str:
        """The condition as it is asked of all customers, with whom it is about."""
        return self.when if self.of == "everyone" else f"is_active and ({self.when})"


def check_rules(rules: list[RuleDefinition], definitions: Definitions) -> None:
    """Nothing for rules that can be asked of all customers and keep facts that there are; Invalid at the wrong word."""
    scope, limits = scope_of_pack(definitions, with_tags=True), Limits(definitions)
    for rule in rules:
        place = definitions.where(rule, "when")
        check_condition(rule.when, scope, place)
        kept = Names(frozenset(rule.evidence.facts), frozenset(), frozenset())
        demand_purpose(limits, [condition(rule.asked, scope).names], rule.used_for, place)
        demand_purpose(limits, [kept], rule.used_for, definitions.where(rule, "evidence", "facts"))
        for number, name in enumerate(rule.evidence.facts):
            if name not in scope.fields:
                raise Invalid(
                    f"There is no fact '{name}' to keep",
                    where=definitions.where(rule, "evidence", "facts", number),
                    do=nearest(name, scope.fields),
                )


KIND = Kind("rule", "rules", RuleDefinition, check_rules)
