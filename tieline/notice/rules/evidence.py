"""What was so when an alert was raised: kept with the alert, because facts change afterwards."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from tieline.foundation.days import end_of_day
from tieline.foundation.expressions.checker import Names, Typed
from tieline.foundation.expressions.scope import Scope
from tieline.foundation.warehouse.connection import Warehouse
from tieline.know.tags.conditions import condition, published_scope, sentences
from tieline.know.tags.contexts import contexts_of
from tieline.know.tags.reasons import told_parts
from tieline.know.tags.shown import with_unit
from tieline.notice.rules.definitions import RuleDefinition


def evidence_for(
    warehouse: Warehouse, rule: RuleDefinition, customers: Sequence[str], as_of: date
) -> dict[str, dict[str, Any]]:
    """
    For each of these customers what the rule found: ``sentence``, ``figures``, ``joined`` and ``parts``.

    It is JSON in the shape of the API, in both languages.
    """
    scope = published_scope(with_tags=True)
    when = condition(rule.when, scope)
    names = Names(when.names.fields | set(rule.evidence.facts), when.names.lists, when.names.columns)
    contexts = contexts_of(warehouse, customers, names)
    said = sentences(when)
    return {
        customer: {"sentence": said, **evidence(when, rule, scope, contexts[customer], as_of)} for customer in customers
    }


def evidence(
    when: Typed, rule: RuleDefinition, scope: Scope, context: Mapping[str, Any], as_of: date
) -> dict[str, Any]:
    """The figures and parts for one customer's facts."""
    figures = [_figure(name, scope, context.get(name)) for name in rule.evidence.facts]
    return {"figures": figures, **told_parts(when, context, end_of_day(as_of), rule.evidence.rows)}


def _figure(name: str, scope: Scope, value: Any) -> dict[str, Any]:
    field = scope.fields[name]
    words = {"zh": field.label("zh", name), "en": field.label("en", name)}
    return {"field": name, "name": words, "shown": with_unit(value, dict(field.unit))}
