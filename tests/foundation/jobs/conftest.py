"""A clean notebook for the tasks of these tests, and a clock that the test moves."""

import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from tests.foundation.jobs import work
from tieline.foundation.jobs.worker import Worker


@pytest.fixture(autouse=True)
def _clean_notebook() -> None:
    work.done.clear()
    work.going_on.clear()


class Clock:
    """Starts a minute from now, so that jobs enqueued at the real time are due."""

    def __init__(self) -> None:
        self.now = datetime.now(UTC) + timedelta(minutes=1)

    def __call__(self) -> datetime:
        return self.now

    def pass_time(self, **time: float) -> None:
        self.now += timedelta(**time)


@pytest.fixture
def clock() -> Clock:
    return Clock()


def do_all(clock: Clock | None = None) -> None:
    """Do every job that is due."""
    worker = Worker(threading.Event(), clock=clock or Clock())
    while worker.run_one():
        pass


def wait_until(true: Callable[[], bool]) -> None:
    for _ in range(1000):
        if true():
            return
        time.sleep(0.01)
    raise AssertionError("it did not happen within ten seconds")
