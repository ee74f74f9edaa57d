"""Background work of exports."""

from uuid import UUID

from django.utils import timezone
from django_tasks import task

from tieline.foundation.exports.models import Export
from tieline.foundation.exports.writing import write_export
from tieline.foundation.jobs.commands import add_job
from tieline.foundation.jobs.current import progress_of_current_job
from tieline.foundation.jobs.queues import WAREHOUSE


@task(queue_name=WAREHOUSE)
def write_export_job(export_id: str) -> str:
    """Write the file of an export; its row tells how it went. What became of it, in a word."""
    return write_export(UUID(export_id), progress=progress_of_current_job(), clock=timezone.now).state


def enqueue(export: Export) -> None:
    """A job that writes the export, in the transaction of the caller."""
    export.job = add_job(write_export_job, [str(export.id)]).id
    Export.objects.filter(pk=export.pk).update(job=export.job, state=Export.State.QUEUED)
