"""A job as the result that Django's Task interface promises."""

from typing import Any

from django.utils.module_loading import import_string
from django_tasks.base import Task, TaskError, TaskResult, TaskResultStatus

from tieline.foundation.errors import Invalid
from tieline.foundation.jobs.models import Job

_STATUS = {
    Job.State.WAITING: TaskResultStatus.READY,
    Job.State.RUNNING: TaskResultStatus.RUNNING,
    Job.State.DONE: TaskResultStatus.SUCCESSFUL,
    Job.State.FAILED: TaskResultStatus.FAILED,
}


def task_of(job: Job) -> Task[Any, Any]:
    """The task that the job calls; Invalid where the program no longer has it."""
    try:
        task = import_string(job.task)
    except ImportError as error:
        raise Invalid(f"There is no task '{job.task}' any more", do="Update the workers, or leave the job") from error
    if not isinstance(task, Task):
        raise Invalid(f"'{job.task}' is not a task", do="Mark the function with @task")
    return task


def result_of(job: Job) -> TaskResult[Any]:
    """The state of a job in the words of Django's interface."""
    failed = job.state == Job.State.FAILED
    result: TaskResult[Any] = TaskResult(
        task=task_of(job),
        id=str(job.pk),
        status=_STATUS[Job.State(job.state)],
        enqueued_at=job.created_at,
        started_at=job.started_at,
        finished_at=job.finished_at,
        last_attempted_at=job.started_at,
        args=job.arguments["args"],
        kwargs=job.arguments["kwargs"],
        backend="default",
        errors=[TaskError(exception_class_path="tieline.foundation.errors.TielineError", traceback=job.error)]
        if failed
        else [],
        worker_ids=[job.worker] * job.attempts,
    )
    object.__setattr__(result, "_return_value", job.result)
    return result
