"""Events over HTTP: taken when they are on disk, judged one by one, and who may send what."""

import hashlib
import hmac
import json
import threading
import time
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from tests.know.ingest.deliveries import rows_of
from tests.know.ingest.events.conftest import Machine
from tests.know.ingest.events.sources import event, publish, source
from tests.know.ingest.test_api import browser_of
from tieline.foundation.jobs.commands import ask_again
from tieline.foundation.jobs.models import Job
from tieline.foundation.jobs.worker import Worker
from tieline.foundation.warehouse.connection import Warehouse
from tieline.know.ingest.events import doors
from tieline.know.ingest.events.lander import JOB_KEY, land_events, land_sealed
from tieline.know.ingest.events.segments import sealed_segments
from tieline.know.ingest.models import Load
from tieline.know.ingest.tables import INTERACTION, REJECTED_ROW

SECRET = "a secret of the shop"


def waiting() -> list[dict[str, Any]]:
    """The events on disk."""
    paths = sorted(doors.inbox().glob("*/segments/*"))
    return [json.loads(line) for path in paths for line in path.read_bytes().splitlines()]


def land() -> int:
    doors.stop_writing()
    return land_sealed(doors.inbox(), lambda share, doing: None)


def names(warehouse: Warehouse) -> list[str]:
    return [row["record_key"] for row in rows_of(warehouse, INTERACTION)]


@pytest.mark.parametrize(
    ("body", "query", "kind", "count"),
    [
        (event(1), "?source=app.live", "application/json", 1),
        ([event(1), event(2)], "?source=app.live", "application/json", 2),
        ({"source": "app.live", "events": [event(1), event(2)]}, "", "application/json", 2),
        (b"\n".join(json.dumps(event(n)).encode() for n in range(3)), "?source=app.live", "application/x-ndjson", 3),
    ],
)
def test_events_are_on_disk_when_they_are_acknowledged(
    machine: Machine, body: Any, query: str, kind: str, count: int
) -> None:
    answer = machine.send(body, query, content_type=kind)
    assert answer.status_code == 202
    assert answer.json() == {"accepted": count, "duplicates": 0, "rejected_count": 0, "rejected": []}
    assert len(waiting()) == count


def test_events_land_as_records_in_their_own_time_and_the_same_one_again_is_one_record(
    machine: Machine, warehouse: Warehouse
) -> None:
    late = event("late", at="2026-09-01T08:00:00Z")
    machine.send([event("new"), late, event("new")])
    assert land() == 1
    machine.send([late, event("newer", at="2026-11-02T08:00:00+08:00")])
    assert land() == 1
    rows = {row["record_key"]: row["at"].isoformat() for row in rows_of(warehouse, INTERACTION)}
    assert rows == {
        "new": "2026-11-01T08:00:00", "late": "2026-09-01T08:00:00", "newer": "2026-11-02T00:00:00",
    }  # fmt: skip
    assert sorted(names(warehouse)) == ["late", "new", "newer"]
    assert {load.arrival for load in Load.objects.all()} == {"events"}
    assert not waiting()


def test_poison_is_answered_by_its_place_and_what_does_not_fit_becomes_a_dead_letter(
    machine: Machine, warehouse: Warehouse
) -> None:
    answer = machine.send([event(1), 7, event(2, at="never"), {"at": "x"}, event(3, type="unknown"), event(4)]).json()
    assert (answer["accepted"], answer["rejected_count"]) == (4, 2)
    assert [(each["index"], each["reason"]) for each in answer["rejected"]] == [(1, "not an object"), (3, "no id")]
    land()
    assert sorted(names(warehouse)) == ["1", "4"]
    dead = {(row["field"], row["value"], row["reason"]) for row in rows_of(warehouse, REJECTED_ROW)}
    assert dead == {("at", "never", "not a timestamp"), ("type", "unknown", "unknown code")}
    assert Load.objects.get().state == "landed"


def test_events_that_are_all_wrong_do_not_fail_the_load(machine: Machine, warehouse: Warehouse) -> None:
    machine.send([event(n, at="never") for n in range(5)])
    land()
    load = Load.objects.get()
    assert (load.state, load.rows_landed, load.rows_rejected) == ("landed", 0, 5)


def test_an_event_may_lack_what_it_has_nothing_to_say_of(machine: Machine, warehouse: Warehouse) -> None:
    machine.send([{"id": "1", "at": "2026-11-01T08:00:00Z"}])
    land()
    assert names(warehouse) == ["1"]


def test_a_batch_of_which_nothing_is_sound_is_answered_with_422(machine: Machine) -> None:
    answer = machine.send([7, "x"])
    assert answer.status_code == 422
    assert answer.json()["rejected_count"] == 2
    assert not waiting()


