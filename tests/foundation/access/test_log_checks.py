"""The change log on the screen: searched and narrowed, and proven by a check whose outcome is kept."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.foundation.access.conftest import Browser
from tieline.foundation.access.anchors import anchor_changes
from tieline.foundation.access.asking import asking_from
from tieline.foundation.access.changes import record_change
from tieline.foundation.access.log_checks import check_log, find_last_check
from tieline.foundation.access.looks import note_look
from tieline.foundation.access.models import Change
from tieline.foundation.jobs.models import Job

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 1, 9, tzinfo=UTC)
DAY = timedelta(days=1)


def record(number: int, *, command: str = "close_task", by: str = "li", reason: str = "", now: datetime = NOW) -> None:
    record_change(command, "task", number, by=by, after={"state": "closed"}, reason=reason, now=now)


def test_a_check_says_how_many_entries_are_sound_and_against_how_many_anchors() -> None:
    record(1)
    anchor_changes(NOW)
    record(2)
    found = check_log(NOW + DAY)
    assert (found.sound, found.anchors, found.broken_at, found.what) == (2, 1, None, "")
    assert find_last_check() == found


def test_a_check_keeps_which_entry_was_altered() -> None:
    record(1)
    record(2)
    Change.objects.filter(sequence=2).update(user="wang")
    found = check_log(NOW)
    assert (found.sound, found.broken_at) == (1, 2)
    assert "altered" in found.what


def test_the_screen_tells_the_newest_check_and_anchor(as_wang: Browser) -> None:
    before = as_wang.get("/api/changes/state").json()
    assert (before["check"], before["anchor"]) == (None, None)
    check_log(NOW)
    anchored = anchor_changes(NOW)
    assert anchored is not None
    after = as_wang.get("/api/changes/state").json()
    assert after["check"]["sound"] == after["entries"] == before["entries"] == anchored.sequence
    assert after["anchor"]["hash"] == anchored.hash


def test_who_reads_the_log_can_have_it_checked_and_asking_twice_is_asking_once(as_wang: Browser) -> None:
    asked = [as_wang.send("POST", "/api/changes/check", {}) for _ in range(2)]
    assert [each.status_code for each in asked] == [202, 202]
    assert asked[0].json()["id"] == asked[1].json()["id"]
    [job] = Job.objects.filter(task__endswith="check_log_job")
    assert job.state == Job.State.WAITING


@pytest.mark.parametrize(("method", "path"), [("GET", "/api/changes/state"), ("POST", "/api/changes/check")])
def test_an_agent_neither_sees_nor_asks_for_checks(as_li: Browser, method: str, path: str) -> None:
    assert as_li.send(method, path, {}).status_code == 403


@pytest.mark.parametrize(
    ("narrowed", "found"),
    [
        ({"command": "start_task"}, ["2"]),
        ({"search": "complained"}, ["3"]),
        ({"search": "12"}, ["12"]),
        ({"user": "zhao"}, ["12"]),
        ({"since": (NOW + DAY).isoformat()}, ["12", "3"]),
        ({"since": NOW.isoformat(), "until": (NOW + DAY).isoformat()}, ["2"]),
        ({"command": "start_task", "user": "zhao"}, []),
    ],
)
def test_entries_are_narrowed_by_what_is_given(as_wang: Browser, narrowed: dict[str, Any], found: list[str]) -> None:
    record(2, command="start_task")
    record(3, reason="The customer complained", now=NOW + DAY)
    record(12, by="zhao", now=NOW + 2 * DAY)
    page = as_wang.get("/api/changes", {"object_kind": "task", **narrowed}).json()
    assert ([each["object_id"] for each in page["items"]], page["total"]) == (found, len(found))


def test_what_stood_in_an_object_is_not_searched(as_wang: Browser) -> None:
    record_change("correct_rows", "load", 1, by="li", after={"phone": "13800138000"}, now=NOW)
    assert as_wang.get("/api/changes", {"search": "13800138000"}).json()["total"] == 0


def test_an_instant_without_a_zone_is_refused(as_wang: Browser) -> None:
    assert as_wang.get("/api/changes", {"since": "2026-03-01T09:00:00"}).status_code == 422


def test_looks_are_narrowed_by_customer_user_and_days(as_wang: Browser) -> None:
    with asking_from("10.0.0.7"):
        for number, who in enumerate(["li", "zhao", "li"]):
            note_look(who, "GET /api/customers", [f"C{number}"], purpose="service", now=NOW + number * DAY)

    def seen(**given: str) -> list[tuple[str, int]]:
        return [(each["user"], each["customers"]) for each in as_wang.get("/api/changes/looks", given).json()["items"]]

    assert seen(customer="C1") == [("zhao", 1)]
    assert seen(user="li", since=(NOW + DAY).isoformat()) == [("li", 1)]
    assert seen(until=NOW.isoformat()) == []


def test_the_job_checks_the_log_and_keeps_what_it_found() -> None:
    from tieline.server.work import check_log_job  # noqa: PLC0415 - the worker's module reads settings when imported

    record(1)
    assert check_log_job.func() == 1
    checked = find_last_check()
    assert checked is not None
    assert checked.sound == 1
