"""``/api/connections`` and ``/api/feeds``: what is fetched through what, how far it has come, and what is offered."""

import time
from typing import Annotated, Any, Literal, TypeVar

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router, Status
from pydantic import BaseModel, ValidationError

from tieline.foundation.access.endpoint import allow, user_of
from tieline.foundation.access.projection import seen_by
from tieline.foundation.errors import Invalid, TielineError
from tieline.know.ingest import commands, feeding, queries
from tieline.know.ingest.connectors import browsing
from tieline.know.ingest.connectors.credentials import find_secret
from tieline.know.ingest.definitions import Connection
from tieline.know.ingest.definitions.where import Where
from tieline.know.ingest.feeding import FeedState
from tieline.know.ingest.feeds_shapes import (
    CheckShape,
    ColumnShape,
    ConnectionIn,
    ConnectionPage,
    ConnectionShape,
    FeedPage,
    FeedShape,
    FetchAnswer,
    FilePage,
    FileShape,
    ReasonIn,
    RowsIn,
    RowsShape,
    SecretShape,
    TablePage,
    TableShape,
)
from tieline.know.ingest.jobs import ask_for_fetch, fetching_sources, schedule_fetch
from tieline.know.ingest.shapes import LoadErrorShape, NameShape

connections_router = Router(tags=["ingest"])
feeds_router = Router(tags=["ingest"])

Offer = Literal["files", "query", "rest", "topic"]
OFFERS: dict[str, Offer] = {"folder": "files", "s3": "files", "sftp": "files", "database": "query", "rest": "rest"}
Shape = TypeVar("Shape", bound=BaseModel)


@connections_router.get("", auth=allow("data.read"), response=ConnectionPage, summary="Connections")
def list_connections(request: HttpRequest) -> ConnectionPage:
    """Every published connection with the sources that use it; secrets by name only."""
    users: dict[str, list[str]] = {}
    for source in queries.list_sources():
        users.setdefault(source.where.connection or "", []).append(source.key)
    items = [_connection_shape(each, users.get(each.key, [])) for each in feeding.list_connections()]
    return ConnectionPage(items=items, total=len(items))


@connections_router.post("/check", auth=allow("data.connect"), response=CheckShape, summary="Try a new connection")
def check_draft_connection(request: HttpRequest, draft: ConnectionIn) -> CheckShape:
    """Whether a connection that is not published yet would work."""
    return _checked(_parsed(Connection, draft.body, "connection"))


@connections_router.post("/{key}/check", auth=allow("data.browse"), response=CheckShape, summary="Try a connection")
def check_connection(request: HttpRequest, key: str) -> CheckShape:
    """Whether a published connection works now."""
    return _checked(feeding.get_connection(key))


@connections_router.get("/{key}/files", auth=allow("data.browse"), response=FilePage, summary="Files of a connection")
def list_connection_files(
    request: HttpRequest, key: str, pattern: str = "**", limit: Annotated[int, Query(ge=1, le=1000)] = 200
) -> FilePage:
    """The first files that a glob finds below the connection's folder."""
    where = _parsed(Where, {"files": pattern, "connection": key}, "pattern")
    found = browsing.list_files(feeding.get_connection(key), where, limit + 1)
    items = [FileShape(name=each.name, bytes=each.bytes, changed_at=each.changed_at) for each in found[:limit]]
    return FilePage(items=items, more=len(found) > limit)


@connections_router.get("/{key}/tables", auth=allow("data.browse"), response=TablePage, summary="Tables of a database")
def list_connection_tables(request: HttpRequest, key: str) -> TablePage:
    """The tables and views that the connection's user may see, with their columns."""
    items = [
        TableShape(
            schema_name=table.schema,
            name=table.name,
            kind="view" if table.kind == "view" else "table",
            columns=[ColumnShape(**vars(column)) for column in table.columns],
            sql=table.sql,
        )
        for table in browsing.list_tables(feeding.get_connection(key))
    ]
    return TablePage(items=items, total=len(items))


@connections_router.post("/{key}/rows", auth=allow("data.browse"), response=RowsShape, summary="First rows")
def list_connection_rows(request: HttpRequest, key: str, asked: RowsIn) -> RowsShape:
    """The first rows of a query or a REST API, as the connection gives them now."""
    seen_by(request, "operations").sight.demand_category("source", "look at rows of a source")
    where = _parsed(Where, {**asked.where, "connection": key}, "where")
    columns, rows = browsing.first_rows(feeding.get_connection(key), where, asked.limit)
    return RowsShape(columns=columns, rows=rows)


