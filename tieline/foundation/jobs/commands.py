"""Adding jobs, and trying failed ones again."""

import uuid
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django_tasks.base import Task
from django_tasks.utils import normalize_json

from tieline.foundation.access.changes import record_change
from tieline.foundation.errors import Refused
from tieline.foundation.jobs.models import Job
from tieline.foundation.jobs.queries import get_job
from tieline.foundation.jobs.waking import wake_workers

KEPT = timedelta(days=30)
"""How long done jobs, and with them their keys, are remembered."""


def add_job(task: Task[Any, Any], args: Any = (), kwargs: Any = None, key: str | None = None) -> Job:
    """
    A waiting job, in the transaction of the caller; with a ``key`` that was used before, the job of that time.

    A worker sees it when the transaction commits, and not before ``run_after`` of the task.
    """
    now = timezone.now()
    fields = {
        "id": uuid.uuid4(),
        "task": task.module_path,
        "arguments": normalize_json({"args": list(args), "kwargs": kwargs or {}}),
        "queue": task.queue_name,
        "priority": task.priority,
        "due_at": task.run_after or now,
    }
    if key is None:
        job = Job.objects.create(**fields)
    else:
        job, _ = Job.objects.get_or_create(key=key, defaults=fields)
    transaction.on_commit(wake_workers)
    return job


def enqueue_once(task: Task[Any, Any], key: str, *args: Any, **kwargs: Any) -> Job:
    """The one job with this key: added now, or when the key was used first. Keys are remembered for ``KEPT``."""
    return add_job(task, args, kwargs, key)


def ask_again(
    task: Task[Any, Any], key: str, *, pause: timedelta = timedelta(seconds=60), at_once: bool = False
) -> Job:
    """
    The one job with this key, waiting again where it was done, or where it failed longer than ``pause`` ago.

    For work that is asked for again and again, such as landing what has come: one row rather than thousands.
    With ``at_once`` it does not wait out the pause after an attempt whose worker was lost.
    """
    now = timezone.now()
    job = add_job(task, key=key)
    over = Q(state=Job.State.DONE) | Q(state=Job.State.FAILED, finished_at__lt=now - pause)
    asked = Job.objects.filter(over, pk=job.pk).update(state=Job.State.WAITING, due_at=now, attempts=0)
    if at_once:
        asked += Job.objects.filter(pk=job.pk, state=Job.State.WAITING, due_at__gt=now).update(due_at=now)
    if asked:
        transaction.on_commit(wake_workers)
    return job


def retry_job(job_id: uuid.UUID, *, by: str) -> Job:
    """The failed job, waiting again with all its attempts; Refused for a job that did not fail."""
    with transaction.atomic():
        job = get_job(job_id)
        again = Job.objects.filter(pk=job_id, state=Job.State.FAILED).update(
            state=Job.State.WAITING,
            due_at=timezone.now(),
            attempts=0,
            worker="",
            progress="",
            error="",
            finished_at=None,
        )
        if not again:
            raise Refused(f"The job is {job.state}", where=str(job), do="Only failed jobs can be tried again")
        record_change("retry_job", "job", str(job_id), by=by, before={"state": job.state, "error": job.error})
        transaction.on_commit(wake_workers)
    return get_job(job_id)


def forget_old_jobs(now: datetime) -> int:
    """Delete jobs that were done more than ``KEPT`` ago; how many. Failed ones stay until somebody looks."""
    before = now - KEPT
    deleted, _ = Job.objects.filter(state=Job.State.DONE, finished_at__lt=before).delete()
    return deleted
