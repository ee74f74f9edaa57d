"""The door of events: what is sound goes to disk before it is acknowledged, what is not is answered by its place."""

import threading
import time
from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from tieline.foundation.errors import Refused, Unavailable
from tieline.know.ingest import queries
from tieline.know.ingest.definitions import Source
from tieline.know.ingest.events import parsing
from tieline.know.ingest.events.backlog import Backlog
from tieline.know.ingest.events.parsing import Batch, Poison
from tieline.know.ingest.events.writer import Writer

PATIENCE = 30.0
"""Seconds after which a request that waits for the disk is answered with an error."""
NDJSON = ("application/x-ndjson", "application/ndjson", "application/jsonl", "application/x-jsonlines")

LOOKED_UP_FOR = 1.0

_lock = threading.Lock()
_writers: dict[Path, tuple[Writer, Backlog]] = {}
_sources: dict[tuple[Path, str], tuple[Source, float]] = {}


@dataclass(frozen=True)
class Taken:
    """What became of what was sent: events on disk, of which some had been sent before, and what was refused."""

    accepted: int
    duplicates: int
    refused: int
    poison: Sequence[Poison]


def inbox() -> Path:
    """The folder below which segments are kept."""
    return Path(settings.TIELINE_DATA) / "inbox"


def take(source: Source, batch: Batch) -> Taken:
    """Return when every sound event is on disk; Overloaded where too much waits, Unavailable where the disk fails."""
    if not batch.lines:
        return Taken(0, 0, batch.poison_count, batch.poison)
    try:
        written = keep(source.key, batch.lines).result(timeout=PATIENCE)
    except TimeoutError as error:
        raise Unavailable(
            f"The disk did not take the events within {PATIENCE:g} seconds", where=source.key, do="Send them again"
        ) from error
    return Taken(len(batch.lines), len(batch.lines) - written, batch.poison_count, batch.poison)


def keep(source: str, lines: Sequence[bytes]) -> "Future[int]":
    """How many of the lines were new, once all are on disk; Overloaded at once where too much waits."""
    writer, backlog = _this_process()
    backlog.admit(source, sum(map(len, lines)))
    return writer.append(source, lines)


def batch_of(source: Source, content_type: str, body: bytes) -> Batch:
    """The events of a body that holds nothing else."""
    id_field = id_of(source)
    if content_type.partition(";")[0].strip().lower() in NDJSON:
        return parsing.parse_lines(body, id_field)
    return parsing.parse_json(body, id_field)


def event_source(key: str) -> Source:
    """
    The source that takes events sent here; NotFound, or Refused for one that is read another way.

    A source that was found is looked up again after a second, as thousands of requests ask for the same.
    """
    place, now = (inbox(), key), time.monotonic()
    known = _sources.get(place)
    if known is None or now - known[1] >= LOOKED_UP_FOR:
        source = queries.get_source(key)
        if source.where.events is None:
            raise Refused(
                f"The source '{key}' takes no events",
                where=key,
                do="Send to a source that declares where: {events: {}}",
            )
        known = _sources[place] = (source, now)
    return known[0]


def id_of(source: Source) -> str:
    """The field by which an event of the source is named."""
    declared = source.where.events or source.where.topic
    return declared.id if declared else "id"


def stop_writing() -> None:
    """Seal what is open and end the writers of this process; the next event begins anew."""
    with _lock:
        while _writers:
            _, (writer, _) = _writers.popitem()
            writer.stop()


def _this_process() -> tuple[Writer, Backlog]:
    place = inbox()
    found = _writers.get(place)
    if found is None:
        with _lock:
            found = _writers.get(place)
            if found is None:
                limit = int(settings.TIELINE_EVENTS_BACKLOG_MB * 1024 * 1024)
                writer = Writer(place, seal_after=settings.TIELINE_EVENTS_LAND_EVERY)
                found = _writers[place] = (writer, Backlog(place, limit))
    return found
