"""Events over HTTP: taken when they are on disk, judged one by one, and who may send what."""

import json
from typing import Any

import pytest

from tests.know.ingest.deliveries import rows_of
from tests.know.ingest.events.conftest import Machine
from tests.know.ingest.events.landings import land, names, waiting
from tests.know.ingest.events.sources import event
from tests.know.ingest.test_api import browser_of
from tieline.foundation.warehouse.connection import Warehouse
from tieline.know.ingest.models import Load
from tieline.know.ingest.tables import REJECTED_ROW


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


def test_a_batch_of_which_nothing_is_sound_is_answered_with_422(machine: Machine) -> None:
    answer = machine.send([7, "x"])
    assert answer.status_code == 422
    assert answer.json()["rejected_count"] == 2
    assert not waiting()


def test_poison_is_counted_and_the_first_thousand_are_told(machine: Machine) -> None:
    answer = machine.send([event(1)] + [7] * 20_000).json()
    assert (answer["accepted"], answer["rejected_count"], len(answer["rejected"])) == (1, 20_000, 1000)


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
