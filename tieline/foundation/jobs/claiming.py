"""Who does which job: claimed by one worker at a time for as long as its lease lasts."""

import os
import socket
import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.db import connection, transaction
from django.db.models import Q, QuerySet

from tieline.foundation.jobs.failures import MAX_ATTEMPTS, pause_after
from tieline.foundation.jobs.models import Job
from tieline.foundation.jobs.queues import QUEUES

LEASE = timedelta(seconds=120)
_PROCESS = uuid.uuid4().hex[:8]
"""Tells this process from an earlier one that had the same number, as the first in a container always does."""


def worker_name(thread: str) -> str:
    """``host/process number/token/thread``: unique, and telling whether the process is still alive."""
    return f"{_host()}/{os.getpid()}/{_PROCESS}/{thread}"


def _host() -> str:
    """The machine and, on Linux, its space of process numbers: containers that share a name do not share those."""
    try:
        space = str(Path("/proc/self/ns/pid").readlink()).strip("pid:[]")
    except OSError:
        space = "0"
    return f"{socket.gethostname()[:30].replace('/', '-')}.{space}"


def claim_job(worker: str, now: datetime, queues: Sequence[str] = QUEUES) -> Job | None:
    """
    The most urgent job of these queues that is due, now running for this worker; None when there is none.

    No two workers get the same job: PostgreSQL passes over rows that others hold, SQLite updates the row
    only if nobody else did since it was read.
    """
    due = Job.objects.filter(state=Job.State.WAITING, due_at__lte=now, queue__in=queues)
    due = due.order_by("-priority", "due_at", "created_at")
    if connection.features.has_select_for_update_skip_locked:
        with transaction.atomic():
            job = due.select_for_update(skip_locked=True).first()
            return _taken(job, worker, now) if job else None
    while job := due.first():
        taken = _taken(job, worker, now)
        if taken:
            return taken
    return None


def _taken(job: Job, worker: str, now: datetime) -> Job | None:
    """The job as this worker's; None when another was quicker."""
    taken: dict[str, Any] = {
        "state": Job.State.RUNNING,
        "worker": worker,
        "attempts": job.attempts + 1,
        "lease_until": now + LEASE,
        "started_at": now,
        "finished_at": None,
        "progress": "",
    }
    mine = Job.objects.filter(pk=job.pk, state=Job.State.WAITING, attempts=job.attempts).update(**taken)
    if not mine:
        return None
    for name, value in taken.items():
        setattr(job, name, value)
    return job


def extend_lease(job: Job, now: datetime, progress: str) -> bool:
    """Keep the job for another lease and show its progress; False when it is no longer this worker's."""
    return bool(_held(job).update(lease_until=now + LEASE, progress=progress[:200]))


def release(job: Job, now: datetime, **fields: object) -> bool:
    """End the claim with these fields; False, and nothing written, when the job is no longer this worker's."""
    return bool(_held(job).update(lease_until=None, **({"finished_at": now} | fields)))


def recover_lost_jobs(now: datetime) -> int:
    """Put jobs whose worker is gone back into the queue, or fail them after ``MAX_ATTEMPTS``; how many."""
    lost = Q(lease_until__lt=now) | Q(worker__startswith=f"{_host()}/")
    recovered = 0
    for job in Job.objects.filter(lost, state=Job.State.RUNNING):
        if job.lease_until and job.lease_until >= now and _alive(job.worker):
            continue
        recovered += _put_back(job, now)
    return recovered


def _put_back(job: Job, now: datetime) -> bool:
    text = f"The worker {job.worker} was lost in attempt {job.attempts}."
    if job.attempts >= MAX_ATTEMPTS:
        return release(job, now, state=Job.State.FAILED, error=f"{text} Look at the log of the worker.")
    due_at = now + pause_after(job.attempts)
    return release(job, now, state=Job.State.WAITING, error=text, due_at=due_at, finished_at=None)


def _held(job: Job) -> QuerySet[Job]:
    return Job.objects.filter(pk=job.pk, state=Job.State.RUNNING, worker=job.worker, attempts=job.attempts)


def _alive(worker: str) -> bool:
    """Whether the process of a worker on this host still runs."""
    _, number, token, _ = worker.split("/", 3)
    if int(number) == os.getpid():
        return token == _PROCESS
    try:
        os.kill(int(number), 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
