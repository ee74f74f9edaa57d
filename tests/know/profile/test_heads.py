"""Heads of many customers at once."""

import pytest

from tests.know.tags.cast import customer, publish_profile
from tieline.foundation.warehouse.connection import Warehouse
from tieline.know.profile.queries import count_customers, heads_of, names_of

pytestmark = pytest.mark.django_db


def test_the_heads_of_those_customers_that_there_are_come_at_once(warehouse: Warehouse) -> None:
    publish_profile(warehouse, [customer("wang", plan="孝心卡"), customer("li"), customer("chen")])
    assert heads_of(warehouse, ["li", "wang", "nobody", "wang"], ("plan",)) == {
        "li": {"customer_id": "li", "plan": None},
        "wang": {"customer_id": "wang", "plan": "孝心卡"},
    }
    assert names_of(warehouse, ["li"]) == {"li": "Li"}
    assert count_customers(warehouse) == 3


def test_nobody_is_read_for_nobody(warehouse: Warehouse) -> None:
    assert heads_of(warehouse, [], ("plan",)) == {}
    assert count_customers(warehouse) == 0
