"""Sentences in both languages, and why a condition holds or not with the rows that prove it."""

from datetime import datetime
from typing import Any

import pytest
from hypothesis import given, settings

from tests.foundation.expressions.customers import NOW, SCOPE, customers
from tests.foundation.expressions.trees import trees
from tieline.foundation.expressions.checker import Typed, check
from tieline.foundation.expressions.explain import explain
from tieline.foundation.expressions.interpreter import evaluate
from tieline.foundation.expressions.parser import parse
from tieline.foundation.expressions.sentences import sentence
from tieline.foundation.expressions.tree import Node
from tieline.foundation.expressions.wording import Language

PORT_OUT = 'count(contacts[reason = "mnp query" and at > now() - duration("P7D")]) > 0 and fee in [50..100)'
CUSTOMER: dict[str, Any] = {
    "fee": 120,
    "contacts": [
        {"reason": "mnp query", "at": datetime(2026, 11, 20)},  # noqa: DTZ001  # the warehouse stores naive UTC
        {"reason": "mnp query", "at": datetime(2026, 10, 1)},  # noqa: DTZ001  # as above
        {"reason": "bill", "at": datetime(2026, 11, 21)},  # noqa: DTZ001  # as above
    ],
    "usage": [],
}


def typed(text: str) -> Typed:
    return check(parse(text), SCOPE)


@pytest.mark.parametrize(
    ("text", "zh", "en"),
    [
        (
            PORT_OUT,
            "联系记录（原因 = “mnp query” 且 时间 > 现在 − 7天）的条数 > 0 且 月费 ≥ 50元 且 < 100元",
            "the number of contacts (reason = “mnp query” and time > now − 7 days) > 0 "
            "and monthly fee ≥ 50 yuan and < 100 yuan",
        ),
        (
            "sum(usage.minutes) < 0.3 * fee",
            "用量的通话之和 < 0.3 × 月费",
            "the sum of voice of usage < 0.3 × monthly fee",
        ),
        ("max(usage.minutes) > 20", "用量的通话的最大值 > 20分钟", "the greatest of voice of usage > 20 min"),
        ("plan = null or not(is_active)", "套餐 未知 或 并非（在网）", "plan is unknown or not (active)"),
        ('plan in ("a", "b")', "套餐 属于（“a”、“b”）", "plan is one of (“a”, “b”)"),
        ("fee between 1 and 2", "月费 介于 1元 和 2元 之间", "monthly fee is between 1 yuan and 2 yuan"),
        (
            "some c in contacts satisfies c.is_complaint",
            "联系记录中有满足（是投诉）的",
            "some contacts have (complaint)",
        ),
        ('contract_end < today() + @"P1Y2M"', "合约到期日 < 今天 + 1年2个月", "contract end < today + 1 year 2 months"),
    ],
)
def test_a_condition_reads_as_a_sentence_in_both_languages(text: str, zh: str, en: str) -> None:
    assert sentence(typed(text), "zh") == zh
    assert sentence(typed(text), "en") == en


def test_an_explanation_shows_each_part_with_its_value_and_evidence() -> None:
    found = explain(typed(PORT_OUT), CUSTOMER, NOW, "zh")
    query, fee = found.parts
    assert (found.held, found.joined) == (False, "and")
    assert (query.held, query.actual) == (True, "1")
    assert query.rows == (CUSTOMER["contacts"][0],)
    assert [(evidence.list, evidence.total) for evidence in query.evidence] == [("contacts", 1)]
    assert (fee.held, fee.actual, fee.rows) == (False, "120元", ())


def test_the_rows_that_satisfy_some_are_the_evidence() -> None:
    found = explain(typed('some c in contacts satisfies c.reason = "bill"'), CUSTOMER, NOW, "en")
    assert found.parts[0].rows == (CUSTOMER["contacts"][2],)
    assert found.held


def test_a_nested_group_explains_its_own_parts() -> None:
    found = explain(typed('fee > 100 and (plan = "A" or count(contacts) > 2)'), CUSTOMER, NOW, "en")
    group = found.parts[1]
    assert (group.joined, group.held) == ("or", True)
    assert [(part.held, part.actual) for part in group.parts] == [(False, "unknown"), (True, "3")]


def test_two_values_are_shown_against_each_other() -> None:
    assert explain(typed("tags.level > fee"), {**CUSTOMER, "tags": {"level": 3}}, NOW, "zh").parts[0].actual == (
        "3，对比 120元"
    )


@settings(max_examples=100, deadline=None)
@given(node=trees(), found=customers(most=1))
def test_every_condition_can_be_said_and_explained(node: Node, found: list[dict[str, Any]]) -> None:
    expression = check(node, SCOPE)
    languages: tuple[Language, Language] = ("zh", "en")
    for language in languages:
        explanation = explain(expression, found[0], NOW, language)
        assert explanation.sentence
        assert explanation.value == evaluate(expression, found[0], NOW)
        assert explanation.held == (explanation.value is True)
