"""What a condition reads, how far back it looks, when time alone could change it, and circles of definitions."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.foundation.expressions.customers import FIELDS, NOW, SCOPE, customers
from tests.foundation.expressions.trees import trees
from tieline.foundation.errors import Invalid
from tieline.foundation.expressions.checker import Typed, check
from tieline.foundation.expressions.cycles import refuse_cycles
from tieline.foundation.expressions.interpreter import evaluate
from tieline.foundation.expressions.parser import parse
from tieline.foundation.expressions.tree import Node
from tieline.foundation.expressions.waking import next_change


def typed(text: str) -> Typed:
    return check(parse(text), SCOPE)


def test_a_condition_names_its_tags_lists_and_columns_and_the_time_that_last_goes_by() -> None:
    names = typed('tags.level > 2 and last(contacts[rating > 3].reason) = "bill" and fee > 1').names
    assert names.of("tags") == {"level"}
    assert names.fields == {"tags.level", "fee"}
    assert names.columns == {("contacts", "rating"), ("contacts", "reason"), ("contacts", "at")}


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ('count(usage[day > today() - duration("P30D")]) > 0', 31),
        ('count(usage[minutes > 1 and today() - duration("P30D") <= day]) > 0', 31),
        ('count(usage[day > today() - duration("P7D")]) > count(usage[day > today() - duration("P90D")])', 91),
        ('sum(usage[day > today() - duration("P90D")][day > today() - duration("P7D")].minutes) > 1', 8),
        ("count(usage[day >= start of month(today())]) > 0", 31),
        ('count(usage[day >= start of month(today()) - duration("P1M")]) > 0', 62),
        ('count(usage[day between today() - duration("P3D") and today()]) > 0', 4),
        ('count(usage[day > today() - duration("P30D") or minutes > 1]) > 0', None),
        ('count(usage[day > today() - duration("P30D")]) > 0 and count(usage) > 9', None),
        ("count(usage[day > birth_date]) > 0", None),
    ],
)
def test_the_longest_look_back_into_a_list_is_read_from_its_filters(text: str, days: int | None) -> None:
    assert typed(text).windows == {"usage": None if days is None else timedelta(days=days)}


def at(day: int, hour: int, micros: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, 0, 0, micros, tzinfo=NOW.tzinfo)


@pytest.mark.parametrize(
    ("text", "when"),
    [
        ("fee > 3", None),
        ('exists(contacts[at > now() - duration("P7D")])', datetime(2026, 11, 27, 2, tzinfo=UTC)),
        ('exists(contacts[at > now() - duration("P1D")])', None),
        ("contract_end >= today()", at(25, 0)),
        ('contract_end - today() < duration("P9D")', at(23, 0)),
        ('contract_end < today() + duration("P30D")', None),
        ("days since(contract_end) > 3", at(23, 0)),
        ("now().minute = 3", at(22, 20) + timedelta(minutes=1)),
    ],
)
def test_when_time_alone_could_change_a_condition_is_known(text: str, when: datetime | None) -> None:
    found: dict[str, Any] = {
        **dict.fromkeys(FIELDS),
        "contract_end": date(2026, 11, 25),
        "contacts": [{"at": datetime(2026, 11, 20, 2), "reason": None, "rating": None, "is_complaint": None}],  # noqa: DTZ001  # as stored
        "usage": [],
    }
    assert next_change(typed(text), found, at(22, 20)) == when


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(node=trees(), found=customers(1), hours=st.sampled_from([1, 5, 24, 24 * 9, 24 * 40]))
def test_nothing_changes_before_the_moment_that_was_named(node: Node, found: list[dict[str, Any]], hours: int) -> None:
    condition, customer = check(node, SCOPE), found[0]
    change = next_change(condition, customer, NOW)
    later = NOW + timedelta(hours=hours)
    if change is None or later < change:
        assert evaluate(condition, customer, later) == evaluate(condition, customer, NOW), condition.text


def test_definitions_in_a_circle_are_refused_with_the_circle() -> None:
    assert refuse_cycles({"a": ["b", "fee"], "b": []}, "tags") == ["b", "a"]
    with pytest.raises(Invalid, match="a → b → c → a"):
        refuse_cycles({"a": ["b"], "b": ["c"], "c": ["a"], "d": ["a"]}, "tags")
