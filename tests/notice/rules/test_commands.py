"""The three rules of the telecom pack at their edges, and the episodes of their alerts."""

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from tests.know.tags.cast import (
    AS_OF,
    complaint,
    customer,
    nothing,
    publish_definitions,
    publish_profile,
    publish_telecom,
    query,
    telecom,
    three_rules,
)
from tieline.foundation.warehouse.connection import Warehouse
from tieline.know.tags.commands import refresh_tags
from tieline.notice.rules import alerting
from tieline.notice.rules.commands import refresh_rules
from tieline.notice.rules.models import Alert
from tieline.notice.rules.tables import MATCH

pytestmark = pytest.mark.django_db

NEXT_DAY, DAY_AFTER = date(2026, 4, 1), date(2026, 4, 2)


@pytest.fixture(autouse=True)
def telecom_rules() -> None:
    publish_definitions(rule=three_rules())


def rules_of(warehouse: Warehouse, facts_of_customer: dict[str, Any], **lists: Any) -> list[str]:
    """The rules that hold for one customer."""
    publish_profile(warehouse, [customer("wang", **facts_of_customer)], **lists)
    refresh_rules(AS_OF, nothing)
    return [row["rule"] for row in warehouse.rows(MATCH, order_by=("rule",))]


QUERIED = [query("wang", "2026-03-31 08:00")]


@pytest.mark.parametrize(
    ("minutes", "before", "risk"),
    [
        (29.99, 100.0, True),
        (30.0, 100.0, False),
        (0.0, 100.0, True),
        (0.0, 0.0, False),
        (0.0, None, False),
        (None, 100.0, False),
    ],
)
def test_high_churn_risk_needs_less_than_three_tenths_of_the_months_before(
    warehouse: Warehouse, minutes: float | None, before: float | None, risk: bool
) -> None:
    use = {"voice_minutes_30d": minutes, "average_voice_minutes_3m": before}
    assert ("high_churn_risk" in rules_of(warehouse, use, contacts=QUERIED)) is risk


@pytest.mark.parametrize(
    ("at", "risk"),
    [("2026-03-24 15:59:59", False), ("2026-03-24 16:00:00", True), ("2026-03-31 15:59:00", True)],
)
def test_high_churn_risk_needs_a_portability_query_in_the_last_seven_days(
    warehouse: Warehouse, at: str, risk: bool
) -> None:
    found = rules_of(warehouse, {"voice_minutes_30d": 10.0}, contacts=[query("wang", at)])
    assert (found == ["high_churn_risk"]) is risk


def test_falling_use_without_a_query_is_no_high_churn_risk(warehouse: Warehouse) -> None:
    assert rules_of(warehouse, {"voice_minutes_30d": 0.0}, contacts=[complaint("wang", "2026-03-31 08:00")]) == []


@pytest.mark.parametrize(("complaints", "holds"), [(2, False), (3, True)])
def test_dissatisfied_is_more_than_two_complaints(warehouse: Warehouse, complaints: int, holds: bool) -> None:
    made = [complaint("wang", f"2026-03-{day:02} 08:00") for day in range(10, 10 + complaints)]
    assert (rules_of(warehouse, {}, contacts=made) == ["dissatisfied"]) is holds


@pytest.mark.parametrize(("first", "holds"), [("2026-02-28 15:59:59", False), ("2026-02-28 16:00:00", True)])
def test_a_month_begins_at_midnight_of_the_operator_not_of_utc(warehouse: Warehouse, first: str, holds: bool) -> None:
    made = [complaint("wang", at) for at in (first, "2026-03-10 08:00", "2026-03-11 08:00")]
    assert (rules_of(warehouse, {}, contacts=made) == ["dissatisfied"]) is holds


def test_complaints_of_the_same_month_a_year_ago_do_not_count(warehouse: Warehouse) -> None:
    made = [complaint("wang", at) for at in ("2025-03-09 08:00", "2026-03-10 08:00", "2026-03-11 08:00")]
    assert rules_of(warehouse, {}, contacts=made) == []


