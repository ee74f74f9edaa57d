"""What was so when an alert was raised: kept with the alert, because facts change afterwards."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from tieline.foundation.access.sight import Sight
from tieline.foundation.days import end_of_day
from tieline.foundation.errors import Invalid
from tieline.foundation.expressions.checker import Names, Typed
from tieline.foundation.expressions.interpreter import evaluate
from tieline.foundation.expressions.scope import Scope
from tieline.foundation.warehouse.connection import Warehouse
from tieline.know.profile.withheld import field_is_seen, withhold
from tieline.know.tags.conditions import condition, published_scope, sentences
from tieline.know.tags.contexts import contexts_of
from tieline.know.tags.reasons import told_parts
from tieline.know.tags.shown import with_unit
from tieline.notice.rules.definitions import RuleDefinition, value_expression


@dataclass(frozen=True)
class Found:
    """What an alert keeps: what was so, and how much a year is lost with the customer (None where it is not known)."""

    evidence: dict[str, Any]
    value_at_risk: float | None


def evidence_for(warehouse: Warehouse, rule: RuleDefinition, customers: Sequence[str], as_of: date) -> dict[str, Found]:
    """
    For each of these customers what the rule found, and what is at risk with them.

    The evidence is ``sentence``, ``figures``, ``joined`` and ``parts``, JSON in the shape of the API in both languages.
    """
    scope = published_scope(with_tags=True)
    when, value = condition(rule.when, scope), value_expression(rule, scope)
    fields = when.names.fields | value.names.fields | set(rule.evidence.facts)
    names = Names(fields, when.names.lists | value.names.lists, when.names.columns | value.names.columns)
    contexts = contexts_of(warehouse, customers, names)
    said = sentences(when)
    return {
        customer: Found(
            {"sentence": said, **evidence(when, rule, scope, context, as_of)},
            _number(evaluate(value, context, end_of_day(as_of))),
        )
        for customer, context in contexts.items()
    }


def _number(value: Any) -> float | None:
    return None if value is None else float(value)


def evidence(
    when: Typed, rule: RuleDefinition, scope: Scope, context: Mapping[str, Any], as_of: date
) -> dict[str, Any]:
    """The figures and parts for one customer's facts."""
    figures = [_figure(name, scope, context.get(name)) for name in rule.evidence.facts]
    return {"figures": figures, **told_parts(when, context, end_of_day(as_of), rule.evidence.rows)}


def seen_evidence(kept: Mapping[str, Any], when: str, sight: Sight) -> dict[str, Any]:
    """
    Kept evidence as a reader may know it: without figures that are held back, and parts as ``withhold`` leaves them.

    Of a condition that no longer fits what is published nobody can tell what it asked, so only those who see
    everything still see its parts.
    """
    if sight.sees_all:
        return dict(kept)
    try:
        asked: Typed | None = condition(when, published_scope(with_tags=True))
    except Invalid:
        asked = None
    figures = [figure for figure in kept["figures"] if field_is_seen(figure["field"], sight)]
    return {**kept, "figures": figures, "parts": withhold(kept["parts"], asked, sight)}


def _figure(name: str, scope: Scope, value: Any) -> dict[str, Any]:
    field = scope.fields[name]
    words = {"zh": field.label("zh", name), "en": field.label("en", name)}
    return {"field": name, "name": words, "shown": with_unit(value, dict(field.unit))}
