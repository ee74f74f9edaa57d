"""Which retention rules can be published: law, conditions and the kinds of data set their bounds."""

from datetime import date
from typing import Any

import pytest

from tieline.foundation.errors import Invalid
from tieline.foundation.packs.kinds import Definitions
from tieline.foundation.packs.published import read_body
from tieline.foundation.privacy.retention_definitions import (
    KIND,
    RetentionRule,
    check_retention,
    months_before,
    span_of_months,
)
from tieline.foundation.privacy.retention_windows import days_over
from tieline.know.tags.definitions import KIND as TAGS
from tieline.pipeline import KINDS

GROUND = {"zh": "最短时间", "en": "No longer than needed"}
NAME = {"zh": "规则", "en": "Rule"}


def body(**given: Any) -> dict[str, Any]:
    return {"key": "a_rule", "name": NAME, "keeps": "contacts", "after": "at", "months": 24, "ground": GROUND} | given


def tag(value: str) -> dict[str, Any]:
    return {"key": "asks_often", "name": NAME, "says": NAME, "kind": "behaviour", "type": "number", "value": value}


def refusal(*bodies: dict[str, Any], tags: tuple[dict[str, Any], ...] = ()) -> str:
    """What is wrong with rules beside these tags; empty where nothing is."""
    items = [*(read_body(KIND, each) for each in bodies), *(read_body(TAGS, each) for each in tags)]
    definitions = Definitions(items)
    try:
        check_retention(definitions.of(KIND), definitions)
    except Invalid as error:
        return error.what
    return ""


def test_retention_is_a_kind_that_packs_may_hold() -> None:
    assert KIND in KINDS


def test_a_rule_within_all_bounds_is_accepted() -> None:
    assert refusal(body()) == ""


def test_what_cannot_be_kept_is_refused() -> None:
    assert refusal(body(keeps="dreams")) == "There is no kind of data 'dreams'"
    assert refusal(body(after="issued_on")) == "'contacts' has no date 'issued_on'"
    assert refusal(body(way="anonymise")) == "'contacts' cannot be made anonymous"


def test_two_rules_for_one_kind_of_data_are_refused() -> None:
    assert refusal(body(), body(key="other")) == "Two rules keep 'contacts': a_rule and other"


def test_a_rule_shorter_than_the_law_asks_is_refused_with_the_law(settings: Any) -> None:
    short = body(keeps="looks", months=5)
    assert "must be kept for 6 months" in refusal(short)
    assert "Cybersecurity Law" in refusal(short)
    assert refusal(body(keeps="looks", months=6)) == ""
    settings.TIELINE_COUNTRY = "DE"
    assert refusal(short) == ""


def test_days_reach_a_minimum_in_months_only_where_they_do_for_any_months() -> None:
    assert "must be kept" in refusal(body(keeps="looks", months=None, days=183))
    assert refusal(body(keeps="looks", months=None, days=184)) == ""


def test_a_rule_shorter_than_a_published_window_is_refused_and_names_the_definition() -> None:
    asks = tag('count(contacts[at > now() - duration("P200D")])')
    assert refusal(body(months=7), tags=(asks,)) == ""
    assert refusal(body(months=6), tags=(asks,)) == "tag 'asks_often' looks back 200 days over 'contacts'"
    assert refusal(body(keeps="bills", after="issued_on", months=60), tags=(asks,)) == ""


def test_the_products_own_figures_set_a_window_too() -> None:
    assert refusal(body(keeps="usage_daily", after="day", months=3)) == (
        "figure 'usage_daily' looks back 120 days over 'usage_daily'"
    )


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ('count(contacts[at > now() - duration("P90D")]) > 2', [90]),
        ('sum(usage[day > today() - duration("P1M")].data_mb)', []),
        ('count(contacts[at > now() - duration("P1Y") and at < now() - duration("P30D")])', [366, 30]),
        ('count(contacts[at > now() - @"P2M"])', [62]),
        ('count(contacts[at > now() - duration("PT36H")])', [1]),
        ("count(contacts) > 2", []),
        ("this is no expression [", []),
    ],
)
def test_windows_are_the_durations_in_filters_of_the_list(text: str, days: list[int]) -> None:
    assert sorted(days_over(text, ["contacts"])) == sorted(days)


def test_months_end_on_the_last_day_where_the_month_is_shorter() -> None:
    assert months_before(date(2026, 3, 31), 1) == date(2026, 2, 28)
    assert months_before(date(2026, 1, 15), 1) == date(2025, 12, 15)
    assert months_before(date(2024, 2, 29), 12) == date(2023, 2, 28)


def test_months_are_of_different_lengths() -> None:
    assert span_of_months(1) == (28, 31)
    assert span_of_months(12) == (365, 366)


def test_a_rule_gives_months_or_days_and_not_both() -> None:
    with pytest.raises(Invalid, match="either months or days"):
        read_body(KIND, body(days=3))
    assert RetentionRule.model_validate(body(months=None, days=3)).goes_before(date(2026, 11, 22)) == date(2026, 11, 19)
