"""
What landed or was settled, followed through: identity, profile, tags, segments, rules and tasks of those concerned.

A touch is one transaction of the warehouse: all tables follow or none. Alerts and tasks are settled against what is
there before it ends, so what was interrupted is done again and raises nothing twice.
"""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django_tasks import task

from tieline.act.tasks.commands import refresh_tasks
from tieline.foundation.errors import Unavailable
from tieline.foundation.jobs.commands import ask_again
from tieline.foundation.jobs.evaluations import record_failed, record_good
from tieline.foundation.jobs.failures import said
from tieline.foundation.jobs.models import Job, Run, Touch
from tieline.foundation.jobs.queries import find_newest_run
from tieline.foundation.jobs.queues import WAREHOUSE
from tieline.foundation.packs.queries import published_ids
from tieline.foundation.warehouse.current import warehouse
from tieline.foundation.warehouse.staging import Staging, staging
from tieline.know.identity.commands import match_new_records
from tieline.know.identity.queries import arrivals_wait
from tieline.know.profile.touched import Followed, Touched
from tieline.know.profile.touching import profile_waits, touch_profile
from tieline.know.segments.definitions import KIND as SEGMENTS
from tieline.know.segments.touching import touch_segments
from tieline.know.tags.definitions import KIND as TAGS
from tieline.know.tags.touching import touch_tags
from tieline.notice.rules.definitions import KIND as RULES
from tieline.notice.rules.touching import touch_rules

logger = logging.getLogger("tieline.touch")

FOLLOW_KEY = "follow what landed"
TOUCHED = "touched_customers"
"""The customers of a touch lie under this name, so that statements which read them stay equal."""


@task(queue_name=WAREHOUSE, priority=5)
def follow_job() -> int:
    """Of how many customers something changed by what landed or was settled since the last look."""
    return follow(timezone.now())


def ask_to_follow() -> Job:
    """Have it followed as soon as the warehouse is free."""
    return ask_again(follow_job, FOLLOW_KEY)


def follow(now: datetime) -> int:
    """
    Match what arrived, then let everything known of the customers concerned follow; how many they are.

    Nothing before the first run, while one is unfinished, or after one that failed: the next run sees to it. An error
    leaves everything to be done again, and is kept with the touch and with the definitions.
    """
    run = find_newest_run()
    if run is None or run.state != Run.State.DONE:
        return 0
    if arrivals_wait():
        match_new_records(as_of=run.as_of, now=now)
    if not profile_waits(warehouse()):
        return 0
    touch = Touch.objects.create(as_of=run.as_of)
    began = time.perf_counter()
    course = _Course(touch)
    try:
        course.run()
    except Exception as error:
        course.fail(error)
        raise
    finally:
        touch.seconds = round(time.perf_counter() - began, 3)
        touch.save()
    return touch.customers or 0


def touch_waits() -> bool:
    """Whether there is something to follow; never where another process holds the warehouse."""
    run = find_newest_run()
    try:
        return run is not None and run.state == Run.State.DONE and (arrivals_wait() or profile_waits(warehouse()))
    except Unavailable:
        return False


@dataclass
class _Course:
    """One touch on its way through the stages."""

    touch: Touch
    stage: str = "profile"
    asked: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def run(self) -> None:
        """Profile to tasks; what was asked is recorded as good once all of it stands."""
        as_of, cause = self.touch.as_of, f"touch {self.touch.pk}"
        at = warehouse()
        with staging(at) as area, at.transaction():
            touched = self._timed("profile", lambda: touch_profile(area))
            self.touch.customers = _count(touched)
            if self.touch.customers:
                customers = self._follow(area, touched, as_of, cause)
                self._timed("tasks", lambda: _tasks(as_of, customers))
        for kind, keys in self.asked.items():
            record_good(kind, keys)
        self.touch.state = Run.State.DONE

    def fail(self, error: Exception) -> None:
        """Keep why, with the touch and with the definitions that it could not ask."""
        self.touch.state, self.touch.error = Run.State.FAILED, f"{self.stage}: {said(error)}"
        if self.stage in _KINDS:
            record_failed(_KINDS[self.stage], published_ids(_KINDS[self.stage]), error)
        logger.warning("touch %s failed: %s", self.touch.pk, self.touch.error)

    def _follow(self, area: Staging, found: Touched, as_of: date, cause: str) -> tuple[str, ...]:
        """Tags, segments and rules; the customers whose alerts changed."""
        touched = replace(found, customers=area.keep_as(TOUCHED, found.customers))
        followed = self._stage("tags", lambda: touch_tags(area, touched, as_of, cause))
        after_tags = followed.touched
        followed = self._stage("segments", lambda: touch_segments(area, after_tags, as_of, cause))
        after_segments = followed.touched
        return self._stage("rules", lambda: touch_rules(area, after_segments, as_of)).customers

    def _stage(self, name: str, act: Callable[[], Followed]) -> Followed:
        followed: Followed = self._timed(name, act)
        self.asked[_KINDS[name]] = followed.asked
        self.touch.report[name] |= {"asked": len(followed.asked), "changed": followed.changed}
        return followed

    def _timed(self, name: str, act: Callable[[], Any]) -> Any:
        self.stage, began = name, time.perf_counter()
        found = act()
        self.touch.report[name] = {"seconds": round(time.perf_counter() - began, 3)}
        return found


_KINDS = {"tags": TAGS.name, "segments": SEGMENTS.name, "rules": RULES.name}


def _tasks(as_of: date, customers: tuple[str, ...]) -> None:
    if customers:
        refresh_tasks(as_of, _unwatched, customers)


def _unwatched(share: float, doing: str) -> None:
    """Progress of what takes milliseconds."""


def _count(touched: Touched) -> int:
    return int(touched.customers.count().to_pyarrow().as_py())
