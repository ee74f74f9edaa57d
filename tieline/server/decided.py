"""What was decided automatically about a customer so far, as sentences: scores with reasons, tags, open alerts."""

from typing import Any

from tieline.foundation.packs.queries import published
from tieline.foundation.warehouse.connection import Readable
from tieline.foundation.warehouse.current import warehouse
from tieline.know.scores.definitions import KIND as MODELS
from tieline.know.scores.definitions import ModelDefinition
from tieline.know.scores.tables import CUSTOMER_SCORE, SCORE_REASON
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


def _scores(at: Readable, customer_id: str) -> list[Line]:
    models = {each.key: each for each in published(MODELS.name, ModelDefinition)}
    found = []
    for row in at.rows(CUSTOMER_SCORE, customer_id=customer_id, order_by=("model",)):
        model = models.get(row["model"])
        if model is None or row["probability"] is None:
            continue
        names = {feature.key: feature.name for feature in model.features}
        reasons = at.rows(SCORE_REASON, customer_id=customer_id, model=model.key, order_by=("rank",))
        why = [names[each["feature"]] for each in reasons if each["feature"] in names]
        zh, en = "、".join(each.zh for each in why), ", ".join(each.en for each in why)
        share = f"{row['probability']:.1%}"
        found.append(
            {
                "zh": f"评分“{model.name.zh}”：{share}" + (f"；主要原因：{zh}" if why else ""),
                "en": f"Score '{model.name.en}': {share}" + (f"; strongest reasons: {en}" if why else ""),
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
