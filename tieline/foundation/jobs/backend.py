"""The Django task backend whose queue is the jobs table."""

from typing import Any

from django_tasks.backends.base import BaseTaskBackend
from django_tasks.base import Task, TaskResult
from django_tasks.exceptions import TaskResultDoesNotExist

from tieline.foundation.jobs.commands import add_job
from tieline.foundation.jobs.models import Job
from tieline.foundation.jobs.queues import QUEUES
from tieline.foundation.jobs.results import result_of


class JobsBackend(BaseTaskBackend):
    """Enqueues a task call as a row of ``Job``, in the transaction of the caller: both happen or neither."""

    supports_defer = True
    supports_get_result = True
    supports_priority = True

    def __init__(self, alias: str, params: dict[str, Any]) -> None:
        super().__init__(alias, {"QUEUES": QUEUES} | params)

    def enqueue(self, task: Task[Any, Any], args: Any, kwargs: Any) -> TaskResult[Any]:
        """The result, still to come, of a new job."""
        self.validate_task(task)
        return result_of(add_job(task, args, kwargs))

    def get_result(self, result_id: str) -> TaskResult[Any]:
        """Where the job with this id stands."""
        job = Job.objects.filter(pk=result_id).first()
        if job is None:
            raise TaskResultDoesNotExist(result_id)
        return result_of(job)
