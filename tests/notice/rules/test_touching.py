"""``touch_rules``: alerts of touched customers begin and end as a run would have them."""

from typing import Any

import pytest

from tests.know.tags.cast import AS_OF, customer, literal, nothing, publish_definitions, publish_profile
from tieline.foundation.warehouse.connection import Warehouse
from tieline.foundation.warehouse.staging import staging
from tieline.know.profile import tables
from tieline.know.profile.touched import Followed, Touched
from tieline.notice.rules.commands import refresh_rules
from tieline.notice.rules.models import Alert
from tieline.notice.rules.tables import MATCH
from tieline.notice.rules.touching import touch_rules

pytestmark = pytest.mark.django_db

WORDS = {"zh": "规则", "en": "Rule"}
ENDING = {"key": "ending", "name": WORDS, "says": WORDS, "severity": "low", "hold_out": 0}
SLOW = {"when": "contract_days_left < 60", "clear_when": "contract_days_left > 90"}
OTHER = {**ENDING, "key": "unlike", "when": "nps < 3"}


@pytest.fixture
def begun(warehouse: Warehouse) -> Warehouse:
    """The contracts of nobody are ending; an alert clears late."""
    publish_definitions(rule=[{**ENDING, **SLOW}, OTHER])
    publish_profile(warehouse, [customer(name, contract_days_left=100) for name in ("wang", "li")])
    refresh_rules(AS_OF, nothing)
    return warehouse


def now(warehouse: Warehouse, name: str, **facts: Any) -> Followed:
    warehouse.retract(tables.CUSTOMER, customer_id=name)
    warehouse.append(tables.CUSTOMER, literal(tables.CUSTOMER, [customer(name, **facts)]))
    with staging(warehouse) as area, warehouse.transaction():
        whom = area.keep_values({"customer_id": ("string", [name])})
        return touch_rules(area, Touched(whom, frozenset(), frozenset({"contract_days_left"})), AS_OF)


def is_open() -> list[str]:
    return list(Alert.objects.filter(cleared_on=None).values_list("customer_id", flat=True))


def test_an_alert_is_raised_once_and_clears_as_in_a_run(begun: Warehouse) -> None:
    followed = now(begun, "wang", contract_days_left=30)
    assert (followed.asked, followed.changed, followed.customers) == (("ending",), 1, ("wang",))
    assert now(begun, "wang", contract_days_left=20).changed == 0
    assert now(begun, "wang", contract_days_left=80).changed == 0
    assert is_open() == ["wang"]
    touched = begun.rows(MATCH)
    refresh_rules(AS_OF, nothing)
    assert (begun.rows(MATCH), is_open()) == (touched, ["wang"])
    assert now(begun, "wang", contract_days_left=95).changed == 1
    assert is_open() == []


def test_nobody_else_is_asked(begun: Warehouse) -> None:
    begun.retract(tables.CUSTOMER, customer_id="li")
    begun.append(tables.CUSTOMER, literal(tables.CUSTOMER, [customer("li", contract_days_left=5)]))
    now(begun, "wang", contract_days_left=30)
    assert is_open() == ["wang"]