@pytest.mark.parametrize(("days", "holds"), [(0, True), (60, True), (61, False), (None, False)])
def test_contract_ending_looks_sixty_days_ahead(warehouse: Warehouse, days: int | None, holds: bool) -> None:
    assert (rules_of(warehouse, {"contract_days_left": days}) == ["contract_ending"]) is holds


def test_a_customer_who_has_left_raises_no_alert(warehouse: Warehouse) -> None:
    gone = {"contract_days_left": 10, "voice_minutes_30d": 0.0, "is_active": False}
    assert rules_of(warehouse, gone, contacts=QUERIED) == []


def test_a_rule_may_be_about_everyone(warehouse: Warehouse) -> None:
    publish_definitions(rule=[{**rule, "of": "everyone"} for rule in three_rules()])
    assert rules_of(warehouse, {"contract_days_left": 10, "is_active": False}) == ["contract_ending"]


def ending(warehouse: Warehouse, *customers: str, as_of: date = AS_OF) -> dict[str, Any]:
    """A run as of a day on which the contracts of exactly these of wang, li and zhang are ending."""
    everybody = [
        customer(name, contract_days_left=30 if name in customers else 300) for name in ("li", "wang", "zhang")
    ]
    publish_profile(warehouse, everybody, as_of=as_of)
    return dict(refresh_rules(as_of, nothing).report)


def alerts() -> list[tuple[str, date, date | None]]:
    return list(
        Alert.objects.order_by("customer_id", "raised_on").values_list("customer_id", "raised_on", "cleared_on")
    )


def test_an_alert_is_raised_once_while_the_rule_holds(warehouse: Warehouse) -> None:
    ending(warehouse, "wang")
    ending(warehouse, "wang", as_of=NEXT_DAY)
    assert alerts() == [("wang", AS_OF, None)]


def test_twice_for_the_same_day_is_as_once(warehouse: Warehouse) -> None:
    ending(warehouse, "wang", "li")
    first = warehouse.rows(MATCH), alerts()
    assert ending(warehouse, "wang", "li")["raised"] == 0
    assert (warehouse.rows(MATCH), alerts()) == first


def test_an_alert_clears_when_the_rule_no_longer_holds_and_a_new_episode_raises_a_new_one(warehouse: Warehouse) -> None:
    ending(warehouse, "wang")
    assert ending(warehouse, as_of=NEXT_DAY)["cleared"] == 1
    ending(warehouse, "wang", as_of=DAY_AFTER)
    assert alerts() == [("wang", AS_OF, NEXT_DAY), ("wang", DAY_AFTER, None)]


def test_the_match_keeps_the_day_on_which_the_episode_began(warehouse: Warehouse) -> None:
    ending(warehouse, "wang")
    ending(warehouse, "wang", "li", as_of=NEXT_DAY)
    since = {row["customer_id"]: row["since"] for row in warehouse.rows(MATCH)}
    assert since == {"wang": AS_OF, "li": NEXT_DAY}


