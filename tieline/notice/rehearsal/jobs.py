"""Background work of rehearsals."""

from uuid import UUID

from django.utils import timezone
from django_tasks import task

from tieline.foundation.jobs.commands import add_job
from tieline.foundation.jobs.current import progress_of_current_job
from tieline.foundation.jobs.queues import WAREHOUSE
from tieline.notice.rehearsal.commands import do_rehearsal
from tieline.notice.rehearsal.models import Rehearsal


@task(queue_name=WAREHOUSE, priority=-10)
def rehearse_job(rehearsal_id: str) -> str:
    """Do a rehearsal; its row tells how it went. What became of it, in a word."""
    done = do_rehearsal(UUID(rehearsal_id), progress=progress_of_current_job(), clock=timezone.now)
    return done.state


def enqueue(rehearsal: Rehearsal) -> None:
    """A job that does the rehearsal, in the transaction of the caller; what cannot wait goes before it."""
    add_job(rehearse_job, [str(rehearsal.id)])
