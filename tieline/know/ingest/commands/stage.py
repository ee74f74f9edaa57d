"""The stage of the pipeline."""

import time
from datetime import date
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from tieline.foundation.errors import TielineError
from tieline.foundation.jobs.stages import Progress, StageResult
from tieline.foundation.warehouse.current import warehouse
from tieline.know.ingest import queries
from tieline.know.ingest.commands.freshness import publish_feeds
from tieline.know.ingest.commands.interactions import land_recorded_interactions
from tieline.know.ingest.commands.loads import load
from tieline.know.ingest.commands.undo import finish_undo
from tieline.know.ingest.models import Load
from tieline.know.ingest.receiving import discard_leftovers
from tieline.know.ingest.tables import RECORDS


def refresh_ingest(as_of: date, progress: Progress) -> StageResult:  # noqa: ARG001 - what was delivered lands, whatever the day
    """Land the loads that were received and not landed, and what people recorded in Tieline itself."""
    discard_leftovers(Path(settings.TIELINE_DATA) / "inbox", before=time.time() - 24 * 3600)
    undone = [finish_undo(load.pk) for load in Load.objects.filter(state=Load.State.UNDOING).order_by("number")]
    waiting = queries.list_unfinished_loads()
    report: dict[str, object] = {"loads": 0, "failed": {}}
    failed: dict[str, str] = {}
    rows_in = 0
    for position, row in enumerate(waiting):
        progress(position / (len(waiting) + 1), row.file_name)
        try:
            rows_in += load(row.pk).rows_received or 0
        except TielineError as error:
            failed[row.pk] = str(error)
    progress(len(waiting) / (len(waiting) + 1), "recorded interactions")
    report = {
        "loads": len(waiting) - len(failed),
        "failed": failed,
        "undone": len(undone),
        "recorded": land_recorded_interactions(warehouse()),
        "feeds": publish_feeds(warehouse(), timezone.now()),
    }
    rows_out = sum(int(warehouse().table(table).count().execute()) for table in RECORDS.values())
    return StageResult(rows_in=rows_in, rows_out=rows_out, report=report)
