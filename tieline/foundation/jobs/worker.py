"""A worker: claims a job, does it, records how it went, and so on until it is asked to stop."""

import logging
import threading
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from django.db import Error as DatabaseError
from django.db import close_old_connections, connection, connections
from django.utils import timezone
from django_tasks.base import TaskContext
from django_tasks.utils import normalize_json

from tieline.foundation.errors import Unavailable
from tieline.foundation.jobs.claiming import LEASE, claim_job, extend_lease, recover_lost_jobs, release, worker_name
from tieline.foundation.jobs.current import CurrentJob, JobStopped, set_current_job
from tieline.foundation.jobs.failures import MAX_ATTEMPTS, pause_after, said
from tieline.foundation.jobs.models import Job
from tieline.foundation.jobs.queues import QUEUES
from tieline.foundation.jobs.results import result_of, task_of
from tieline.foundation.jobs.timers import Clockwork, Timer
from tieline.foundation.jobs.waking import wait_for_work, wake_workers

logger = logging.getLogger("tieline.jobs")

LOOK_EVERY = 1.0
RECOVER_EVERY = 15.0
BEATS_PER_LEASE = 6


class Worker:
    """Does one job at a time in the thread that calls ``run``."""

    def __init__(
        self,
        stop: threading.Event,
        *,
        thread: str = "1",
        timers: Sequence[Timer] = (),
        queues: Sequence[str] = QUEUES,
        clock: Callable[[], datetime] = timezone.now,
    ) -> None:
        self.stop = stop
        self.name = worker_name(thread)
        self.queues = queues
        self.clock = clock
        self._clockwork = Clockwork(timers)
        self._recovered_at: datetime | None = None

    def run(self) -> None:
        """Work until asked to stop; the operational database may go away and come back meanwhile."""
        while not self.stop.is_set():
            try:
                _drop_stale_connections()
                self._keep_time()
                if self.run_one():
                    continue
            except DatabaseError:
                logger.exception("the operational database does not answer")
                connections.close_all()
            wait_for_work(LOOK_EVERY)
        connections.close_all()

    def run_one(self) -> bool:
        """Do the most urgent job that is due; False when there is none."""
        job = claim_job(self.name, self.clock(), self.queues)
        if job is None:
            return False
        current = CurrentJob(stopping=self.stop)
        with _Lease(job, current, self.clock):
            outcome = self._outcome(job, current)
        if not release(job, self.clock(), progress=current.progress[:200], **outcome):
            logger.warning("job %s was taken over by another worker", job.pk)
        return True

    def _outcome(self, job: Job, current: CurrentJob) -> dict[str, Any]:
        """Call the task; the fields that say how it went."""
        set_current_job(current)
        try:
            return {"state": Job.State.DONE, "result": _call(job), "error": ""}
        except JobStopped:
            logger.warning("job %s was interrupted and put back", job.pk)
            return _waiting(self.clock(), "The worker stopped; the job is done again.", attempts=job.attempts - 1)
        except Unavailable as error:
            return self._again_or_failed(job, error)
        except Exception as error:
            logger.exception("job %s (%s) failed", job.pk, job.task)
            return {"state": Job.State.FAILED, "error": said(error)}
        finally:
            set_current_job(None)
            _drop_stale_connections()

    def _again_or_failed(self, job: Job, error: Unavailable) -> dict[str, Any]:
        if job.attempts >= MAX_ATTEMPTS:
            return {"state": Job.State.FAILED, "error": f"{said(error)} It was tried {job.attempts} times."}
        return _waiting(self.clock() + pause_after(job.attempts), said(error), attempts=job.attempts)

    def _keep_time(self) -> None:
        now = self.clock()
        if self._recovered_at is None or (now - self._recovered_at).total_seconds() >= RECOVER_EVERY:
            recover_lost_jobs(now)
            self._recovered_at = now
        self._clockwork.enqueue_due(now)


class _Lease:
    """Keeps a job claimed and its progress shown, from a thread of its own, while the job is done."""

    def __init__(self, job: Job, current: CurrentJob, clock: Callable[[], datetime]) -> None:
        self._job, self._current, self._clock = job, current, clock
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._beat, name=f"lease of {job.pk}", daemon=True)

    def __enter__(self) -> None:
        self._thread.start()

    def __exit__(self, *_: object) -> None:
        self._done.set()
        self._thread.join()

    def _beat(self) -> None:
        shown, extended_at = "", self._clock()
        while not self._done.wait(LOOK_EVERY):
            now, progress = self._clock(), self._current.progress
            if progress == shown and now - extended_at < LEASE / BEATS_PER_LEASE:
                continue
            try:
                if not extend_lease(self._job, now, progress):
                    self._current.lost.set()
            except DatabaseError:
                logger.warning("the lease of job %s could not be extended; trying again", self._job.pk)
                connections.close_all()
                continue
            shown, extended_at = progress, now
        connections.close_all()


def run_worker(
    stop: threading.Event, *, timers: Sequence[Timer] = (), threads: int = 1, queues: Sequence[str] = QUEUES
) -> None:
    """Do jobs in this many threads until ``stop`` is set and the jobs in hand are done or have stopped."""
    started = start_workers(stop, timers=timers, threads=threads, queues=queues)
    stop.wait()
    wake_workers()
    for thread in started:
        thread.join()


def start_workers(
    stop: threading.Event, *, timers: Sequence[Timer] = (), threads: int = 1, queues: Sequence[str] = QUEUES
) -> list[threading.Thread]:
    """Threads that do jobs beside what else this process does, until ``stop`` is set; they die with the process."""
    started = []
    for number in range(1, threads + 1):
        worker = Worker(stop, thread=str(number), timers=timers, queues=queues)
        thread = threading.Thread(target=worker.run, name=f"worker {number}", daemon=True)
        thread.start()
        started.append(thread)
    return started


def _drop_stale_connections() -> None:
    """A long job may outlive its connection; inside a caller's transaction there is nothing to drop."""
    if not connection.in_atomic_block:
        close_old_connections()


def _waiting(due_at: datetime, error: str, *, attempts: int) -> dict[str, Any]:
    return {
        "state": Job.State.WAITING,
        "due_at": due_at,
        "error": error,
        "attempts": attempts,
        "finished_at": None,
    }


def _call(job: Job) -> Any:
    """What the task gives for the job's arguments, in JSON's types."""
    task = task_of(job)
    arguments, named = job.arguments["args"], job.arguments["kwargs"]
    if task.takes_context:
        arguments = [TaskContext(task_result=result_of(job)), *arguments]
    return normalize_json(task.call(*arguments, **named))