@feeds_router.get("", auth=allow("data.read"), response=FeedPage, summary="Feeds")
def list_feeds(request: HttpRequest) -> FeedPage:
    """Every source that is fetched: how far it has come, when it is due, and what is wrong."""
    counts, fetching = feeding.count_files(), fetching_sources()
    items = [_feed_shape(state, counts, fetching) for state in feeding.list_feeds()]
    return FeedPage(items=items, total=len(items))


@feeds_router.post("/{source}/fetch", auth=allow("data.load"), response={202: FetchAnswer}, summary="Fetch now")
def fetch_feed_now(request: HttpRequest, source: str) -> Status[FetchAnswer]:
    """A job fetches what is new; asking twice at once is asking once. 403 for a feed that is paused."""
    commands.refuse_paused(feeding.get_feed(source).feed)
    job = ask_for_fetch(source, by=user_of(request).login)
    return Status(202, FetchAnswer(job=job.pk, feed=_one_feed(source)))


@feeds_router.post("/{source}/pause", auth=allow("data.load"), response=FeedShape, summary="Pause a feed")
def pause_feed(request: HttpRequest, source: str) -> FeedShape:
    """The source is not fetched until it is resumed."""
    commands.pause_feed(feeding.get_feed(source).source, by=user_of(request).login, now=timezone.now())
    return _one_feed(source)


@feeds_router.post("/{source}/resume", auth=allow("data.load"), response=FeedShape, summary="Resume a feed")
def resume_feed(request: HttpRequest, source: str) -> FeedShape:
    """The source is fetched again, at once where it is fetched by itself."""
    commands.resume_feed(feeding.get_feed(source).source, by=user_of(request).login, now=timezone.now())
    schedule_fetch(source)
    return _one_feed(source)


@feeds_router.post("/{source}/rewind", auth=allow("data.load"), response=FeedShape, summary="Rewind a feed")
def rewind_feed(request: HttpRequest, source: str, why: ReasonIn) -> FeedShape:
    """The next fetch begins at the beginning."""
    commands.rewind_feed(feeding.get_feed(source).source, by=user_of(request).login, reason=why.reason)
    return _one_feed(source)


def _parsed(shape: type[Shape], body: dict[str, Any], what: str) -> Shape:
    try:
        return shape.model_validate(body)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        place = ".".join(str(step) for step in first["loc"])
        raise Invalid(
            str(first["msg"]).removeprefix("Value error, "), where=f"{what} {place}".strip(), do="Correct this field"
        ) from None


def _checked(connection: Connection) -> CheckShape:
    began = time.monotonic()
    error = None
    try:
        browsing.check(connection)
    except TielineError as trouble:
        error = LoadErrorShape(what=trouble.what, where=trouble.where, do=trouble.do)
    return CheckShape(
        reachable=error is None,
        offers=OFFERS.get(connection.type, "topic"),
        seconds=round(time.monotonic() - began, 3),
        error=error,
    )


def _connection_shape(connection: Connection, sources: list[str]) -> ConnectionShape:
    return ConnectionShape(
        key=connection.key,
        name=NameShape(zh=connection.name.zh, en=connection.name.en),
        type=connection.type,
        url=connection.url,
        options=connection.options,
        secrets=[SecretShape(name=name, is_set=find_secret(name) is not None) for name in connection.secret_names],
        offers=OFFERS.get(connection.type, "topic"),
        sources=sources,
    )


def _one_feed(source: str) -> FeedShape:
    return _feed_shape(feeding.get_feed(source), feeding.count_files(), fetching_sources())


def _feed_shape(state: FeedState, counts: dict[str, int], fetching: set[str]) -> FeedShape:
    source, feed = state.source, state.feed
    return FeedShape(
        source=source.key,
        name=NameShape(zh=source.name.zh, en=source.name.en),
        way=source.where.kind if source.where.kind in ("files", "query", "rest") else "files",
        connection=source.where.connection or "",
        fetch_every=source.fetch_every,
        state=_state(state, fetching),
        cursor=str(feed.cursor["value"]) if feed.cursor else None,
        files=counts.get(source.key, 0),
        due_at=feed.due_at,
        tried_at=feed.tried_at,
        fetched_at=feed.fetched_at,
        failures=feed.failures,
        error=LoadErrorShape(what=feed.error_what, where=feed.error_where, do=feed.error_do) if feed.failures else None,
    )


def _state(state: FeedState, fetching: set[str]) -> Literal["new", "waiting", "fetching", "failing", "paused"]:
    if state.source.key in fetching:
        return "fetching"
    if state.feed.paused:
        return "paused"
    if state.feed.failures:
        return "failing"
    return "new" if state.feed.fetched_at is None else "waiting"
