"""The job that the running code is part of: its progress on the operations page, and when to stop."""

import threading
from contextvars import ContextVar
from dataclasses import dataclass, field

from tieline.foundation.jobs.stages import Progress


class JobStopped(BaseException):
    """
    The worker is asked to stop, or lost its claim: the job is put back and done again later.

    It is not an ``Exception``, so that code which records failures does not take it for one.
    """


@dataclass
class CurrentJob:
    """What the job's own thread and the thread that keeps its lease tell each other."""

    stopping: threading.Event
    lost: threading.Event = field(default_factory=threading.Event)
    progress: str = ""

    def report(self, share: float, doing: str) -> None:
        """Keep the progress, to be written within a second; JobStopped where the work should end here."""
        if self.stopping.is_set() or self.lost.is_set():
            raise JobStopped
        self.progress = f"{round(share * 100)} % {doing}".strip()


_current: ContextVar[CurrentJob | None] = ContextVar("current_job", default=None)


def set_current_job(job: CurrentJob | None) -> None:
    """Make this the job of the code that runs in this thread from now on."""
    _current.set(job)


def progress_of_current_job() -> Progress:
    """What a task calls with the share done (0–1) and a word on what is being done; outside a job it does nothing."""
    job = _current.get()
    return job.report if job else _nobody_asks


def _nobody_asks(_share: float, _doing: str) -> None:
    return None
