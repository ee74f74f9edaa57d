"""A rule replayed over a tiny past, with every figure counted by hand."""

from datetime import date, timedelta
from typing import Any

import ibis
import ibis.expr.types as ir
import pandas as pd
import pytest

from tieline.notice.rehearsal.measuring import Happened, amounts, chance_by_day, fates_of, followed, measured, per_week
from tieline.notice.rehearsal.points import Points, points_until
from tieline.notice.rehearsal.replaying import ACTIVE, VALUE, Replayed, replay
from tieline.notice.rehearsal.thresholds import moved, thresholds_of, variants_of
from tieline.notice.rehearsal.weekly import figures_of
from tieline.notice.rules.definitions import RuleDefinition

FIRST = date(2026, 3, 1)
DAYS = [FIRST + timedelta(days=7 * week) for week in range(5)]
POINTS = Points(tuple(DAYS), None)
EVERYBODY = ("wang", "li", "zhang", "chen")
HOLDS = {"wang": "xx---", "li": "--x-x", "zhang": "----x", "chen": "-----"}
"""On which of the five points the rule holds for each: Wang's was so already when the past begins."""


def rule(**fields: Any) -> RuleDefinition:
    said = {"zh": "甲", "en": "A"}
    fixed = {"key": "a", "name": said, "says": said, "severity": "low", "when": "true", "handling_minutes": 30}
    return RuleDefinition.model_validate({**fixed, **fields})


def asked(day: date) -> ir.Table:
    """What was so at the end of a day; Chen has no line any more from the third point on."""
    place = DAYS.index(day)
    rows = [
        {
            "customer_id": name,
            "a": HOLDS[name][place] == "x",
            "a.cleared": HOLDS[name][place] == "-" and place != 3,
            VALUE: 1200.0,
            ACTIVE: name != "chen" or place < 2,
        }
        for name in EVERYBODY
    ]
    return ibis.memtable(rows)


def replayed(definition: RuleDefinition) -> Replayed:
    return replay([definition], POINTS, asked, lambda rows: rows.to_pyarrow(), lambda _share, _doing: None)


def told(alerts: pd.DataFrame) -> list[tuple[str, int, int | None, bool]]:
    """Customer, number of the point at which the alert was raised, and at which it cleared, and if so already."""
    point = {day.toordinal(): place for place, day in enumerate(DAYS)}
    rows: Any = alerts.sort_values(["customer_id", "raised"]).to_dict("records")
    return [
        (
            row["customer_id"],
            point[row["raised"]],
            None if pd.isna(row["cleared"]) else point[int(row["cleared"])],
            row["at_start"],
        )
        for row in rows
    ]


def test_an_alert_is_raised_once_kept_while_the_rule_holds_and_raised_anew_after_it_cleared() -> None:
    assert told(replayed(rule()).alerts) == [
        ("li", 2, 3, False),
        ("li", 4, None, False),
        ("wang", 0, 2, True),
        ("zhang", 4, None, False),
    ]


def test_a_rule_that_clears_later_keeps_its_alert_over_a_short_break() -> None:
    slow = told(replayed(rule(clear_when="true")).alerts)
    assert [each for each in slow if each[0] == "li"] == [("li", 2, None, False)]


def test_who_had_an_alert_is_left_in_peace_for_the_cool_down() -> None:
    calm = told(replayed(rule(cool_down="P30D")).alerts)
    assert [each for each in calm if each[0] == "li"] == [("li", 2, 3, False)]