def test_two_hundred_thousand_duplicates_are_one_record_and_little_disk(machine: Machine, warehouse: Warehouse) -> None:
    body = json.dumps([event("same")] * 20_000).encode()
    for _ in range(10):
        assert machine.send(body).json()["accepted"] == 20_000
    assert len(waiting()) == 1
    land()
    machine.send(body)
    land()
    assert names(warehouse) == ["same"]
    assert not rows_of(warehouse, REJECTED_ROW)


def test_a_packed_body_is_unpacked_within_its_bound(machine: Machine, settings: Any) -> None:
    assert machine.send([event(1)], packed=True).status_code == 202
    settings.TIELINE_EVENTS_BODY_MB = 0.01
    bomb = b'{"id": "1"}' + b" " * 5_000_000
    assert machine.send(bomb, packed=True).status_code == 413
    assert machine.send(b"\x1f\x8b broken", encoding="gzip").status_code == 422
    assert machine.send([event(1)], encoding="br").status_code == 422


def test_a_body_above_the_bound_is_refused_before_it_is_read(machine: Machine, settings: Any) -> None:
    settings.TIELINE_EVENTS_BODY_MB = 0.001
    answer = machine.send([event(1, text="x" * 2000)])
    assert (answer.status_code, answer.json()["title"]) == (413, "Too large")
    assert not waiting()


def test_too_much_that_waits_is_answered_with_429_and_taken_after_a_landing(machine: Machine, settings: Any) -> None:
    settings.TIELINE_EVENTS_BACKLOG_MB = 0.001
    assert machine.send([event(n) for n in range(10)]).status_code == 202
    answer = machine.send([event(n) for n in range(10, 20)])
    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) >= 1
    assert len(waiting()) == 10
    land()
    assert machine.send([event(n) for n in range(10, 20)]).status_code == 202


def test_a_source_that_is_unknown_or_takes_no_events_is_told(published: None, key: str, settings: Any) -> None:
    settings.TIELINE_EVENT_KEYS = settings.TIELINE_EVENT_KEYS.replace("@app.live", "@*")
    machine = Machine(key)
    assert machine.send([event(1)], "?source=app.none").status_code == 404
    assert machine.send([event(1)], "?source=app.files").status_code == 403
    assert machine.send([event(1)], "?source=../../etc").status_code == 404
    assert machine.send([event(1)], "?source=app.other").status_code == 202


def test_a_key_sends_to_its_own_sources_only(machine: Machine) -> None:
    for query, body in (("?source=app.other", [event(1)]), ("", {"source": "app.other", "events": [event(1)]})):
        answer = machine.send(body, query)
        assert (answer.status_code, "app.other" in answer.json()["detail"]) == (403, True)
    assert not waiting()


@pytest.mark.parametrize("shown", [None, "", "wrong", "é"])
def test_without_a_key_or_with_another_nothing_is_taken(published: None, key: str, shown: str | None) -> None:
    answer = Machine(shown).send([event(1)])
    assert answer.status_code in (401, 403)
    assert not waiting()


def test_a_key_may_stand_in_the_authorization_header(published: None, key: str) -> None:
    assert Machine(None).send([event(1)], Authorization=f"Bearer {key}").status_code == 202


def test_keys_that_cannot_be_read_open_nothing(published: None, key: str, settings: Any) -> None:
    settings.TIELINE_EVENT_KEYS = "app:plain-key"
    assert Machine(key).send([event(1)]).status_code == 503


def test_a_person_who_may_deliver_sends_with_session_and_token(published: None) -> None:
    browser = browser_of("marketer")
    path = "/api/ingest/events?source=app.live"
    assert browser.send("POST", path, [event(1)], token=False).status_code == 403
    assert browser.send("POST", path, [event(1)]).status_code == 202
    assert browser_of("agent").send("POST", path, [event(2)]).status_code == 403


def signed(body: bytes, timestamp: str = "", secret: str = SECRET) -> str:
    content = f"{timestamp}.".encode() + body if timestamp else body
    return hmac.new(secret.encode(), content, hashlib.sha256).hexdigest()


Webhook = Callable[..., Any]


@pytest.fixture
def webhook(db: None, warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch) -> Webhook:
    monkeypatch.setenv("SHOP_SECRET", SECRET)
    declared = {"signature": "hmac-sha256", "secret": "SHOP_SECRET"}
    publish(
        source(key="shop.hooks", where={"events": declared}),
        source(key="shop.dated", where={"events": {**declared, "timestamp_header": "X-Timestamp"}}),
        source(),
    )

    def send(body: bytes, key: str = "shop.hooks", **headers: str) -> Any:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return Client(enforce_csrf_checks=True).generic(
            "POST", f"/api/ingest/webhooks/{key}", body, "application/json", headers=named
        )

    return send


def test_a_webhook_is_taken_when_its_secret_signed_the_raw_body(webhook: Webhook) -> None:
    body = b'{"id":  "1", "at": "2026-11-01T08:00:00Z"}'
    assert webhook(body, X_Signature=signed(body)).status_code == 202
    assert webhook(body, X_Signature="sha256=" + signed(body).upper()).status_code == 202
    doors.stop_writing()


