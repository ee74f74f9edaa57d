"""Asking and settling of some customers alone: nobody else is looked at."""

import ibis
import pytest

from tests.know.tags.cast import AS_OF, complaint, customer, nothing, publish_definitions, publish_profile, three_rules
from tieline.foundation.warehouse.connection import Warehouse
from tieline.know.tags.conditions import hold, published_scope
from tieline.notice.rules.alerting import settle_alerts
from tieline.notice.rules.commands import refresh_rules
from tieline.notice.rules.models import Alert
from tieline.notice.rules.queries import list_rules
from tieline.notice.rules.tables import MATCH

pytestmark = pytest.mark.django_db


def test_a_condition_may_be_asked_of_some_customers_alone(warehouse: Warehouse) -> None:
    people = [customer(name) for name in ("wang", "li", "chen")]
    publish_profile(warehouse, people, contacts=[complaint("li", "2026-03-20 08:00"), complaint("wang", "2026-03-20")])
    among = ibis.memtable({"customer_id": ["li", "chen"]})
    held = hold(warehouse, {"a": "count(contacts) > 0"}, published_scope(with_tags=False), AS_OF, among)
    assert sorted(warehouse.ibis.to_pyarrow(held).to_pylist(), key=str) == [
        {"customer_id": "chen", "a": False},
        {"customer_id": "li", "a": True},
    ]


def test_only_alerts_of_the_customers_named_are_settled(warehouse: Warehouse) -> None:
    publish_definitions(rule=three_rules())
    publish_profile(warehouse, [customer(name, contract_days_left=30) for name in ("wang", "li")])
    refresh_rules(AS_OF, nothing)
    warehouse.retract(MATCH, rule="contract_ending")  # as if it held for nobody any more
    assert settle_alerts(warehouse, list_rules(), AS_OF, nothing, among=["wang"]).cleared == 1
    assert list(Alert.objects.filter(cleared_on=None).values_list("customer_id", flat=True)) == ["li"]
