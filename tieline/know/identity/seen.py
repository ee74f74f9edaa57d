"""Keeping which loads identity has taken into account."""

from collections.abc import Iterable
from datetime import datetime

from tieline.know.identity.models import SeenLoad
from tieline.know.ingest.models import Load


def mark_seen(
    loads: Iterable[Load], how: SeenLoad.How, *, now: datetime, persons: int | None = None, seconds: float | None = None
) -> None:
    """These loads are seen, and how; the newest word holds."""
    rows = [SeenLoad(load_id=load.pk, how=how, seen_at=now, persons=persons, seconds=seconds) for load in loads]
    fields = ["how", "seen_at", "persons", "seconds"]
    SeenLoad.objects.bulk_create(rows, update_conflicts=True, unique_fields=["load_id"], update_fields=fields)
