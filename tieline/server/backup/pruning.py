"""Backups come to an end: their keys are destroyed when they are older than the operator keeps them."""

from datetime import datetime
from pathlib import Path

from django.conf import settings

from tieline.foundation.access.changes import record_change
from tieline.server.backup.key_files import destroy_key, list_key_files


def prune_backups(now: datetime, *, by: str = "", keys: Path | None = None) -> list[str]:
    """The backups that can never be read again from now on; their archives go too, where they lie in the folder."""
    over = [kept for kept in list_key_files(keys) if kept.readable_until <= now]
    for kept in over:
        destroy_key(kept.backup, keys)
        archive = Path(settings.TIELINE_BACKUPS) / Path(kept.archive).name
        archive.unlink(missing_ok=True)
        record_change("destroy_backup_key", "backup", kept.backup, by=by, after={"readable": False}, now=now)
    return [kept.backup for kept in over]