@pytest.mark.parametrize("signature", ["", "00", "é", signed(b'{"id": "2"}'), signed(b'{"id": "1"}', secret="other")])
def test_a_webhook_with_another_signature_is_refused(webhook: Webhook, signature: str) -> None:
    answer = webhook(b'{"id": "1"}', X_Signature=signature)
    assert answer.status_code == 401
    assert not list(doors.inbox().glob("*/segments/*"))


def test_a_webhook_without_signature_or_of_an_unsigned_source_is_refused(webhook: Webhook) -> None:
    assert webhook(b'{"id": "1"}').status_code == 401
    assert webhook(b'{"id": "1"}', "app.live", X_Signature=signed(b'{"id": "1"}')).status_code == 404
    assert webhook(b'{"id": "1"}', "no.such", X_Signature=signed(b'{"id": "1"}')).status_code == 404


@pytest.mark.parametrize(("age", "status"), [(0, 202), (-200, 202), (400, 401), (-400, 401)])
def test_a_dated_webhook_is_taken_within_its_tolerance(webhook: Webhook, age: int, status: int) -> None:
    body, at = b'{"id": "1"}', str(int(time.time()) - age)
    answer = webhook(body, "shop.dated", X_Signature=signed(body, at), X_Timestamp=at)
    assert answer.status_code == status
    doors.stop_writing()


def test_a_webhook_cannot_be_dated_anew(webhook: Webhook) -> None:
    body, old, now = b'{"id": "1"}', str(int(time.time()) - 4000), str(int(time.time()))
    assert webhook(body, "shop.dated", X_Signature=signed(body, old), X_Timestamp=now).status_code == 401
    assert webhook(body, "shop.dated", X_Signature=signed(body)).status_code == 401
    assert webhook(body, "shop.dated", X_Signature=signed(body, "soon"), X_Timestamp="soon").status_code == 401


def test_without_its_secret_a_webhook_takes_nothing(webhook: Webhook, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SHOP_SECRET")
    assert webhook(b'{"id": "1"}', X_Signature=signed(b'{"id": "1"}', secret="")).status_code == 503


def test_the_status_says_what_waits_what_landed_and_what_is_dead(machine: Machine, warehouse: Warehouse) -> None:
    machine.send([event(1), event(2, at="never")])
    land()
    machine.send([event(3)])
    status = browser_of("supervisor").get("/api/ingest/events/status").json()
    first, other = status["items"]
    assert (first["source"], first["events_landed"], first["dead_letters"]) == ("app.live", 1, 1)
    assert first["waiting_bytes"] == status["waiting_bytes"] > 0
    assert first["last_landed_at"]
    assert (other["source"], other["last_landed_at"], other["listener"]) == ("app.other", None, None)
    assert browser_of("agent").get("/api/ingest/events/status").status_code == 403


def test_a_landing_that_is_interrupted_is_done_again_with_the_same_result(
    machine: Machine, warehouse: Warehouse
) -> None:
    machine.send([event(1), event(2)])
    doors.stop_writing()
    (segment,) = sealed_segments(doors.inbox())
    content = segment.path.read_bytes()
    land()
    segment.path.write_bytes(content)  # as if the process had died before it removed the segment
    land()
    assert sorted(names(warehouse)) == ["1", "2"]
    assert Load.objects.count() == 1
    assert not waiting()


def test_segments_that_wait_land_together_and_each_event_once(machine: Machine, warehouse: Warehouse) -> None:
    for number in range(3):
        machine.send([event(number), event("same")])
        doors.stop_writing()
    assert len(list(sealed_segments(doors.inbox()))) == 3
    assert land() == 1
    assert sorted(names(warehouse)) == ["0", "1", "2", "same"]
    assert Load.objects.get().rows_rejected == 0
    assert not waiting()


def test_events_of_a_source_that_is_gone_wait(machine: Machine, warehouse: Warehouse) -> None:
    machine.send([event(1)])
    doors.stop_writing()
    (segment,) = sealed_segments(doors.inbox())
    gone = segment.path.parents[2] / "app.gone" / "segments"
    gone.mkdir(parents=True)
    segment.path.rename(gone / segment.path.name)
    machine.send([event(2)])
    assert land() == 1
    assert names(warehouse) == ["2"]
    assert [each["id"] for each in waiting()] == ["1"]


def test_one_row_of_jobs_asks_for_every_landing(machine: Machine, warehouse: Warehouse) -> None:

    worker = Worker(threading.Event())
    for number in range(3):
        machine.send([event(number)])
        doors.stop_writing()
        ask_again(land_events, JOB_KEY)
        ask_again(land_events, JOB_KEY)
        assert worker.run_one()
        assert not worker.run_one()
    assert Job.objects.filter(key=JOB_KEY).count() == 1
    assert len(names(warehouse)) == 3
