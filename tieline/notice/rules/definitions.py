"""The shape of a rule in a pack."""

from collections.abc import Iterator
from datetime import timedelta
from enum import StrEnum
from typing import Literal

from pydantic import Field

from tieline.foundation.access.roles import KIND as ROLES
from tieline.foundation.access.roles import Purpose
from tieline.foundation.errors import Invalid
from tieline.foundation.expressions.checker import Names, Typed, check
from tieline.foundation.expressions.compiler import check_compilable
from tieline.foundation.expressions.errors import nearest, pointing_at
from tieline.foundation.expressions.parser import parse
from tieline.foundation.expressions.scope import Scope
from tieline.foundation.expressions.types import NUMBER
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


class Notified(Part):
    """Who should know of an alert: the manager of its customer, holders of roles, members of teams."""

    manager: bool = True
    roles: tuple[str, ...] = ()
    teams: tuple[str, ...] = ()


class RuleDefinition(Declared):
    """
    A rule: raises an alert for each customer for whom ``when`` begins to hold (FEEL over facts, tags, scores).

    An episode that began lasts until ``clear_when`` holds, or without it until ``when`` no longer does; for
    ``cool_down`` after that no new alert is raised for the customer. It leaves ``hold_out`` of the customers alone, to
    measure against. It is asked of customers with an active line, unless ``of`` says everyone: who has left needs no
    warning. It is used for one purpose: what was collected for others only is refused wherever it names facts.
    """

    key: PlainKey
    says: Text
    when: str
    clear_when: str | None = None
    cool_down: timedelta = Field(default=timedelta(0), ge=timedelta(0), le=timedelta(days=366))
    severity: Severity
    of: Literal["active", "everyone"] = "active"
    notify: Notified = Notified()
    hold_out: float = Field(default=0.05, ge=0, le=0.5, description="Share of customers whom the rule leaves alone.")
    value_at_risk: str = Field(default="monthly_fee * 12", description="Number a year that is lost with the customer.")
    handling_minutes: int = Field(default=15, ge=0, le=480, description="Work that an alert takes, on average.")
    evidence: Kept = Kept()
    used_for: Purpose = "service"

    @property
    def asked(self) -> str:
        """The condition as it is asked of all customers, with whom it is about."""
        return self.when if self.of == "everyone" else f"is_active and ({self.when})"

    @property
    def cleared(self) -> str | None:
        """What ends an episode that began, as it is asked of all customers; None where only ``asked`` does."""
        if self.clear_when is None or self.of == "everyone":
            return self.clear_when
        return f"not(is_active) or ({self.clear_when})"


def value_expression(rule: RuleDefinition, scope: Scope) -> Typed:
    """The value at risk, checked: an expression that is a number; Invalid at the wrong word."""
    return check(parse(rule.value_at_risk), scope, NUMBER)


def check_rules(rules: list[RuleDefinition], definitions: Definitions) -> None:
    """Nothing for rules that can be asked of all customers and keep facts that there are; Invalid at the wrong word."""
    scope, limits = scope_of_pack(definitions, with_tags=True), Limits(definitions)
    roles = definitions.keys(ROLES.name)
    for rule in rules:
        for place, names in _names_by_place(rule, scope, definitions):
            demand_purpose(limits, [names], rule.used_for, place)
        for number, name in enumerate(rule.evidence.facts):
            if name not in scope.fields:
                where = definitions.where(rule, "evidence", "facts", number)
                raise Invalid(f"There is no fact '{name}' to keep", where=where, do=nearest(name, scope.fields))
        for number, name in enumerate(rule.notify.roles):
            if name not in roles:
                where = definitions.where(rule, "notify", "roles", number)
                raise Invalid(f"There is no role '{name}' to tell of alerts", where=where, do=nearest(name, roles))


def _names_by_place(rule: RuleDefinition, scope: Scope, definitions: Definitions) -> Iterator[tuple[str, Names]]:
    """Each place of a rule that names facts, with what it names."""
    for part, text in (("when", rule.when), ("clear_when", rule.clear_when)):
        if text is not None:
            place = definitions.where(rule, part)
            check_condition(text, scope, place)
            yield place, condition(rule.asked if part == "when" else text, scope).names
    place = definitions.where(rule, "value_at_risk")
    with pointing_at(place):
        value = value_expression(rule, scope)
        check_compilable(value)
    yield place, value.names
    facts = frozenset(rule.evidence.facts)
    yield definitions.where(rule, "evidence", "facts"), Names(facts, frozenset(), frozenset())


KIND = Kind("rule", "rules", RuleDefinition, check_rules)
