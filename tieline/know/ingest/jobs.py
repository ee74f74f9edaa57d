"""Background work of ingest."""

from django_tasks import task

from tieline.foundation.jobs.queues import WAREHOUSE
from tieline.know.ingest import commands


@task(queue_name=WAREHOUSE)
def land_load(load_id: str) -> None:
    """Validate and land a received load; nothing happens where it has landed. Its row tells how it went."""
    commands.load(load_id)
