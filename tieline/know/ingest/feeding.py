"""Feeds: which sources are fetched, how far each has come, and when it is due."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count

from tieline.foundation.errors import Invalid, NotFound, TielineError, Unavailable
from tieline.foundation.packs.queries import published
from tieline.know.ingest.connectors.access import AskedToWait
from tieline.know.ingest.connectors.fetched import Mark
from tieline.know.ingest.definitions import CONNECTIONS, Connection, Source
from tieline.know.ingest.definitions.durations import length_of
from tieline.know.ingest.models import Feed, FetchedFile
from tieline.know.ingest.queries import list_sources

FETCHED = {"files", "query", "rest"}
FIRST_PAUSE = timedelta(minutes=1)
LONGEST_PAUSE = timedelta(hours=6)


@dataclass(frozen=True)
class FeedState:
    """A source that is fetched, and its feed; without a row it was never tried."""

    source: Source
    feed: Feed


def list_connections() -> list[Connection]:
    """All published connections by key."""
    return published(CONNECTIONS.name, Connection)


def get_connection(key: str) -> Connection:
    """The published connection, or NotFound."""
    for connection in list_connections():
        if connection.key == key:
            return connection
    raise NotFound(f"There is no connection '{key}'", do="Look at the list of connections")


def connection_of(source: Source) -> Connection:
    """The connection that a source is fetched through."""
    if source.where.connection is None:
        raise Invalid(f"The source '{source.key}' has no connection", where=f"source {source.key}", do="Give it one")
    return get_connection(source.where.connection)


def fetched_sources(sources: Iterable[Source] | None = None) -> list[Source]:
    """The sources that are fetched through a connection; by default of the published ones."""
    return [
        source
        for source in (list_sources() if sources is None else sources)
        if source.where.kind in FETCHED and source.where.connection is not None
    ]


def list_feeds() -> list[FeedState]:
    """Every published source that is fetched, with its feed, by key."""
    sources = fetched_sources()
    rows = Feed.objects.in_bulk([source.key for source in sources])
    return [FeedState(source, rows.get(source.key) or Feed(source=source.key)) for source in sources]


def get_feed(key: str) -> FeedState:
    """A source that is fetched, with its feed; NotFound where there is none of this key."""
    for state in list_feeds():
        if state.source.key == key:
            return state
    raise NotFound(f"No source '{key}' is fetched", do="Look at the list of feeds")


def marks_of(source: str) -> dict[str, Mark]:
    """The files of a source that were fetched, by name."""
    rows = FetchedFile.objects.filter(source=source).values_list("name", "bytes", "stamp")
    return {name: Mark(name, size, stamp) for name, size, stamp in rows}


def count_files() -> dict[str, int]:
    """How many files were fetched, by source."""
    return dict(FetchedFile.objects.values_list("source").annotate(files=Count("id")))


def due_feeds(states: Sequence[FeedState], now: datetime) -> list[FeedState]:
    """
    Those of the feeds that should be fetched now.

    A feed that was never tried is due where its source says how often; so is one whose next time lies further away
    than that, because it was said otherwise before.
    """
    return [state for state in states if not state.feed.paused and _is_due(state, now)]


def _is_due(state: FeedState, now: datetime) -> bool:
    due_at, every = state.feed.due_at, state.source.fetch_every
    if due_at is None:
        return every is not None
    if every is not None and not state.feed.failures and due_at - now > length_of(every):
        return True
    return due_at <= now


def due_after(source: Source, now: datetime) -> datetime | None:
    """When a source is fetched next after a fetch that succeeded; None where only people ask for it."""
    return None if source.fetch_every is None else now + length_of(source.fetch_every)


def due_after_failure(source: Source, now: datetime, failures: int, error: TielineError) -> datetime | None:
    """
    When it is tried again: after a minute, two, four …, at most six hours, and not before the other side allows.

    What only a person can mend is not tried again by itself where only people ask for the source.
    """
    if source.fetch_every is None and not isinstance(error, Unavailable):
        return None
    pause = min(FIRST_PAUSE * (1 << min(failures - 1, 20)), LONGEST_PAUSE)
    if isinstance(error, AskedToWait):
        pause = max(pause, min(timedelta(seconds=error.retry_after), LONGEST_PAUSE))
    return now + pause
