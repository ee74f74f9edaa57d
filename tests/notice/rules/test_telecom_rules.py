"""Each rule of the telecom pack, on one customer who is what it watches for; a content customer whom none is about."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

import ibis
import pytest

from tests.know.tags.cast import (
    AS_OF,
    CHURN_MODEL,
    complaint,
    contact,
    customer,
    publish_definitions,
    publish_profile,
    query,
    telecom,
)
from tieline.foundation.warehouse.connection import Warehouse
from tieline.know.tags.conditions import hold, published_scope
from tieline.notice.rules.definitions import RuleDefinition
from tieline.notice.rules.matching import conditions_of

pytestmark = pytest.mark.django_db

MOBILE = {"product_type": "mobile", "status": "active", "started_on": date(2020, 1, 1)}
SMALL = {**MOBILE, "data_allowance_mb": 1000.0}
CONTENT = {"nps": 9, "average_bill_3m": 60.0, "last_bill_amount": 60.0, "balance": 0.0, "payment_method": "app"}


def use(day: str, **figures: float) -> dict[str, Any]:
    return {"day": date.fromisoformat(day), "voice_minutes": 10.0, "data_mb": 100.0, "dropped_calls": 0, **figures}


def fault(at: str) -> dict[str, Any]:
    return contact("", at, kind="call", reason="fault", resolved=False)


LATE = {"days_late": 12, "paid_at": datetime.fromisoformat("2026-03-01"), "amount": 60.0}
UNSETTLED = {**complaint("", "2026-03-20 08:00"), "resolved": False}

CAST: Mapping[str, dict[str, Any]] = {
    "high_churn_risk": {"voice_minutes_30d": 10.0, "contacts": [query("", "2026-03-30 08:00")]},
    "port_out_risk": {"contacts": [query("", "2026-03-25 08:00"), query("", "2026-03-28 08:00")]},
    "silent_leaving": {"voice_minutes_30d": 40.0, "data_mb_30d": 10.0, "average_data_mb_3m": 500.0},
    "family_member_left": {"lines": [{"status": "ended", "end_reason": "ported out", "ended_on": date(2026, 3, 20)}]},
    "dormant_line": {"lines": [MOBILE]},
    "win_back_moment": {"is_active": False, "ended_on": date(2026, 3, 25), "average_bill_3m": 90.0},
    "contract_ending": {"contract_days_left": 60},
    "contract_ending_month": {"contract_days_left": 30},
    "contract_ending_week": {"contract_days_left": 7},
    "device_paid_off": {"lines": [{**MOBILE, "device": "nova", "contract_end": date(2026, 3, 20)}]},
    "anniversary_of_valued": {"tenure_months": 72, "average_bill_3m": 120.0, "customer_since": date(2020, 3, 2)},
    "bill_shock_ahead": {"lines": [SMALL], "usage": [use("2026-03-09", data_mb=1300.0)]},
    "bill_shock": {"last_bill_amount": 130.0},
    "payment_failing": {"balance": 20.0, "payments": [LATE]},
    "auto_debit_failing": {"balance": 40.0, "monthly_fee": 60.0, "payment_method": "auto debit"},
    "elderly_in_arrears": {"age": 71, "balance": 20.0, "payments": [LATE, {**LATE, "days_late": 6}]},
    "dissatisfied": {"contacts": [complaint("", f"2026-03-{day} 08:00") for day in (10, 20, 30)]},
    "repeated_fault": {"contacts": [fault("2026-02-10 08:00"), fault("2026-03-10 08:00")]},
    "complaint_not_settled": {"contacts": [UNSETTLED]},
    "negative_mood": {"contacts": [complaint("", "2026-02-20 08:00"), complaint("", "2026-03-20 08:00")]},
    "promise_overdue": {
        "contacts": [contact("", "2026-03-20 08:00", kind="call", reason="payment", resolved=False, is_complaint=False)]
    },
    "valuable_detractor": {
        "nps": 4,
        "average_bill_3m": 150.0,
        "contacts": [contact("", "2026-03-01 08:00", kind="survey", reason="nps", rating=4.0)],
    },
    "valuable_neglected": {"average_bill_3m": 180.0, "last_bill_amount": 180.0, "scores": [{"percentile": 80.0}]},
    "returns_again": {
        "orders": [{"at": datetime.fromisoformat(f"2026-02-0{day}"), "status": "returned"} for day in (1, 8)]
    },
    "app_trouble": {
        "contacts": [contact("", f"2026-03-{day} 08:00", kind="page view", reason="help") for day in (25, 28)]
    },
    "data_exhausted_monthly": {
        "lines": [SMALL],
        "usage": [use("2026-03-09")],
        "usage_months": [{"month": date(*month, 1), "data_mb": 950.0} for month in ((2025, 12), (2026, 1), (2026, 2))],
    },
    "roaming_without_pack": {"usage": [use("2026-03-29", roaming_mb=80.0)]},
    "outage_victim": {"usage": [use("2026-03-29", dropped_calls=3)]},
    "quality_worsening": {"dropped_calls_30d": 6},
    "phone_5g_without_plan": {
        "lines": [{"status": "active", "device_5g": True, "plan_5g": False}],
        "bills": [{"month": date(*month, 1), "overage_amount": 9.0} for month in ((2026, 1), (2026, 2), (2026, 3))],
    },
}
LISTS = ("contacts", "lines", "usage", "usage_months", "bills", "payments", "orders")


@pytest.fixture
def held(warehouse: Warehouse) -> dict[str, set[str]]:
    """The rules that hold for each of the cast, who are called by the rule that is about them."""
    rules = [RuleDefinition.model_validate(body) for body in telecom("rules")]
    publish_definitions(model=[CHURN_MODEL], rule=telecom("rules"))
    cast: dict[str, dict[str, Any]] = {**CAST, "chen": {}}
    people = [
        customer(name, **{**CONTENT, **{key: value for key, value in facts.items() if key not in (*LISTS, "scores")}})
        for name, facts in cast.items()
    ]
    lists: dict[str, Any] = {
        each: [{**row, "customer_id": name} for name, facts in cast.items() for row in facts.get(each, [])]
        for each in LISTS
    }
    scores = [
        {"model": "churn", "probability": 0.1, **row, "customer_id": name}
        for name, facts in cast.items()
        for row in facts.get("scores", [])
    ]
    publish_profile(warehouse, people, scores=scores, **lists)
    keys = [rule.key for rule in rules]
    found = hold(warehouse, conditions_of(rules), published_scope(with_tags=True), AS_OF)
    rows = found.select("customer_id", *[found[key].fill_null(ibis.literal(value=False)).name(key) for key in keys])
    return {row["customer_id"]: {key for key in keys if row[key]} for row in rows.to_pyarrow().to_pylist()}


def test_each_rule_finds_whom_it_watches_for_and_none_a_content_customer(held: dict[str, set[str]]) -> None:
    assert set(CAST) == {rule["key"] for rule in telecom("rules")}
    assert [key for key in CAST if key not in held[key]] == []
    assert held["chen"] == set()


def test_every_task_answers_a_rule_and_the_gravest_rules_have_a_task_or_tell_a_supervisor() -> None:
    rules = {body["key"]: body for body in telecom("rules")}
    answered = {body["answers"] for body in telecom("tasks")}
    assert len(rules) >= 25
    assert answered <= set(rules)
    critical = {key for key, body in rules.items() if body["severity"] == "critical"} - answered
    assert [key for key in critical if "supervisor" not in rules[key].get("notify", {}).get("roles", ())] == []
