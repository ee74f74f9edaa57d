"""
Sealed segments become loads, which land like any other.

A segment is removed only when its load has landed or stands as failed with the events kept beside it. A
process that dies in between leaves the segment, and the next one finds the load it has become.
"""

import logging
import threading
from pathlib import Path

from django.db import Error as DatabaseError
from django.db import connections
from django.utils import timezone
from django_tasks import task

from tieline.foundation.errors import NotFound, TielineError, Unavailable
from tieline.foundation.jobs.claiming import recover_lost_jobs
from tieline.foundation.jobs.commands import ask_again
from tieline.foundation.jobs.current import progress_of_current_job
from tieline.foundation.jobs.queues import WAREHOUSE
from tieline.foundation.jobs.stages import Progress
from tieline.know.ingest import queries
from tieline.know.ingest.commands import load, receive_file
from tieline.know.ingest.definitions import Source
from tieline.know.ingest.events.doors import inbox
from tieline.know.ingest.events.segments import Sealed, begin_landing, seal_orphans, sealed_segments, together
from tieline.know.ingest.events.writer import FULL
from tieline.know.ingest.models import Load
from tieline.know.ingest.receiving import Unchanging

logger = logging.getLogger("tieline.events")

LOOK_EVERY = 0.5
JOB_KEY = "land events"


@task(queue_name=WAREHOUSE)
def land_events() -> int:
    """How many segments of events landed."""
    return land_sealed(inbox(), progress_of_current_job())


def land_sealed(folder: Path, progress: Progress) -> int:
    """
    Land the sealed segments, and those whose writer is gone, the oldest first; how many became loads.

    Unavailable where the disk or the warehouse fails: the segments stay. What fails otherwise is a failed load.
    """
    seal_orphans(folder)
    landed = 0
    groups = list(together(sealed_segments(folder), FULL))
    for position, group in enumerate(groups):
        progress(position / len(groups), group[0].source)
        try:
            source = queries.get_source(group[0].source)
        except NotFound:
            logger.warning("events of '%s' wait: no such source is published any more", group[0].source)
            continue
        _land(source, begin_landing(group))
        landed += 1
    return landed


def _land(source: Source, segment: Sealed) -> None:
    name = f"{source.key}-{segment.path.stem}.ndjson"
    row = receive_file(source, Unchanging(segment.path), file_name=name, by="events", arrival=Load.Arrival.EVENTS)
    try:
        load(row.pk, source=source)
    except Unavailable:
        raise
    except TielineError as error:
        logger.warning("the load %s of events failed: %s", row.pk, error)
    segment.path.unlink(missing_ok=True)


class LandingClock(threading.Thread):
    """Asks for the landing of events as soon as a segment is sealed, until stopped."""

    def __init__(self, stop: threading.Event) -> None:
        super().__init__(name="landing clock", daemon=True)
        self._stop_asked = stop

    def run(self) -> None:
        """Look twice a second."""
        self._look(first=True)
        while not self._stop_asked.wait(LOOK_EVERY):
            self._look(first=False)
        connections.close_all()

    def _look(self, *, first: bool) -> None:
        """A process that begins takes over at once what the one before it left behind."""
        try:
            if first:
                seal_orphans(inbox())
                recover_lost_jobs(timezone.now())
            if next(sealed_segments(inbox()), None) is not None:
                ask_again(land_events, JOB_KEY, at_once=first)
        except (DatabaseError, OSError):
            logger.exception("the landing of events could not be asked for; trying again")
            connections.close_all()
