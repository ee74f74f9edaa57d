"""What would have to change so that a condition holds: few changes first, and each way really does."""

from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from tests.foundation.expressions.customers import FIELDS, NOW, SCOPE, customers
from tests.foundation.expressions.trees import trees
from tieline.foundation.expressions.checker import Typed, check
from tieline.foundation.expressions.parser import parse
from tieline.foundation.expressions.tree import Field, Node
from tieline.foundation.expressions.ways import WhatIf, ways_to_hold

CHEN: dict[str, Any] = {
    **dict.fromkeys(FIELDS),
    "fee": 58.0,
    "is_active": False,
    "plan": "bill",
    "contract_end": date(2026, 12, 24),
    "contacts": [{"reason": "fault", "at": datetime(2026, 11, 20), "rating": 2.0, "is_complaint": True}],  # noqa: DTZ001  # as the warehouse stores it
    "usage": [],
}


def typed(text: str) -> Typed:
    return check(parse(text), SCOPE)


def goals(text: str) -> list[list[tuple[str, Any]]]:
    return [
        [(change.goal.op, change.goal.bound) for change in way] for way in ways_to_hold(typed(text), CHEN, NOW, "en")
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("fee < 60", []),
        ("fee >= 100", [[(">=", 100.0)]]),
        ("fee >= 100 and is_active", [[(">=", 100.0), ("=", True)]]),
        ('fee >= 100 and is_active or plan = "fault"', [[("=", "fault")], [(">=", 100.0), ("=", True)]]),
        ("not(fee < 60 or is_active)", [[(">=", 60.0)]]),
        ("fee > 60 and fee > 80", [[(">", 80.0)]]),
        ("fee > 60 and fee < 50", []),
        ("count(contacts[is_complaint]) >= 3", [[(">=", 3.0)]]),
        ("count(contacts) < 0", []),
        ('contract_end < today() + duration("P30D")', [[("<", date(2026, 12, 22))]]),
        ("if is_active then fee > 60 else null", [[("=", True), (">", 60.0)]]),
        ("today() < today()", []),
        ("fee > tags.level", [[("<", 58.0)]]),
    ],
)
def test_the_fewest_changes_that_make_a_condition_true(text: str, expected: list[list[tuple[str, Any]]]) -> None:
    assert goals(text) == expected


def test_a_change_is_said_in_both_languages_with_units() -> None:
    condition = typed("fee >= 100 and exists(usage)")
    assert [change.sentence for change in ways_to_hold(condition, CHEN, NOW, "en")[0]] == [
        "monthly fee is 58 yuan now and would have to be ≥ 100 yuan",
        "(there are usage) is no now and would have to be yes",
    ]
    assert ways_to_hold(condition, CHEN, NOW, "zh")[0][0].sentence == "月费现为 58元，须 ≥ 100元"


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(node=trees(), found=customers(1))
def test_with_the_changes_of_a_way_the_condition_is_true(node: Node, found: list[dict[str, Any]]) -> None:
    condition = check(node, SCOPE)
    for way in ways_to_hold(condition, found[0], NOW, "zh"):
        goals_of = [change.goal for change in way]
        edited = {goal.node.name: goal.example for goal in goals_of if isinstance(goal.node, Field)}
        given = {goal.node: goal.example for goal in goals_of if not isinstance(goal.node, Field)}
        assert WhatIf({**found[0], **edited}, NOW, given=given).value(condition.node) is True
