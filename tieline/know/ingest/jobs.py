"""Background work of ingest."""

from django_tasks import task

from tieline.foundation.jobs.queues import WAREHOUSE
from tieline.know.ingest import commands


@task(queue_name=WAREHOUSE)
def land_load(load_id: str) -> None:
    """Validate and land a received load; nothing happens where it has landed. Its row tells how it went."""
    commands.load(load_id)


@task(queue_name=WAREHOUSE)
def undo_landed_load(load_id: str) -> None:
    """Take away what a load on its way to ``undone`` has landed, and its replays; nothing happens the second time."""
    commands.finish_undo(load_id)
