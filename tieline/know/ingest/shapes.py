"""What the API of ingest gives and takes."""

from datetime import datetime

from ninja import Schema


class NameShape(Schema):
    """Words in both languages."""

    zh: str
    en: str


class LoadErrorShape(Schema):
    """Why a load failed: what, where, and what to do."""

    what: str
    where: str
    do: str


class LoadShape(Schema):
    """One delivery of one source. Counts are null until the file was read."""

    id: str
    source: str
    file_name: str
    state: str
    bytes: int
    rows_received: int | None
    rows_landed: int | None
    rows_rejected: int | None
    records: dict[str, int]
    reasons: dict[str, int]
    data_until: datetime | None
    error: LoadErrorShape | None
    asked_by: str
    received_at: datetime
    landed_at: datetime | None
    seconds: float | None


class LoadPage(Schema):
    """Loads, the newest first."""

    items: list[LoadShape]
    total: int


class RejectedRowShape(Schema):
    """A field of a row that did not land, with the whole row as JSON text."""

    row: int
    field: str | None
    value: str | None
    reason: str
    content: str


class RejectedRowPage(Schema):
    """Rejected rows of a load in the order of the file."""

    items: list[RejectedRowShape]
    total: int


class SourceShape(Schema):
    """A source with its freshness. ``late`` is null where no delivery is expected."""

    key: str
    name: NameShape
    system: str
    files: str
    format: str
    encoding: str
    records: list[str]
    expected_every: str | None
    late: bool | None
    last_landed_at: datetime | None
    data_until: datetime | None
    last_load: LoadShape | None
    load_count: int
    failed_count: int
    rows_landed: int
    rows_rejected: int


class SourcePage(Schema):
    """All published sources by key."""

    items: list[SourceShape]
    total: int


class UploadAnswer(Schema):
    """The loads that the uploaded files became; a job lands them."""

    items: list[LoadShape]
