"""The Django task backend whose queue is the jobs table."""

from django_tasks.backends.base import BaseTaskBackend


class JobsBackend(BaseTaskBackend):
    """Enqueues a task call as a row of ``Job``."""

    def enqueue(self, task, args, kwargs):  # type: ignore[no-untyped-def] # filled next
        raise NotImplementedError
