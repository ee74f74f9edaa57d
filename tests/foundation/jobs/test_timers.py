"""Timers are due once per occurrence, whoever looks."""

import threading
from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest
from django.db import connection

from tests.foundation.jobs import work
from tieline.foundation.jobs.models import Job
from tieline.foundation.jobs.timers import Clockwork, Timer

HOURLY = Timer("hourly", work.fail_for_good, every=timedelta(hours=1))
NIGHTLY = Timer("nightly", work.fail_for_good, at=time(2, 30), late=timedelta(hours=3))


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def test_an_interval_is_due_at_its_multiples() -> None:
    assert HOURLY.last_due(at("2026-05-01 10:59")) == at("2026-05-01 10:00")
    assert HOURLY.last_due(at("2026-05-01 11:00")) == at("2026-05-01 11:00")


def test_a_time_of_day_is_due_in_the_zone_of_the_operator(settings: Any) -> None:
    settings.TIELINE_TIME_ZONE = "Asia/Shanghai"
    assert NIGHTLY.last_due(at("2026-05-01 18:29")) == at("2026-04-30 18:30")
    assert NIGHTLY.last_due(at("2026-05-01 18:30")) == at("2026-05-01 18:30")


@pytest.mark.django_db
def test_each_occurrence_is_enqueued_once_by_however_many_workers() -> None:
    clockworks = [Clockwork([HOURLY]), Clockwork([HOURLY])]
    for minute in (0, 1, 59):
        for clockwork in clockworks:
            clockwork.enqueue_due(at(f"2026-05-01 10:{minute:02}"))
    assert Job.objects.count() == 1
    clockworks[0].enqueue_due(at("2026-05-01 11:00"))
    assert Job.objects.count() == 2


@pytest.mark.django_db
def test_an_occurrence_for_which_there_is_nothing_to_do_leaves_no_job() -> None:
    waiting: list[str] = []
    clockwork = Clockwork([Timer("look", work.fail_for_good, every=timedelta(seconds=5), when=lambda: bool(waiting))])
    assert clockwork.enqueue_due(at("2026-05-01 10:00")) == 0
    waiting.append("a load")
    assert clockwork.enqueue_due(at("2026-05-01 10:00:03")) == 0
    assert clockwork.enqueue_due(at("2026-05-01 10:00:05")) == 1
    assert Job.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_workers_that_look_at_the_same_moment_enqueue_it_once() -> None:
    barrier, errors = threading.Barrier(4), []

    def look() -> None:
        try:
            barrier.wait()
            Clockwork([HOURLY]).enqueue_due(at("2026-05-01 10:00"))
        except Exception as error:
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=look) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert Job.objects.count() == 1


@pytest.mark.django_db
def test_an_occurrence_missed_by_more_than_the_timer_allows_is_left_out(settings: Any) -> None:
    settings.TIELINE_TIME_ZONE = "UTC"
    assert Clockwork([NIGHTLY]).enqueue_due(at("2026-05-01 05:31")) == 0
    assert Clockwork([NIGHTLY]).enqueue_due(at("2026-05-01 05:30")) == 1
