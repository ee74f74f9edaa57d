"""Rehearsals over a profile with a past: what they find on the last day is what the run found, and what they keep."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from tests.know.tags.cast import (
    AS_OF,
    complaint,
    customer,
    nothing,
    publish_definitions,
    publish_profile,
    telecom,
)
from tieline.foundation.access.models import Change
from tieline.foundation.errors import Invalid, Refused
from tieline.foundation.warehouse.connection import Warehouse
from tieline.notice.rehearsal import points
from tieline.notice.rehearsal.commands import ask_rehearsal, cancel_rehearsal, do_rehearsal
from tieline.notice.rehearsal.models import Rehearsal
from tieline.notice.rehearsal.tables import REHEARSED
from tieline.notice.rules.commands import refresh_rules
from tieline.notice.rules.tables import MATCH

pytestmark = pytest.mark.django_db

RULES = {body["key"]: body for body in telecom("rules")}
"""Of the telecom pack; those that are rehearsed here clear and cool down as it says."""


def line(customer_id: str, **fields: Any) -> dict[str, Any]:
    held = {"product_ref": f"{customer_id} 1", "status": "active", "started_on": date(2024, 1, 1), "monthly_fee": 100.0}
    return {"customer_id": customer_id, **held, **fields}


@pytest.fixture(autouse=True)
def past(warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch) -> Warehouse:
    """
    Wang's contract ends in 30 days and Li's in 300; Zhang complained three times in January and left in February;
    Chen left without a word.
    """
    monkeypatch.setattr(points, "WEEKS", 14)  # fewer days to ask than a year has
    monkeypatch.setattr(points, "DAILY_WEEKS", 0)
    publish_definitions(rule=[RULES["contract_ending"], RULES["dissatisfied"]])
    gone = {"status": "ended", "ended_on": date(2026, 2, 10)}
    publish_profile(
        warehouse,
        [
            customer("wang", contract_days_left=30, customer_since=date(2024, 1, 1)),
            customer("li", contract_days_left=300, customer_since=date(2024, 1, 1)),
            customer("zhang", is_active=False, customer_since=date(2024, 1, 1)),
            customer("chen", is_active=False, customer_since=date(2024, 1, 1)),
        ],
        lines=[
            line("wang", contract_start=date(2024, 5, 1), contract_end=AS_OF + timedelta(days=30)),
            line("li", contract_start=date(2024, 5, 1), contract_end=AS_OF + timedelta(days=300)),
            line("zhang", **gone),
            line("chen", **gone),
        ],
        contacts=[
            complaint("li", "2025-03-01 08:00"),
            *[complaint("zhang", f"2026-01-{day} 08:00") for day in (10, 11, 12)],
        ],
    )
    return warehouse


def rehearsed(body: dict[str, Any], horizon: int = 40) -> Rehearsal:
    asked = ask_rehearsal(body, horizon, by="lin", now=timezone.now(), enqueue=lambda _rehearsal: None)
    return do_rehearsal(asked.pk, progress=nothing, clock=timezone.now)


def figures(found: Rehearsal) -> dict[str, Any]:
    """The result of one that is done."""
    assert found.state == "done", found.why
    assert found.result is not None
    return dict(found.result)


@pytest.mark.parametrize("key", ["contract_ending", "dissatisfied"])
def test_the_last_day_of_a_rehearsal_is_what_the_run_of_that_day_found(past: Warehouse, key: str) -> None:
    refresh_rules(AS_OF, nothing)
    found = rehearsed(RULES[key])
    assert figures(found)["draft"]["open_at_end"] == len(past.rows(MATCH, rule=key))
    assert figures(found)["draft"]["open_at_end"] == (1 if key == "contract_ending" else 0)


def test_figures_name_no_customer_and_the_customers_are_kept_apart(past: Warehouse) -> None:
    found = rehearsed(RULES["dissatisfied"])
    left = next(each for each in figures(found)["draft"]["outcomes"] if each["outcome"] == "left")
    assert (left["mature"], left["hits"], left["happened"], left["noticed"]) == (1, 1, 2, 1)
    assert left["lead_days"]["middle"] == (date(2026, 2, 10) - date(2026, 1, 13)).days
    assert not [name for name in ("wang", "li", "zhang", "chen") if f'"{name}"' in str(figures(found))]
    kept = past.rows(REHEARSED, order_by=("kind", "customer_id"), rehearsal=str(found.pk))
    told = [(row["kind"], row["outcome"], row["customer_id"]) for row in kept]
    assert ("missed", "left", "chen") in told
    assert ("noticed", "left", "zhang") in told
    assert ("hit", "left", "zhang") in told
    steps = {step["number"]: step["alerts"] for step in figures(found)["thresholds"][0]["steps"]}
    assert (steps[1], steps[2], steps[3]) == (1, 1, 0)


def test_a_rule_that_would_have_found_nobody_where_nobody_left_is_told_as_such(past: Warehouse) -> None:
    publish_profile(past, [customer("wang", customer_since=date(2024, 1, 1))])
    found = rehearsed(RULES["contract_ending"])
    assert (figures(found)["draft"]["alerts"], past.rows(REHEARSED, rehearsal=str(found.pk))) == (0, [])


def test_a_draft_stands_beside_the_published_version_and_is_not_rehearsed_twice() -> None:
    draft = {**RULES["contract_ending"], "when": "contract_days_left <= 20"}
    found = rehearsed(draft)
    assert figures(found)["draft"]["alerts"] == 0
    assert figures(found)["published"]["alerts"] == 1
    again = ask_rehearsal(draft, 40, by="wu", now=timezone.now(), enqueue=lambda _rehearsal: None)
    assert again.pk == found.pk
    assert Change.objects.filter(command="ask_rehearsal").count() == 1


def test_what_the_past_did_not_keep_is_said() -> None:
    found = rehearsed({**RULES["contract_ending"], "when": "balance > 100 or contract_days_left <= 60"})
    assert [each["name"] for each in figures(found)["unknown"]] == ["balance"]


def test_a_cancelled_rehearsal_stops_and_keeps_nothing() -> None:
    asked = ask_rehearsal(RULES["dissatisfied"], 40, by="lin", now=timezone.now(), enqueue=lambda _rehearsal: None)

    def cancel(_share: float, _doing: str) -> None:
        if Rehearsal.objects.get(pk=asked.pk).state == "running":
            cancel_rehearsal(asked.pk, by="lin", now=timezone.now())

    stopped = do_rehearsal(asked.pk, progress=cancel, clock=timezone.now)
    assert (stopped.state, stopped.result) == ("cancelled", None)
    with pytest.raises(Refused, match="ended already"):
        cancel_rehearsal(asked.pk, by="lin", now=timezone.now())


def test_a_rule_that_is_not_sound_is_not_rehearsed() -> None:
    with pytest.raises(Invalid, match="contract_day"):
        rehearsed({**RULES["contract_ending"], "when": "contract_day <= 20"})
