"""Work that recurs: each occurrence is a job with a key of its own, so that many workers enqueue it once."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from typing import Any

from django_tasks.base import Task

from tieline.foundation.days import operator_zone
from tieline.foundation.jobs.commands import ask_again, enqueue_once

_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Timer:
    """
    Calls ``task`` every ``every``; or, with ``at``, once a day at that time of the operator's zone.

    With ``again`` it is one job that is asked for again and again, for what is looked for every moment. An occurrence
    that was missed because no worker ran is made up for within ``late``. With ``when``, one for which that says no is
    passed over.
    """

    key: str
    task: Task[Any, Any]
    every: timedelta = timedelta(days=1)
    at: time | None = None
    late: timedelta = timedelta(hours=6)
    when: Callable[[], bool] | None = None
    again: bool = False

    def last_due(self, now: datetime) -> datetime:
        """The newest instant, not after ``now``, at which the timer was due."""
        if self.at is None:
            return _EPOCH + (now - _EPOCH) // self.every * self.every
        local = now.astimezone(operator_zone())
        due = datetime.combine(local.date(), self.at, tzinfo=operator_zone())
        return due if due <= local else datetime.combine(local.date() - timedelta(days=1), self.at, due.tzinfo)


@dataclass
class Clockwork:
    """The timers of one worker, which remembers what it has enqueued so that it need not ask each second."""

    timers: Sequence[Timer]
    _enqueued: dict[str, datetime] = field(default_factory=dict)

    def enqueue_due(self, now: datetime) -> int:
        """Enqueue the occurrences that are due; how many this worker had not enqueued before."""
        enqueued = 0
        for timer in self.timers:
            due = timer.last_due(now)
            if self._enqueued.get(timer.key) == due or now - due > timer.late:
                continue
            if timer.when is not None and not timer.when():
                self._enqueued[timer.key] = due
                continue
            if timer.again:
                ask_again(timer.task, timer.key)
            else:
                enqueue_once(timer.task, f"timer {timer.key} {due.astimezone(UTC).isoformat()}")
            self._enqueued[timer.key] = due
            enqueued += 1
        return enqueued