def test_a_run_that_was_killed_between_batches_is_completed_by_the_next(
    warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(alerting, "BATCH", 1)
    ending(warehouse, "li", "wang", "zhang")
    Alert.objects.filter(customer_id__in=["wang", "zhang"]).delete()
    assert ending(warehouse, "li", "wang", "zhang")["raised"] == 2
    assert [customer_id for customer_id, _, _ in alerts()] == ["li", "wang", "zhang"]


def test_the_database_refuses_a_second_open_alert_of_the_same_rule_and_customer(warehouse: Warehouse) -> None:
    ending(warehouse, "wang")
    alert = Alert.objects.get()
    alert.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        alert.save(force_insert=True)


def test_alerts_of_a_retired_rule_are_cleared(warehouse: Warehouse) -> None:
    ending(warehouse, "wang")
    publish_definitions(rule=[rule for rule in three_rules() if rule["key"] != "contract_ending"])
    assert ending(warehouse, "wang", as_of=NEXT_DAY)["cleared"] == 1


def test_a_run_as_of_an_earlier_day_clears_without_going_back_in_time(warehouse: Warehouse) -> None:
    ending(warehouse, "wang", as_of=NEXT_DAY)
    ending(warehouse, as_of=AS_OF)
    assert alerts() == [("wang", NEXT_DAY, NEXT_DAY)]


def test_without_rules_nothing_matches(warehouse: Warehouse) -> None:
    publish_definitions(rule=[])
    assert ending(warehouse, "wang")["matches"] == 0


def test_a_rule_may_ask_for_a_tag(warehouse: Warehouse) -> None:
    publish_telecom()
    words = {"zh": "长者", "en": "Senior"}
    rule = {
        "key": "seniors",
        "name": words,
        "says": words,
        "severity": "low",
        "when": "tags.senior and not(tags.family)",
    }
    publish_profile(warehouse, [customer("wang", age=70, household_size=1), customer("li", age=70, household_size=2)])
    refresh_tags(AS_OF, nothing)
    publish_definitions(rule=[rule], tag=telecom("tags"))
    refresh_rules(AS_OF, nothing)
    assert [row["customer_id"] for row in warehouse.rows(MATCH)] == ["wang"]


OWING = {
    "key": "owing",
    "name": {"zh": "欠费", "en": "Owing"},
    "says": {"zh": "欠费", "en": "Owing"},
    "severity": "low",
    "when": "balance > 50",
    "hold_out": 0,
}


def owing(warehouse: Warehouse, balance: float, as_of: date, **rule: Any) -> int:
    """How many alerts of Wang, who owes so much on that day, are open."""
    publish_definitions(rule=[{**OWING, **rule}])
    publish_profile(warehouse, [customer("wang", balance=balance, monthly_fee=60.0)], as_of=as_of)
    refresh_rules(as_of, nothing)
    return Alert.objects.filter(cleared_on__isnull=True).count()


def test_an_alert_with_a_threshold_to_clear_stays_between_the_two(warehouse: Warehouse) -> None:
    slow = {"clear_when": "balance < 10"}
    balances = ((51.0, AS_OF), (20.0, NEXT_DAY), (9.0, DAY_AFTER))
    assert [owing(warehouse, balance, day, **slow) for balance, day in balances] == [1, 1, 0]


def test_who_was_told_of_is_left_in_peace_for_a_while_after_clearing(warehouse: Warehouse) -> None:
    balances = ((51.0, 1), (0.0, 2), (51.0, 3), (51.0, 4), (51.0, 5))
    told = [owing(warehouse, balance, date(2026, 4, day), cool_down="P3D") for balance, day in balances]
    assert told == [1, 0, 0, 0, 1]


def test_whom_a_rule_leaves_alone_is_a_match_without_an_alert(warehouse: Warehouse) -> None:
    publish_definitions(rule=[{**OWING, "hold_out": 0.5}])
    publish_profile(warehouse, [customer(f"c{number}", balance=80.0) for number in range(20)])
    refresh_rules(AS_OF, nothing)
    found = {row["customer_id"]: row["held_out"] for row in warehouse.rows(MATCH)}
    told = set(Alert.objects.values_list("customer_id", flat=True))
    assert len(found) == 20
    assert 0 < len(told) < 20
    assert told == {customer_id for customer_id, alone in found.items() if not alone}


def test_an_alert_keeps_what_a_year_of_the_customer_is_worth(warehouse: Warehouse) -> None:
    owing(warehouse, 51.0, AS_OF)
    assert Alert.objects.get().value_at_risk == 720.0
    owing(warehouse, 0.0, NEXT_DAY, value_at_risk="balance + 1")
    owing(warehouse, 99.0, DAY_AFTER, value_at_risk="balance + 1")
    assert Alert.objects.get(cleared_on=None).value_at_risk == 100.0
