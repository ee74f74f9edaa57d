"""What the API of connections and feeds gives and takes."""

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from ninja import Field, Schema

from tieline.know.ingest.shapes import LoadErrorShape, NameShape


class SecretShape(Schema):
    """A secret that a connection names, and whether the server has it. Its value is never shown."""

    name: str
    is_set: bool


class ConnectionShape(Schema):
    """A connection as declared: secrets are names in it. ``offers`` is what a source may fetch through it."""

    key: str
    name: NameShape
    type: str
    url: str
    options: dict[str, Any]
    secrets: list[SecretShape]
    offers: Literal["files", "query", "rest", "topic"]
    sources: list[str]


class ConnectionPage(Schema):
    """All published connections by key."""

    items: list[ConnectionShape]
    total: int


class ConnectionIn(Schema):
    """A connection that is not published yet."""

    body: dict[str, Any]


class CheckShape(Schema):
    """Whether the other side answers and lets us in; what is wrong where it does not."""

    reachable: bool
    offers: Literal["files", "query", "rest", "topic"]
    seconds: float
    error: LoadErrorShape | None


class FileShape(Schema):
    """A file below the connection's folder."""

    name: str
    bytes: int
    changed_at: datetime | None


class FilePage(Schema):
    """The first files of a glob; ``more`` where there are others."""

    items: list[FileShape]
    more: bool


class ColumnShape(Schema):
    """A column of a table."""

    name: str
    type: str
    nullable: bool
    key: bool


class TableShape(Schema):
    """A table or view, and the statement that reads all of it."""

    schema_name: str
    name: str
    kind: Literal["table", "view"]
    columns: list[ColumnShape]
    sql: str


class TablePage(Schema):
    """The tables and views that the user may see."""

    items: list[TableShape]
    total: int


class RowsIn(Schema):
    """Which rows to look at: ``where`` as in a source."""

    where: dict[str, Any]
    limit: int = Field(default=20, ge=1, le=1000)


class RowsShape(Schema):
    """First rows, each value as text."""

    columns: list[str]
    rows: list[list[str | None]]


class FeedShape(Schema):
    """How far a source that is fetched has come. ``cursor`` is the greatest value read, ``files`` how many were."""

    source: str
    name: NameShape
    way: Literal["files", "query", "rest"]
    connection: str
    fetch_every: str | None
    state: Literal["new", "waiting", "fetching", "failing", "paused"]
    cursor: str | None
    files: int
    due_at: datetime | None
    tried_at: datetime | None
    fetched_at: datetime | None
    failures: int
    error: LoadErrorShape | None


class FeedPage(Schema):
    """All sources that are fetched, by key."""

    items: list[FeedShape]
    total: int


class FetchAnswer(Schema):
    """The job that fetches, and the feed as it is now."""

    job: UUID
    feed: FeedShape


class ReasonIn(Schema):
    """Why."""

    reason: str = Field(default="", max_length=300)
