"""Background work of backups: taking one while the server runs, and ending old ones."""

from pathlib import Path

from django.utils import timezone
from django_tasks import task

from tieline.foundation.jobs.current import progress_of_current_job
from tieline.foundation.jobs.queues import WAREHOUSE
from tieline.foundation.warehouse.current import warehouse
from tieline.server.backup.pruning import prune_backups
from tieline.server.backup.restored import keep_erasures
from tieline.server.backup.taking import take_backup


@task(queue_name=WAREHOUSE)
def take_backup_job(folder: str | None = None, keys: str | None = None, by: str = "") -> str:
    """The path of the archive that was written."""
    backup = take_backup(
        warehouse(),
        now=timezone.now(),
        by=by,
        folder=Path(folder) if folder else None,
        keys=Path(keys) if keys else None,
        progress=progress_of_current_job(),
    )
    return str(backup.archive)


@task()
def prune_backups_job() -> int:
    """How many backups can never be read again from now on; the list of the erased is kept beside their keys."""
    keep_erasures()
    return len(prune_backups(timezone.now()))