def test_precision_chance_and_recall_are_those_counted_by_hand() -> None:
    found = replayed(rule())
    day = [point.toordinal() for point in DAYS]
    events = pd.DataFrame(
        [("li", day[2] + 3), ("wang", day[1] + 1), ("wang", day[2] + 4), ("zhang", day[3] - 1), ("zhang", day[4])],
        columns=["customer_id", "day"],
    )
    left = Happened("left", events, 7)
    chance = chance_by_day(found.asked, left)
    # in the seven days after the third point: Li, Wang and Zhang of three with a line; after the second Wang of four
    assert chance[day[2]] == 1.0
    assert chance[day[1]] == pytest.approx(1 / 4)
    figures = measured(found.alerts, left, chance, POINTS)
    # mature: Li's first alert alone; hit after 3 days. Happened after the first week: Wang once, Li, Zhang
    assert (figures["mature"], figures["hits"], figures["precision"], figures["expected"]) == (1, 1, 1.0, 1.0)
    assert figures["lift"] == 1.0
    assert figures["lead_days"] == {"low": 3.0, "middle": 3.0, "high": 3.0}
    assert (figures["happened"], figures["noticed"]) == (3, 2)
    fates = fates_of(found.alerts, left, POINTS)
    assert dict(zip(fates.customer_id, fates.noticed, strict=True)) == {"li": True, "wang": True, "zhang": False}
    assert [week["alerts"] for week in per_week(found.alerts, {"left": left}, POINTS)] == [0, 1, 0, 2]
    counted = amounts(found.alerts, POINTS, 30)
    assert (counted["alerts"], counted["customers"], counted["hours"], counted["value"]) == (3, 2, 1.5, 2400.0)


def test_an_event_of_the_day_itself_or_behind_the_horizon_follows_no_alert() -> None:
    alerts = pd.DataFrame({"customer_id": ["a", "b", "c"], "raised": [100, 100, 100]})
    events = pd.DataFrame([("a", 100), ("a", 120), ("b", 190), ("c", 191)], columns=["customer_id", "day"])
    lead = followed(alerts, Happened("left", events, 90))
    assert lead.fillna(-1).tolist() == [20.0, 90.0, -1.0]


def test_the_points_are_weeks_and_the_newest_four_are_asked_daily() -> None:
    last = date(2026, 3, 31)
    whole = points_until(last, earliest=None, daily=True)
    assert (whole.first, whole.last, len(whole.days)) == (last - timedelta(weeks=52), last, 52 - 4 + 1 + 28)
    assert whole.daily_from == last - timedelta(days=27)
    assert len(whole.weeks) == 52
    short = points_until(last, earliest=date(2026, 3, 10), daily=False)
    assert short.days == (date(2026, 3, 10), date(2026, 3, 17), date(2026, 3, 24), last)


CONDITION = 'voice_minutes_30d < 0.3 * average_voice_minutes_3m and count(contacts[rating <= 2 and reason = "x"]) > 0'


def test_every_number_that_is_compared_by_order_is_a_threshold() -> None:
    found = [(each.number, CONDITION[each.begins]) for each in thresholds_of(CONDITION)]
    assert found == [(0.3, "0"), (2.0, "2"), (0.0, "0")]
    assert thresholds_of('plan = "A" and age = 30') == []
    assert [each.number for each in thresholds_of("age between 18 and 25 or age in [60..70]")] == [18, 25, 60, 70]


def test_a_variant_is_the_condition_with_one_number_moved() -> None:
    tried = variants_of(CONDITION, 0)
    assert [each.number for each in tried] == [0.15, 0.18, 0.21, 0.24, 0.27, 0.33, 0.36, 0.39, 0.42, 0.45]
    assert tried[0].when == CONDITION.replace("0.3", "0.15")
    assert [each.when for each in variants_of("count(contacts) > 0", 0)][:1] == ["count(contacts) > 1"]
    assert moved(2) == [0, 1, 3, 4, 5]
    assert moved(60) == [30, 36, 42, 48, 54, 66, 72, 78, 84, 90]


def test_the_alerts_of_a_published_rule_are_counted_by_week_and_judged_only_when_they_are_old_enough() -> None:
    last = DAYS[-1]
    day = last.toordinal()
    events = pd.DataFrame([("wang", day - 10), ("li", day - 1)], columns=["customer_id", "day"])
    raised = [("wang", day - 12), ("chen", day - 12), ("li", day - 3)]
    found = figures_of(raised, {"left": Happened("left", events, 7)}, last, 30)
    assert found["outcomes"] == [{"outcome": "left", "mature": 2, "hits": 1, "hits_so_far": 1}]
    told = [(week["alerts"], week["followed"]["left"], week["mature"]) for week in found["weeks"]]
    assert told == [(2, 1, True), (1, 1, False)]
    assert (found["alerts"], found["hours"]) == (3, 1.5)
