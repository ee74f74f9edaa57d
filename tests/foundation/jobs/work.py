"""Tasks that the tests of jobs enqueue, and what they did."""

import threading
import time
from datetime import date
from pathlib import Path
from typing import Any

from django_tasks import task
from django_tasks.base import TaskContext

from tieline.foundation.errors import Invalid, Unavailable
from tieline.foundation.jobs.current import progress_of_current_job
from tieline.foundation.jobs.queues import WAREHOUSE

done: list[Any] = []
going_on = threading.Event()


@task()
def note(what: str, *, times: int = 1) -> str:
    done.append(what)
    return what * times


@task()
def note_at_large() -> None:
    done.append("large")


@task(priority=10)
def note_urgently(what: str) -> None:
    done.append(what)


@task(queue_name=WAREHOUSE)
def note_in_the_warehouse(what: str) -> None:
    done.append(what)


@task()
def fail_for_now() -> None:
    raise Unavailable("The mail server does not answer", where="smtp", do="Wait")


@task()
def fail_for_good() -> None:
    raise Invalid("The file is empty", where="billing.csv", do="Deliver it again")


@task()
def fail_unforeseen() -> None:
    found: dict[str, str] = {}
    found["missing"].strip()


@task(takes_context=True)
def tell_attempt(context: TaskContext, what: str) -> list[Any]:
    return [what, context.attempt]


@task()
def give_what_json_does_not_know() -> date:
    return date(2026, 1, 1)


@task()
def go_on_until_stopped() -> None:
    report = progress_of_current_job()
    for step in range(3000):
        report(step / 3000, "training")
        going_on.set()
        time.sleep(0.01)


@task()
def run_pipeline(as_of: str | None, by: str) -> None:
    done.append((as_of, by))


@task()
def touch_and_wait_once(path: str) -> None:
    place = Path(path)
    if place.exists():
        place.write_text("twice")
        return
    place.touch()
    time.sleep(60)
