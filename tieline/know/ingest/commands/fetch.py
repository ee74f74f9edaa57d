"""
Fetch what is new at a source's connection; pause, resume and rewind its feed.

The feed moves in the transaction in which the load is received, when the file is on disk already. So a process that
is killed at any moment has either received a delivery and moved the feed, or neither; a fetch that is repeated gives
the same content, and so the same load.
"""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction

from tieline.foundation.access.changes import record_change
from tieline.foundation.errors import Invalid, Refused, TielineError, Unavailable
from tieline.foundation.jobs.stages import Progress
from tieline.know.ingest import feeding
from tieline.know.ingest.commands.loads import receive_file
from tieline.know.ingest.connectors.fetched import Asked, Cursor, Fetched, Position, StillWritten
from tieline.know.ingest.connectors.registry import fetch
from tieline.know.ingest.definitions import Source
from tieline.know.ingest.models import Feed, FetchedFile, Load

Received = Callable[[Load], None]
"""Done in the transaction in which a load is received."""


def fetch_source(
    source: Source, now: datetime, by: str, *, also: Received | None = None, progress: Progress | None = None
) -> list[Load]:
    """
    The loads that came of what is new at a source's connection; they are received, not landed.

    The feed keeps how it went. An error is raised after what could be received was received; then the feed is due
    again soon, and later each time it fails.
    """
    feed = _feed_to_fetch(source)
    Feed.objects.filter(pk=feed.pk).update(tried_at=now)
    loads: list[Load] = []
    try:
        for fetched in fetch(feeding.connection_of(source), source.where, _asked(source, feed, now, progress)):
            try:
                loads.append(_receive(source, fetched, feed.cursor, now, by, also))
            except StillWritten:
                continue
    except TielineError as error:
        _fail(source, error, now)
        raise
    except Exception as error:
        _fail(source, TielineError(f"{type(error).__name__} was not foreseen", do="See the log of the server"), now)
        raise
    _succeed(source, now)
    return loads


def _feed_to_fetch(source: Source) -> Feed:
    if source.key not in {each.key for each in feeding.fetched_sources([source])}:
        raise Invalid(
            f"The source '{source.key}' is not fetched",
            where=f"source {source.key}",
            do="Deliver its files, or give it a connection in where",
        )
    feed, _ = Feed.objects.get_or_create(pk=source.key)
    refuse_paused(feed)
    return feed


def refuse_paused(feed: Feed) -> None:
    """Refused for a feed that is paused."""
    if feed.paused:
        raise Refused(f"The feed of '{feed.source}' is paused", where=f"source {feed.source}", do="Resume it first")


def _asked(source: Source, feed: Feed, now: datetime, progress: Progress | None) -> Asked:
    def beat(doing: str) -> None:
        if progress is not None:
            progress(0.0, doing)

    position = Position(feed.cursor, feeding.marks_of(source.key) if source.where.kind == "files" else {})
    folder = Path(settings.TIELINE_DATA) / "inbox" / source.key
    return Asked(source.key, position, folder, now, beat)


def _receive(
    source: Source, fetched: Fetched, before: Cursor | None, now: datetime, by: str, also: Received | None
) -> Load:
    def move(load: Load) -> None:
        _move_feed(source, fetched, before, load, now)
        if also is not None:
            also(load)

    return receive_file(
        source, fetched.content, file_name=fetched.name, by=by, now=now, arrival=Load.Arrival.FETCH, also=move
    )


def _move_feed(source: Source, fetched: Fetched, before: Cursor | None, load: Load, now: datetime) -> None:
    """Move the feed on, unless somebody else has moved it since; then nothing of this is kept."""
    feed = Feed.objects.select_for_update().get(pk=source.key)
    if fetched.cursor is not None:
        if feed.cursor != before:
            raise Unavailable(
                "The feed was fetched or rewound by someone else meanwhile",
                where=f"source {source.key}",
                do="Nothing is lost; it is fetched again",
            )
        Feed.objects.filter(pk=feed.pk).update(cursor=fetched.cursor)
    if fetched.mark is not None:
        FetchedFile.objects.update_or_create(
            source=source.key,
            name=fetched.mark.name,
            defaults={
                "bytes": fetched.mark.bytes,
                "stamp": fetched.mark.stamp,
                "load": load,
                "fetched_at": now,
            },
        )


def _succeed(source: Source, now: datetime) -> None:
    Feed.objects.filter(pk=source.key).update(
        fetched_at=now, failures=0, error_what="", error_where="", error_do="", due_at=feeding.due_after(source, now)
    )


def _fail(source: Source, error: TielineError, now: datetime) -> None:
    failures = Feed.objects.values_list("failures", flat=True).get(pk=source.key) + 1
    Feed.objects.filter(pk=source.key).update(
        failures=failures,
        error_what=error.what,
        error_where=error.where,
        error_do=error.do,
        due_at=feeding.due_after_failure(source, now, failures, error),
    )


def make_due(source: Source, now: datetime) -> None:
    """The feed is due now; one that was never tried begins."""
    Feed.objects.update_or_create(pk=source.key, defaults={"due_at": now})


def pause_feed(source: Source, *, by: str, now: datetime) -> Feed:
    """The feed, which is not fetched until it is resumed; nothing happens the second time."""
    return _set_paused(source, paused=True, by=by, now=now)


def resume_feed(source: Source, *, by: str, now: datetime) -> Feed:
    """The feed, due now where it is fetched by itself; nothing happens the second time."""
    return _set_paused(source, paused=False, by=by, now=now)


def _set_paused(source: Source, *, paused: bool, by: str, now: datetime) -> Feed:
    with transaction.atomic():
        feed, _ = Feed.objects.select_for_update().get_or_create(pk=source.key)
        if feed.paused == paused:
            return feed
        feed.paused = paused
        feed.due_at = now if not paused and source.fetch_every else None
        feed.save()
        command = "pause_feed" if paused else "resume_feed"
        record_change(command, "feed", source.key, by=by, before={"paused": not paused}, after={"paused": paused})
    return feed


def rewind_feed(source: Source, *, by: str, reason: str = "") -> Feed:
    """The feed at its beginning: the next fetch reads everything; what landed already replaces itself."""
    with transaction.atomic():
        feed, _ = Feed.objects.select_for_update().get_or_create(pk=source.key)
        before = {"cursor": feed.cursor, "files": FetchedFile.objects.filter(source=source.key).count()}
        FetchedFile.objects.filter(source=source.key).delete()
        feed.cursor = None
        feed.save()
        record_change("rewind_feed", "feed", source.key, by=by, before=before, reason=reason)
    return feed
