"""What the API of ingest gives and takes."""

from datetime import datetime

from ninja import Schema

from tieline.foundation.language import Spoken, SpokenPlace
from tieline.know.ingest.models import Load
from tieline.know.ingest.queries import Freshness


class NameShape(Schema):
    """Words in both languages."""

    zh: str
    en: str


class LoadErrorShape(Schema):
    """Why a load failed: what, where, and what to do, in the reader's language."""

    what: Spoken
    where: SpokenPlace
    do: Spoken


class DecisionShape(Schema):
    """That a person undid a load or let it land in spite of its checks: when, who and why."""

    at: datetime
    by: str
    why: str


class LoadShape(Schema):
    """
    One delivery of one source. Counts are null until the file was read.

    ``verdict`` is the worst of all checks, empty until they ran; ``corrects`` the load whose rows it replays.
    """

    id: str
    number: int
    source: str
    file_name: str
    arrival: str
    corrects: str
    state: str
    verdict: str
    drift: dict[str, list[str]]
    undone: DecisionShape | None
    released: DecisionShape | None
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
    content: str | None


class RejectedRowPage(Schema):
    """Rejected rows of a load in the order of the file."""

    items: list[RejectedRowShape]
    total: int


class SourceShape(Schema):
    """
    A source with its freshness. ``late`` is null where no delivery is expected.

    ``where`` says how its data comes: files, query, rest, events or topic; ``files`` is empty but for files.
    """

    key: str
    name: NameShape
    system: str
    where: str
    connection: str | None
    fetch_every: str | None
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


def load_shape(load: Load) -> LoadShape:
    """A load as the API gives it."""
    failed = load.state == Load.State.FAILED
    return LoadShape(
        id=load.id,
        number=load.number,
        source=load.source,
        file_name=load.file_name,
        arrival=load.arrival,
        corrects=load.corrects,
        state=load.state,
        verdict=load.verdict,
        drift=load.drift,
        undone=_decision(load.undone_at, load.undone_by, load.undone_why),
        released=_decision(load.released_at, load.released_by, load.released_why),
        bytes=load.bytes,
        rows_received=load.rows_received,
        rows_landed=load.rows_landed,
        rows_rejected=load.rows_rejected,
        records=load.records,
        reasons=load.reasons,
        data_until=load.data_until,
        error=LoadErrorShape(what=load.error_what, where=load.error_where, do=load.error_do) if failed else None,
        asked_by=load.asked_by,
        received_at=load.received_at,
        landed_at=load.landed_at,
        seconds=load.seconds,
    )


def source_shape(freshness: Freshness) -> SourceShape:
    """A source as the API gives it."""
    source = freshness.source
    return SourceShape(
        key=source.key,
        name=NameShape(zh=source.name.zh, en=source.name.en),
        system=source.system,
        where=source.where.kind,
        connection=source.where.connection,
        fetch_every=source.fetch_every,
        files=source.where.files or "",
        format=source.format.type,
        encoding=source.format.encoding,
        records=list(dict.fromkeys(record.record for record in source.records)),
        expected_every=source.expected_every,
        late=freshness.late,
        last_landed_at=freshness.last_landed_at,
        data_until=freshness.data_until,
        last_load=load_shape(freshness.last_load) if freshness.last_load else None,
        load_count=freshness.load_count,
        failed_count=freshness.failed_count,
        rows_landed=freshness.rows_landed,
        rows_rejected=freshness.rows_rejected,
    )


def _decision(at: datetime | None, by: str, why: str) -> DecisionShape | None:
    return DecisionShape(at=at, by=by, why=why) if at else None
