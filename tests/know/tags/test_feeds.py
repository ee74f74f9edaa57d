"""A condition can keep still while the feed that it looks at is late."""

import pytest

from tests.know.tags.cast import AS_OF, customer, literal, nothing, publish_definitions, publish_profile, telecom
from tieline.foundation.warehouse.connection import Warehouse
from tieline.know.ingest.tables import FEED
from tieline.know.tags.commands import refresh_tags
from tieline.know.tags.queries import published_tag_table

pytestmark = pytest.mark.django_db

OWES = {
    "key": "owes",
    "name": {"zh": "欠费", "en": "Owes"},
    "says": {"zh": "有未付款", "en": "Has an open balance"},
    "kind": "fact",
    "type": "boolean",
    "value": "balance > 0 and feed.billing.payments.late = false",
}


@pytest.mark.parametrize(("late", "carried"), [(False, True), (True, False), (None, False)])
def test_a_tag_asks_whether_a_feed_is_late(warehouse: Warehouse, late: bool | None, carried: bool) -> None:
    publish_definitions(source=telecom("sources"), tag=[OWES])
    publish_profile(warehouse, [customer("wang", balance=12.5), customer("li", balance=0.0)])
    warehouse.publish(FEED, literal(FEED, [{"source": "billing.payments", "late": late}]))
    refresh_tags(AS_OF, nothing)
    rows = {row["customer_id"]: row["owes"] for row in warehouse.rows(published_tag_table())}
    assert rows == {"wang": carried, "li": False}
