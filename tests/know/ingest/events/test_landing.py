"""Events land in their own time, once, whatever interrupts the landing; what does not fit is a dead letter."""

import json
import threading

from tests.know.ingest.deliveries import rows_of
from tests.know.ingest.events.conftest import Machine
from tests.know.ingest.events.landings import land, names, waiting
from tests.know.ingest.events.sources import event, publish, source
from tieline.foundation.jobs.commands import ask_again
from tieline.foundation.jobs.models import Job
from tieline.foundation.jobs.worker import Worker
from tieline.foundation.warehouse.connection import Warehouse
from tieline.know.ingest.events import doors
from tieline.know.ingest.events.lander import JOB_KEY, land_events
from tieline.know.ingest.events.parsing import parse_json
from tieline.know.ingest.events.segments import sealed_segments
from tieline.know.ingest.models import Load
from tieline.know.ingest.tables import INTERACTION


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


def test_events_that_are_all_wrong_do_not_fail_the_load(machine: Machine, warehouse: Warehouse) -> None:
    machine.send([event(n, at="never") for n in range(5)])
    land()
    load = Load.objects.get()
    assert (load.state, load.rows_landed, load.rows_rejected) == ("landed", 0, 5)


def test_an_event_may_lack_what_it_has_nothing_to_say_of(machine: Machine, warehouse: Warehouse) -> None:
    machine.send([{"id": "1", "at": "2026-11-01T08:00:00Z"}])
    land()
    assert names(warehouse) == ["1"]


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


def test_of_two_events_with_one_id_the_later_one_holds(machine: Machine, warehouse: Warehouse) -> None:
    machine.send([event(1, page="first"), event(1, page="second"), event(2, page="first")])
    land()
    machine.send([event(2, page="second")])
    land()
    rows = {row["record_key"]: row["reason"] for row in rows_of(warehouse, INTERACTION)}
    assert rows == {"1": "second", "2": "second"}
    assert len(names(warehouse)) == 2


def test_a_load_that_fails_keeps_its_events_and_lets_the_next_ones_through(
    machine: Machine, warehouse: Warehouse
) -> None:
    publish(source(key="app.strict", rejected_share_limit=0.2))
    doors.take(source(key="app.strict"), parse_json(json.dumps([event(1, at="never")]).encode(), "id"))
    land()
    failed = Load.objects.get()
    assert (failed.state, "would be rejected" in failed.error_what) == ("failed", True)
    assert json.loads(failed.file.read_bytes())["id"] == "1"
    assert not waiting()
    doors.take(source(key="app.strict"), parse_json(json.dumps([event(2)]).encode(), "id"))
    land()
    assert names(warehouse) == ["2"]
