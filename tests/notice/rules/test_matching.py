"""When an episode begins, lasts and ends, and whom a rule leaves alone."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import ibis
import pytest

from tieline.foundation.packs.kinds import Text
from tieline.notice.rules.definitions import RuleDefinition, Severity
from tieline.notice.rules.matching import conditions_of, in_peace_after, is_held_out, lasting, matches

MONDAY, TUESDAY = date(2026, 3, 30), date(2026, 3, 31)
WORDS = Text(zh="词", en="words")


def rule(key: str = "owing", **fields: Any) -> RuleDefinition:
    return RuleDefinition(key=key, name=WORDS, says=WORDS, when="balance > 50", severity=Severity.LOW, **fields)


SLOW = rule(clear_when="balance < 10", of="everyone")


def before(*customers: str) -> ibis.Table:
    rows = [{"rule": "owing", "customer_id": customer, "since": MONDAY} for customer in customers]
    return ibis.memtable(rows, schema={"rule": "string", "customer_id": "string", "since": "date"})


def goes_on(holds: bool | None, cleared: bool | None, began: Sequence[str] = ()) -> bool:
    asked = ibis.memtable(
        [{"customer_id": "wang", "owing": holds, "owing.cleared": cleared}],
        schema={"customer_id": "string", "owing": "boolean", "owing.cleared": "boolean"},
    )
    return bool(lasting(asked, [SLOW], before(*began)).owing.to_pyarrow().to_pylist()[0])


@pytest.mark.parametrize(
    ("holds", "cleared", "began", "lasts"),
    [
        (True, False, (), True),  # begins
        (False, False, (), False),  # never began
        (False, False, ("wang",), True),  # neither threshold: it goes on
        (None, None, ("wang",), True),  # unknown clears nothing
        (False, True, ("wang",), False),  # clears
        (True, True, ("wang",), False),  # what clears goes before what holds
        (True, True, (), False),  # and keeps from beginning, so that a repetition changes nothing
        (False, False, ("li",), False),  # the episode of another
    ],
)
def test_an_episode_with_another_threshold_to_clear(
    holds: bool | None, cleared: bool | None, began: tuple[str, ...], lasts: bool
) -> None:
    assert goes_on(holds, cleared, began) is lasts


def test_without_a_threshold_to_clear_an_episode_lasts_while_its_rule_holds() -> None:
    asked = ibis.memtable({"customer_id": ["wang", "li"], "owing": [True, False]})
    held = lasting(asked, [rule()], before("li")).to_pyarrow().to_pylist()
    assert [row["customer_id"] for row in held if row["owing"]] == ["wang"]


def test_a_rule_about_active_customers_clears_for_who_has_left() -> None:
    left = conditions_of([rule(clear_when="balance < 10")])
    assert left == {"owing": "is_active and (balance > 50)", "owing.cleared": "not(is_active) or (balance < 10)"}


def test_matches_keep_their_day_and_say_whom_the_rule_leaves_alone() -> None:
    customers = [f"c{number}" for number in range(400)]
    holds = ibis.memtable({"customer_id": customers, "owing": [True] * 400})
    found = matches(holds, {"owing": 0.25}, before("c7"), TUESDAY).to_pyarrow().to_pylist()
    assert {row["customer_id"]: row["since"] for row in found}["c7"] == MONDAY
    alone = {row["customer_id"] for row in found if row["held_out"]}
    assert alone == {customer for customer in customers if is_held_out("owing", customer, 0.25)}
    assert 70 <= len(alone) <= 130  # 100 expected, standard deviation 8.7


def test_each_rule_leaves_others_alone_and_without_a_share_nobody() -> None:
    customers = [f"c{number}" for number in range(400)]
    of_owing = {customer for customer in customers if is_held_out("owing", customer, 0.5)}
    assert of_owing != {customer for customer in customers if is_held_out("leaving", customer, 0.5)}
    assert {customer for customer in customers if is_held_out("owing", customer, 0.1)} < of_owing
    assert not any(is_held_out("owing", customer, 0.0) for customer in customers)


def test_a_customer_is_left_in_peace_for_the_whole_time() -> None:
    assert in_peace_after(TUESDAY, timedelta(days=1)) == MONDAY
