"""The record of runs: which stages of which day are done, so that a killed run goes on where it stopped."""

import json
import math
import time
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django_tasks.base import Task

from tieline.foundation.days import local_day
from tieline.foundation.errors import Refused
from tieline.foundation.jobs.commands import enqueue_once
from tieline.foundation.jobs.failures import said
from tieline.foundation.jobs.models import Job, Run, StageRun
from tieline.foundation.jobs.queries import find_unfinished_run
from tieline.foundation.jobs.stages import Progress, Stage, StageResult


def ask_for_run(task: Task[Any, Any], *, as_of: date | None, by: str) -> Job:
    """
    A job that calls ``task(as_of=…, by=…)``, the day as ISO text or null; Refused while a run is going on.

    A run that was interrupted, so that no job is at work on it, is asked for by its own day or none. Two who
    ask at the same moment get the same job.
    """
    jobs = Job.objects.filter(task=task.module_path)
    if jobs.filter(state__in=[Job.State.WAITING, Job.State.RUNNING]).exists():
        raise Refused("A run is going on", where="the pipeline", do="Wait until it has finished")
    unfinished = find_unfinished_run()
    if unfinished and as_of not in (None, unfinished.as_of):
        raise _another_day(unfinished)
    newest_job = jobs.order_by("-created_at", "-id").values_list("id", flat=True).first()
    newest_run = Run.objects.order_by("-id").values_list("id", flat=True).first()
    key = f"run after {newest_run} and {newest_job}"
    return enqueue_once(task, key, as_of=as_of.isoformat() if as_of else None, by=by)


def start_or_resume_run(as_of: date | None, by: str, *, anew: bool = False) -> Run:
    """
    The run to work on now.

    An unfinished run (going on when the process was killed) is resumed, as is the newest run when it
    failed and is of the same day; else a new one begins. Without a day it is that of the unfinished run,
    or today. ``anew`` gives up what is unfinished. Refused when a run of another day is unfinished.
    """
    with transaction.atomic():
        unfinished = find_unfinished_run()
        if unfinished and anew:
            _close(unfinished, Run.State.FAILED, "It was given up for a new run.")
        elif unfinished and as_of in (None, unfinished.as_of):
            return unfinished
        elif unfinished:
            raise _another_day(unfinished)
        day = as_of or local_day(timezone.now())
        newest = Run.objects.order_by("-id").first()
        if newest and not anew and newest.state == Run.State.FAILED and newest.as_of == day:
            Run.objects.filter(pk=newest.pk).update(state=Run.State.RUNNING, error="", finished_at=None)
            newest.refresh_from_db()
            return newest
        return _begin(day, by)


def begin_stage(run: Run, name: str, position: int) -> StageRun | None:
    """The stage's record, marked as running and committed before the work begins; None when this run has done it."""
    record, _ = StageRun.objects.get_or_create(run=run, stage=name, defaults={"position": position})
    if record.state == Run.State.DONE:
        return None
    record.state, record.position, record.error, record.started_at = Run.State.RUNNING, position, "", timezone.now()
    record.save()
    return record


def finish_stage(record: StageRun, result: StageResult, seconds: float) -> None:
    """Mark the stage as done, with its counts and report."""
    record.state, record.error, record.seconds = Run.State.DONE, "", round(seconds, 3)
    record.rows_in, record.rows_out, record.report = result.rows_in, result.rows_out, _plain(result.report)
    record.save()


def fail_stage(record: StageRun, error: Exception) -> None:
    """Mark the stage and its run as failed, with what, where and what to do; what was published stays served."""
    record.state, record.error = Run.State.FAILED, said(error)
    record.save()
    _close(record.run, Run.State.FAILED, f"Stage {record.stage}: {record.error}")


def finish_run(run: Run) -> None:
    """Mark the run as done."""
    _close(run, Run.State.DONE, "")


def do_stage(run: Run, stage: Stage, position: int, progress: Progress) -> StageRun | None:
    """Do one stage of the run and keep its record; None, and nothing done, when the run has done it before."""
    record = begin_stage(run, stage.name, position)
    if record is None:
        return None
    began = time.perf_counter()
    try:
        result = stage.refresh(run.as_of, progress)
    except Exception as error:
        fail_stage(record, error)
        raise
    finish_stage(record, result, time.perf_counter() - began)
    return record


def _begin(as_of: date, by: str) -> Run:
    try:
        with transaction.atomic():
            return Run.objects.create(as_of=as_of, asked_by=by)
    except IntegrityError as error:
        raise Refused("A run is going on", where="the pipeline", do="Wait until it has finished") from error


def _another_day(unfinished: Run) -> Refused:
    return Refused(
        f"Run {unfinished.pk} as of {unfinished.as_of} is not finished",
        where="the pipeline",
        do=f"Run as of {unfinished.as_of} to finish it",
    )


def _close(run: Run, state: Run.State, error: str) -> None:
    run.state, run.error, run.finished_at = state, error, timezone.now()
    run.save(update_fields=["state", "error", "finished_at"])


def _plain(report: Mapping[str, Any]) -> Any:
    """The report in JSON's types; numbers that JSON does not know become null, other objects their text."""
    return json.loads(json.dumps(_finite(report), default=_said_simply))


def _finite(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(key): _finite(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_finite(each) for each in value]
    if isinstance(value, float):
        return float(value) if math.isfinite(value) else None
    return value


def _said_simply(value: Any) -> Any:
    item = getattr(value, "item", None)
    return _finite(item()) if callable(item) else str(value)
