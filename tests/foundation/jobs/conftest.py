"""A clean notebook for the tasks of these tests, and a clock that the test moves."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.foundation.jobs import work


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
