"""Whether a reader may know what is at risk with the customers of alerts: a figure tells what it is computed from."""

from collections.abc import Iterable

from tieline.foundation.access.sight import Sight
from tieline.foundation.errors import Refused
from tieline.foundation.packs.models import Definition
from tieline.know.profile.withheld import expression_is_seen
from tieline.know.tags.conditions import published_scope
from tieline.notice.rules.definitions import RuleDefinition

USUAL = str(RuleDefinition.model_fields["value_at_risk"].default)


def values_seen(sight: Sight, definitions: Iterable[Definition]) -> set[int]:
    """The ids of those of these versions of rules whose value at risk the reader may know."""
    texts = {each.pk: str(each.body.get("value_at_risk", USUAL)) for each in definitions}
    if sight.sees_all or not texts:
        return set(texts)
    scope = published_scope(with_tags=True)
    seen = {text for text in set(texts.values()) if expression_is_seen(text, scope, sight)}
    return {pk for pk, text in texts.items() if text in seen}


def demand_values(sight: Sight, rules: Iterable[RuleDefinition]) -> None:
    """Nothing for a reader who may know what is at risk by every rule; Refused otherwise, as an order tells figures."""
    if sight.sees_all:
        return
    scope = published_scope(with_tags=True)
    if not all(expression_is_seen(text, scope, sight) for text in {rule.value_at_risk for rule in rules}):
        raise Refused(
            "Your roles do not see what the value at risk is computed from", do="Order the alerts by severity"
        )
