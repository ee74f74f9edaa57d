"""When a group is far above what is usual, and what that spares the customers inside."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from tests.know.tags.cast import (
    AS_OF,
    complaint,
    customer,
    nothing,
    publish_definitions,
    publish_profile,
)
from tieline.foundation.access.commands import create_user
from tieline.foundation.errors import Invalid
from tieline.foundation.packs.kinds import Definitions, Text
from tieline.foundation.warehouse.connection import Warehouse
from tieline.notice.rules.commands import refresh_rules
from tieline.notice.rules.definitions import Severity
from tieline.notice.rules.group_definitions import GroupRuleDefinition, check_group_rules
from tieline.notice.rules.models import Alert, Incident
from tieline.notice.rules.surges import Tally, begins, lasts, tallies
from tieline.notice.rules.tables import INSIDE

WORDS = {"zh": "词", "en": "words"}
COMPLAINED = 'count(contacts[is_complaint and at > now() - duration("P7D")]) > 0'
SURGE = {
    "key": "area_complaints",
    "name": WORDS,
    "says": WORDS,
    "over": "area",
    "severity": "critical",
    "when": COMPLAINED,
    "instead_of": ["complained"],
}
COMPLAINED_RULE = {
    "key": "complained",
    "name": WORDS,
    "says": WORDS,
    "severity": "low",
    "when": COMPLAINED,
    "hold_out": 0,
}
NEXT_WEEK = AS_OF + timedelta(days=7)


def group_rule(**fields: Any) -> GroupRuleDefinition:
    text = Text(zh="词", en="words")
    body = {"key": "surge", "name": text, "says": text, "over": "area", "when": COMPLAINED, "severity": Severity.LOW}
    return GroupRuleDefinition(**{**body, **fields})


@pytest.mark.parametrize(
    ("count", "usual", "surges"),
    [
        (4, 0.0, False),  # fewer than five
        (5, 0.0, True),  # above three, which chance brings to a group without any
        (16, 10.0, False),  # 60 % above, but within what chance brings
        (20, 10.0, True),  # 20 - 10 > 3 · √10
        (130, 100.0, False),  # not more than 30 % above
        (131, 100.0, True),
    ],
)
def test_a_surge_is_large_far_above_usual_and_no_chance(count: int, usual: float, surges: bool) -> None:
    assert begins(group_rule(), Tally("x", 1000, count, usual)) is surges


@pytest.mark.parametrize(("count", "goes_on"), [(116, True), (114, False), (0, False)])
def test_a_surge_lasts_until_it_is_half_as_far_above_usual(count: int, goes_on: bool) -> None:
    assert lasts(group_rule(), Tally("x", 1000, count, 100.0)) is goes_on


def test_usual_is_the_mean_of_the_weeks_that_have_data() -> None:
    now = {"East": (100, 9), "West": (50, 1)}
    weeks = [{"East": 2, "West": 1}, {"East": 4}, {"East": 0, "West": 0}, {}]
    assert tallies(now, weeks) == [Tally("East", 100, 9, 3.0), Tally("West", 50, 1, 0.5)]
    assert tallies(now, weeks[1:]) == []  # one week shows no pattern


def test_a_group_rule_asks_only_what_is_known_of_past_days() -> None:
    known = Definitions()
    with pytest.raises(Invalid, match="not known of past days"):
        check_group_rules([group_rule(when="balance > 0")], known)
    with pytest.raises(Invalid, match="without a window"):
        check_group_rules([group_rule(when="count(contacts[is_complaint]) > 3")], known)
    with pytest.raises(Invalid, match="no rule 'other'"):
        check_group_rules([group_rule(instead_of=("other",))], known)


EAST = [f"e{number}" for number in range(12)]
WEST = [f"w{number}" for number in range(12)]


def week_of(warehouse: Warehouse, *complaining: str, as_of: date = AS_OF) -> dict[str, Any]:
    """A run in which these complained in the last week, and one of each district in each of the weeks before."""
    areas = dict.fromkeys(EAST, "East") | dict.fromkeys(WEST, "West")
    since = {"customer_since": date(2020, 1, 1)}
    people = [customer(name, city="Town", district=area, **since) for name, area in areas.items()]
    lines = [{"customer_id": name, "status": "active", "started_on": date(2020, 1, 1)} for name in areas]
    usual = [
        complaint(name, f"{AS_OF - timedelta(days=7 * week + 1)} 08:00")
        for week in range(1, 5)
        for name in ("e0", "w0")
    ]
    fresh = [complaint(name, f"{as_of - timedelta(days=1)} 09:00") for name in complaining]
    publish_definitions(rule=[COMPLAINED_RULE], group_rule=[SURGE])
    publish_profile(warehouse, people, as_of=as_of, contacts=[*usual, *fresh], lines=lines)
    return dict(refresh_rules(as_of, nothing).report)


@pytest.mark.django_db
def test_a_surge_raises_one_incident_with_its_customers_inside_and_spares_them_their_own_alerts(
    warehouse: Warehouse,
) -> None:
    report = week_of(warehouse, *EAST[:6], "w3")
    incident = Incident.objects.get()
    assert (incident.group, incident.count, incident.usual, incident.size) == ("Town East", 6, 1.0, 12)
    assert {row["customer_id"] for row in warehouse.rows(INSIDE)} == set(EAST[:6])
    assert list(Alert.objects.values_list("customer_id", flat=True)) == ["w3"]
    assert (report["incidents"], report["raised"], report["matches"]) == (1, 1, 7)
    again = week_of(warehouse, *EAST[:6], "w3")
    assert (again["incidents"], Incident.objects.count(), Alert.objects.count()) == (0, 1, 1)


@pytest.mark.django_db
def test_an_incident_clears_and_then_the_customers_whose_rule_still_holds_have_their_alert(
    warehouse: Warehouse,
) -> None:
    week_of(warehouse, *EAST[:6])
    assert week_of(warehouse, "e1", as_of=NEXT_WEEK)["incidents_cleared"] == 1
    assert Incident.objects.get().cleared_on == NEXT_WEEK
    assert list(Alert.objects.values_list("customer_id", flat=True)) == ["e1"]
    assert warehouse.rows(INSIDE) == []


@pytest.mark.django_db
def test_incidents_are_listed_and_one_tells_who_is_inside(warehouse: Warehouse) -> None:
    week_of(warehouse, *EAST[:6])
    agent = Client()
    agent.force_login(create_user("li", name="Li", roles=["agent"], password="a long calm password"))
    listed = agent.get("/api/alerts/incidents").json()
    assert [(row["group"], row["count"], row["severity"]) for row in listed["items"]] == [("Town East", 6, "critical")]
    shown = agent.get(f"/api/alerts/incidents/{listed['items'][0]['id']}?limit=2").json()
    assert ([row["name"] for row in shown["items"]], shown["total"]) == (["E0", "E1"], 6)
    assert shown["instead_of"] == [WORDS]
    assert agent.get("/api/alerts/incidents?state=cleared").json()["total"] == 0
    assert agent.get("/api/alerts/incidents/999999").status_code == 404
