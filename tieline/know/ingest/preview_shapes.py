"""What the API of connecting a source gives and takes."""

from typing import Any

from ninja import Schema

from tieline.foundation.errors import Invalid, TielineError
from tieline.foundation.language import Spoken
from tieline.know.ingest.preview.formats import guess_format
from tieline.know.ingest.preview.looking import SampleLook
from tieline.know.ingest.preview.samples import Sample
from tieline.know.ingest.preview.suggestions import suggest
from tieline.know.ingest.preview.trying import Tried
from tieline.know.ingest.quarantine_shapes import FaultShape
from tieline.know.ingest.shapes import LoadErrorShape


class FieldShape(Schema):
    """A field of a kind of record: its type in the warehouse, and a sentence about it."""

    name: str
    type: str
    about: str


class RecordKindShape(Schema):
    """A kind of record with its fields. ``about`` says what one record is."""

    record: str
    about: str
    fields: list[FieldShape]


class UnitShape(Schema):
    """A conversion that cells know."""

    unit: str
    to: str


class RecordKinds(Schema):
    """Everything that a source may be mapped to."""

    items: list[RecordKindShape]
    units: list[UnitShape]


class SampleShape(Schema):
    """
    A file to look at, and how it seems to be written.

    ``whole`` says that it is all of a delivery, so that it may become the first load of the source.
    """

    id: str
    file_name: str
    bytes: int
    whole: bool
    format: dict[str, Any]
    has_header: bool


class FetchIn(Schema):
    """What to fetch through a connection: ``where`` as in a source."""

    connection: str
    where: dict[str, Any]


class FormatIn(Schema):
    """How a sample is to be read, as a source's ``format`` says it."""

    format: dict[str, Any]


class SampleColumn(Schema):
    """A column of a sample; ``kind`` is a guess by its values, ``format`` that of dates where it must be said."""

    name: str
    kind: str
    format: str | None
    empty_share: float
    distinct: int
    unique: bool
    examples: list[str]


class SuggestionShape(Schema):
    """A record that the sample seems to hold: its key, a cell per field, and how sure each field is (0–1)."""

    record: str
    key: list[str]
    map: dict[str, Any]
    scores: dict[str, float]
    score: float


class LookShape(Schema):
    """A sample read in a format; only ``error`` where it cannot be read so."""

    error: LoadErrorShape | None = None
    rows: int = 0
    malformed: int = 0
    columns: list[SampleColumn] = []
    first: list[dict[str, str]] = []
    suggestions: list[SuggestionShape] = []


class SourceDraft(Schema):
    """The draft of a source as a definition."""

    body: dict[str, Any]


class DraftMistake(Schema):
    """What is wrong with the draft itself, and in which field; in the reader's language."""

    field: str
    what: Spoken
    do: Spoken


class TriedRowShape(Schema):
    """A row that would be rejected, with its values by column; ``raw`` where it cannot be taken apart."""

    row: int
    faults: list[FaultShape]
    content: dict[str, str | None] | None
    raw: str


class TriedRecordsShape(Schema):
    """Records of one kind that would land, and the first of them, field by field."""

    record: str
    count: int
    columns: list[str]
    items: list[dict[str, str | None]]


class TriedShape(Schema):
    """
    What the first 1,000 rows would become under a draft.

    With ``mistakes`` nothing was tried; with ``error`` the load as a whole would fail.
    """

    mistakes: list[DraftMistake]
    error: LoadErrorShape | None
    received: int
    rejected: int
    too_many: bool
    reasons: dict[str, int]
    rejected_rows: list[TriedRowShape]
    records: list[TriedRecordsShape]


def error_shape(error: TielineError) -> LoadErrorShape:
    """An error as data."""
    return LoadErrorShape(what=error.what, where=error.where, do=error.do)


def sample_shape(sample: Sample) -> SampleShape:
    """A sample with the format that is known of it, else the one that it seems to have."""
    guess = guess_format(sample.file, sample.file_name)
    said = sample.format.model_dump(mode="json", exclude_defaults=True) if sample.format else guess.body
    return SampleShape(
        id=sample.id,
        file_name=sample.file_name,
        bytes=sample.bytes,
        whole=sample.whole,
        format=said,
        has_header=guess.has_header,
    )


def look_shape(look: SampleLook) -> LookShape:
    """The columns of a sample with what they suggest."""
    return LookShape(
        rows=look.rows,
        malformed=look.malformed,
        columns=[
            SampleColumn(
                name=column.name,
                kind=column.kind,
                format=column.format,
                empty_share=column.empty_share,
                distinct=column.distinct,
                unique=column.is_unique,
                examples=column.examples,
            )
            for column in look.columns
        ],
        first=[dict(row) for row in look.first],
        suggestions=[
            SuggestionShape(record=each.record, key=each.key, map=each.map, scores=each.scores, score=each.score)
            for each in suggest(look.columns)
        ],
    )


def tried_shape(tried: Tried) -> TriedShape:
    """What a draft would make of the first rows."""
    return TriedShape(
        mistakes=[_mistake(error) for error in tried.mistakes],
        error=error_shape(tried.error) if tried.error else None,
        received=tried.received,
        rejected=tried.rejected,
        too_many=tried.too_many,
        reasons=tried.reasons,
        rejected_rows=[
            TriedRowShape(
                row=row.row,
                faults=[FaultShape(field=each.field, value=each.value, reason=each.reason) for each in row.faults],
                content=row.content,
                raw=row.raw,
            )
            for row in tried.rejected_rows
        ],
        records=[
            TriedRecordsShape(record=each.record, count=each.count, columns=each.columns, items=each.items)
            for each in tried.records
        ],
    )


def _mistake(error: Invalid) -> DraftMistake:
    field = error.where.rpartition(", field ")[2] if ", field " in error.where else ""
    return DraftMistake(field=field, what=error.what, do=error.do)
