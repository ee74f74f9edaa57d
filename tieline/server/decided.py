"""What was decided automatically about a customer so far, as sentences: scores with reasons, tags, open alerts."""

from typing import Any

from tieline.foundation.access.projection import Projection
from tieline.foundation.access.sight import EVERYTHING
from tieline.foundation.warehouse.connection import Readable, Warehouse
from tieline.foundation.warehouse.current import warehouse
from tieline.know.scores.queries import get_customer_scores
from tieline.know.tags.conditions import published_scope
from tieline.know.tags.queries import is_carried, list_tags, published_tag_table
from tieline.know.tags.shown import shown
from tieline.know.tags.tag import TagDefinition
from tieline.know.tags.values import typed
from tieline.notice.rules.models import Alert
from tieline.notice.rules.queries import list_rules

Line = dict[str, str]


def decided_about(customer_id: str) -> list[Line]:
    """A line for each score with its strongest reasons, each tag that stands on scores, and each open alert."""
    at = warehouse()
    return [*_scores(at, customer_id), *_tags(at, customer_id), *_alerts(customer_id)]


def _scores(at: Warehouse, customer_id: str) -> list[Line]:
    found = []
    for score in get_customer_scores(Projection(at, EVERYTHING), customer_id).items:
        why = [reason.name for reason in score.reasons]
        zh, en = "、".join(each.zh for each in why), ", ".join(each.en for each in why)
        share = f"{score.probability:.1%}"
        found.append(
            {
                "zh": f"评分“{score.name.zh}”：{share}" + (f"；主要原因：{zh}" if why else ""),
                "en": f"Score '{score.name.en}': {share}" + (f"; strongest reasons: {en}" if why else ""),
            }
        )
    return found


def _tags(at: Readable, customer_id: str) -> list[Line]:
    rows = at.rows(published_tag_table(), customer_id=customer_id)
    scope = published_scope(with_tags=False)
    carried = [(tag, rows[0].get(tag.key)) for tag in list_tags()] if rows else []
    return [
        _tag(tag, value)
        for tag, value in carried
        if is_carried(value) and any(name.startswith("scores.") for name in typed(tag, scope).names.fields)
    ]


def _tag(tag: TagDefinition, value: Any) -> Line:
    says = shown(tag, value)
    return {
        "zh": f"标签“{tag.name.zh}”" + (f"：{says['zh']}" if says else ""),
        "en": f"Tag '{tag.name.en}'" + (f": {says['en']}" if says else ""),
    }


def _alerts(customer_id: str) -> list[Line]:
    rules = {rule.key: rule.name for rule in list_rules()}
    open_ones = Alert.objects.filter(customer_id=customer_id, cleared_on__isnull=True).order_by("rule")
    return [
        {
            "zh": f"规则“{rules[each.rule].zh}”自 {each.raised_on} 起发出预警",
            "en": f"Rule '{rules[each.rule].en}' raised an alert on {each.raised_on}",
        }
        for each in open_ones
        if each.rule in rules
    ]
