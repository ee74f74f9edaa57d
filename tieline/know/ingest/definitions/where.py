"""Where a source's data comes from: files, a database, a REST API, events that are sent here, or a broker."""

import re
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, model_validator

from tieline.foundation.packs.kinds import Key, Part
from tieline.know.ingest.definitions.durations import Duration


def _below_the_folder(text: str) -> str:
    if text.startswith(("/", "\\")) or ".." in re.split(r"[/\\]", text) or ":" in text:
        raise ValueError(f"'{text}' leaves the delivered folder; give a path below it, such as billing/customers*.csv")
    return text


CURSOR = re.compile(r"(?<![:\w\\]):cursor\b")
"""Where a statement wants the cursor."""


def _within_the_api(text: str) -> str:
    if re.match(r"[a-z][a-z0-9+.-]*:|//", text, re.IGNORECASE) or ".." in text.split("/"):
        raise ValueError(f"'{text}' leaves the connection's URL; give a path below it, such as v1/customers")
    return text


class Query(Part):
    """
    Rows of a database: a statement that reads, and the column that tells what is new.

    With ``>= :cursor`` the rows of the last moment are read again, and nothing is lost that was written in it;
    ``overlap`` reaches further back, for writers that commit late. What is read twice replaces itself.
    """

    sql: str = Field(
        min_length=1, description="A SELECT of the database's own dialect; ``:cursor`` stands for the last value read."
    )
    cursor: str | None = Field(
        default=None, description="Column of the result whose greatest value is kept; the next fetch asks beyond it."
    )
    start: str | int | float | None = Field(default=None, description="Value of the cursor before the first fetch.")
    overlap: Duration | int | None = Field(
        default=None, description="How far before the cursor the next fetch begins: a duration, or a number."
    )

    @model_validator(mode="after")
    def _a_cursor_that_is_used(self) -> "Query":
        wanted = CURSOR.search(self.sql) is not None
        if wanted and (self.cursor is None or self.start is None):
            raise ValueError("a statement with :cursor needs cursor, the column, and start, its value at first")
        if self.cursor is not None and not wanted:
            raise ValueError("the statement does not ask for what is beyond the cursor: where updated_at >= :cursor")
        return self


class Rest(Part):
    """Rows of a REST API, page by page; the words are those of dlt's REST source."""

    path: Annotated[str, AfterValidator(_within_the_api)]
    params: dict[str, Any] = Field(default_factory=dict)
    data_selector: str | None = Field(default=None, description="JSONPath of the list of rows in an answer.")
    paginator: str | dict[str, Any] | None = Field(default=None, description="As dlt names and configures it.")
    cursor: str | None = Field(default=None, description="Field whose greatest value is kept for the next fetch.")
    cursor_param: str | None = Field(default=None, description="Parameter that carries it.")
    start: str | int | float | None = Field(default=None, description="Value of the cursor before the first fetch.")
    overlap: Duration | int | None = Field(
        default=None, description="How far before the cursor the next fetch begins: a duration, or a number."
    )

    @model_validator(mode="after")
    def _a_cursor_that_is_used(self) -> "Rest":
        if (self.cursor is None) != (self.cursor_param is None):
            raise ValueError("cursor and cursor_param go together: the field of a row, and the parameter that asks")
        return self


class Events(Part):
    """Events that are sent to ``/api/ingest/events``, or by a signed webhook."""

    id: str = Field(default="id", description="Field of the event that names it; the same name is the same event.")
    signature: Literal["none", "hmac-sha256"] = Field(default="none", description="How a webhook proves who sent it.")
    signature_header: str = Field(default="X-Signature", description="Header that carries the signature in hex.")
    timestamp_header: str | None = Field(
        default=None, description="Header with seconds since 1970; then '<timestamp>.<body>' is what is signed."
    )
    tolerance_seconds: int = Field(default=300, ge=1, le=86400, description="How far that may be from now.")
    secret: str | None = Field(
        default=None,
        pattern=r"^[A-Z][A-Z0-9_]{0,99}$",
        description="Name of the secret: an environment variable, or a file below TIELINE_SECRETS.",
    )

    @model_validator(mode="after")
    def _signed_with_a_secret(self) -> "Events":
        if self.signature != "none" and self.secret is None:
            raise ValueError(f"{self.signature} needs secret, the name of an environment variable")
        if self.secret is not None and self.secret.startswith("TIELINE_"):
            raise ValueError("a secret has no name of Tieline's own settings")
        return self


class Topic(Part):
    """A stream, subject or queue of a broker."""

    name: str
    group: str = Field(default="tieline", description="Consumer group, or name of the durable consumer.")
    id: str = Field(default="id", description="Field of the event that names it; the same name is the same event.")


class Where(Part):
    """Exactly one of ``files``, ``query``, ``rest``, ``events`` and ``topic``; all but events may need a connection."""

    connection: Key | None = Field(default=None, description="The connection through which the data is fetched.")
    files: Annotated[str, AfterValidator(_below_the_folder)] | None = Field(
        default=None, description="Glob below the delivered folder, or the connection's; ** goes through folders."
    )
    query: Query | None = None
    rest: Rest | None = None
    events: Events | None = None
    topic: Topic | None = None

    @model_validator(mode="after")
    def _one_way(self) -> "Where":
        ways = {"files": self.files, "query": self.query, "rest": self.rest, "events": self.events, "topic": self.topic}
        given = [name for name, way in ways.items() if way is not None]
        if len(given) != 1:
            raise ValueError(f"give exactly one of {', '.join(ways)}")
        if given[0] in ("query", "rest", "topic") and self.connection is None:
            raise ValueError(f"{given[0]} needs a connection")
        if given[0] == "events" and self.connection is not None:
            raise ValueError("events are sent here and need no connection")
        return self

    @property
    def kind(self) -> Literal["files", "query", "rest", "events", "topic"]:
        """Which way it is."""
        if self.files is not None:
            return "files"
        if self.query is not None:
            return "query"
        if self.rest is not None:
            return "rest"
        return "events" if self.events is not None else "topic"
