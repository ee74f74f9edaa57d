"""What an objection records as decided automatically: scores with their reasons, tags that stand on them, alerts."""

import pytest

from tests.know.tags.cast import AS_OF, customer, literal, nothing, publish_profile, publish_telecom
from tieline.foundation.warehouse.connection import Warehouse
from tieline.know.scores.tables import SCORE_REASON
from tieline.know.tags.commands import refresh_tags
from tieline.notice.rules.commands import refresh_rules
from tieline.server.decided import decided_about


@pytest.mark.django_db
def test_scores_with_reasons_tags_of_scores_and_open_alerts_are_told_in_both_languages(warehouse: Warehouse) -> None:
    publish_telecom()
    wang = customer("wang", age=70, contract_days_left=20, contract_end=AS_OF)
    scores = [{"customer_id": "wang", "model": "churn", "probability": 0.2, "percentile": 97.0}]
    publish_profile(warehouse, [wang, customer("chen")], scores=scores)
    reason = {"customer_id": "wang", "model": "churn", "rank": 1, "feature": "age", "contribution": 0.5}
    warehouse.publish(SCORE_REASON, literal(SCORE_REASON, [reason]))
    refresh_tags(AS_OF, nothing)
    refresh_rules(AS_OF, nothing)
    told = decided_about("wang")
    assert {
        "zh": "评分“离网概率”：20.0%；主要原因：年龄",
        "en": "Score 'Churn probability': 20.0%; strongest reasons: Age",
    } in told
    assert {"zh": "标签“离网风险”：高（10%–30%）", "en": "Tag 'Churn risk': High (10 to 30 %)"} in told
    assert {"zh": "标签“最可能离网的 5%”", "en": "Tag 'Among the 5 % most at risk'"} in told
    assert "Rule 'Contract ending' raised an alert on 2026-03-31" in [line["en"] for line in told]
    assert not [line for line in told if "Senior" in line["en"]]
    assert decided_about("chen") == []
