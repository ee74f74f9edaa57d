"""``/api/samples`` and ``/api/records``: connecting a source step by step, before anything is published or landed."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeVar

from django.conf import settings
from django.http import HttpRequest
from ninja import File, Router, Status
from ninja.files import UploadedFile
from pydantic import BaseModel, ValidationError

from tieline.foundation.access.endpoint import allow, user_of
from tieline.foundation.access.projection import seen_by
from tieline.foundation.errors import Invalid, TielineError
from tieline.foundation.warehouse.current import warehouse
from tieline.know.ingest import commands, feeding, queries
from tieline.know.ingest.connectors import browsing
from tieline.know.ingest.definitions import Format
from tieline.know.ingest.definitions.cells import UNITS
from tieline.know.ingest.definitions.where import Where
from tieline.know.ingest.headers import HEADER
from tieline.know.ingest.jobs import land_load
from tieline.know.ingest.models import Load
from tieline.know.ingest.preview import samples
from tieline.know.ingest.preview.looking import look_at
from tieline.know.ingest.preview.trying import try_draft
from tieline.know.ingest.preview_shapes import (
    FetchIn,
    FieldShape,
    FormatIn,
    LookShape,
    RecordKinds,
    RecordKindShape,
    SampleShape,
    SourceDraft,
    TriedShape,
    UnitShape,
    error_shape,
    look_shape,
    sample_shape,
    tried_shape,
)
from tieline.know.ingest.shapes import UploadAnswer, load_shape
from tieline.know.ingest.tables import RECORDS

samples_router = Router(tags=["ingest"])
records_router = Router(tags=["ingest"])

Shape = TypeVar("Shape", bound=BaseModel)


@records_router.get("", auth=allow("data.read"), response=RecordKinds, summary="Kinds of record")
def list_record_kinds(request: HttpRequest) -> RecordKinds:
    """What a source may be mapped to: each kind of record with its fields, and the units that are known."""
    header = {column.name for column in HEADER}
    return RecordKinds(
        items=[
            RecordKindShape(
                record=name,
                about=table.one_row_per,
                fields=[
                    FieldShape(name=column.name, type=column.type, about=column.says)
                    for column in table.columns
                    if column.name not in header
                ],
            )
            for name, table in RECORDS.items()
            if name != "characteristic"
        ],
        units=[UnitShape(unit=unit, to=to) for unit, to in UNITS],
    )


@samples_router.post("", auth=allow("data.load"), response={201: SampleShape}, summary="Upload a sample")
def upload_sample(request: HttpRequest, file: File[UploadedFile]) -> Status[SampleShape]:
    """Keeps a file for a week, and guesses how it is written; nothing of it lands."""
    kept = samples.keep_sample(file, file.name or "", by=user_of(request).login)
    return Status(201, sample_shape(kept))


@samples_router.post("/fetch", auth=allow("data.browse"), response={201: SampleShape}, summary="Fetch a sample")
def fetch_sample(request: HttpRequest, wanted: FetchIn) -> Status[SampleShape]:
    """Keeps the first rows that a published connection gives for a ``where``; nothing of it lands."""
    seen_by(request, "operations").sight.demand_category("source", "look at rows of a source")
    where = _parsed(Where, {**wanted.where, "connection": wanted.connection}, "where")
    connection = feeding.get_connection(wanted.connection)
    folder = Path(settings.TIELINE_DATA) / "samples"
    folder.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix="fetched-", dir=folder) as place:
        found = browsing.sample(connection, where, limit=samples.ROWS, folder=Path(place))
        with found.file.open("rb") as content:
            kept = samples.keep_sample(
                content, found.file_name, by=user_of(request).login, fmt=found.format, whole=False
            )
    return Status(201, sample_shape(kept))


@samples_router.get("/{sample_id}", auth=allow("data.read"), response=SampleShape, summary="One sample")
def get_sample(request: HttpRequest, sample_id: str) -> SampleShape:
    """A sample and how it seems to be written; 404 when it is not kept any more."""
    return sample_shape(samples.get_sample(sample_id))


@samples_router.post("/{sample_id}/look", auth=allow("data.read"), response=LookShape, summary="Look at a sample")
def look_at_sample(request: HttpRequest, sample_id: str, wanted: FormatIn) -> LookShape:
    """The columns and first rows of a sample read in a format, and what it seems to hold; or why it cannot be read."""
    seen_by(request, "operations").sight.demand_category("source", "look at rows of a source")
    kept = samples.get_sample(sample_id)
    try:
        return look_shape(look_at(warehouse(), kept, _parsed(Format, wanted.format, "format")))
    except TielineError as error:
        return LookShape(error=error_shape(error))


@samples_router.post("/{sample_id}/try", auth=allow("data.read"), response=TriedShape, summary="Try a draft")
def try_source(request: HttpRequest, sample_id: str, draft: SourceDraft) -> TriedShape:
    """What the first 1,000 rows would become under a draft, and each row that would be rejected; nothing is kept."""
    seen_by(request, "operations").sight.demand_category("source", "look at rows of a source")
    kept = samples.get_sample(sample_id)
    return tried_shape(try_draft(warehouse(), kept, draft.body, settings.TIELINE_TIME_ZONE))


@samples_router.post(
    "/{sample_id}/deliver/{source}", auth=allow("data.load"), response={202: UploadAnswer}, summary="Deliver a sample"
)
def deliver_sample(request: HttpRequest, sample_id: str, source: str) -> Status[UploadAnswer]:
    """Delivers a whole sample to a published source: its first load, landed by a job."""
    kept = samples.get_sample(sample_id)
    if not kept.whole:
        raise Invalid("This sample holds only the first rows", where=kept.file_name, do="Fetch the source instead")
    with kept.file.open("rb") as content:
        load = commands.receive_file(
            queries.get_source(source), content, file_name=kept.file_name, by=user_of(request).login
        )
    if load.state != Load.State.LANDED:
        land_load.enqueue(load.id)
    return Status(202, UploadAnswer(items=[load_shape(load)]))


def _parsed(shape: type[Shape], body: dict[str, Any], place: str) -> Shape:
    try:
        return shape.model_validate(body)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(str(step) for step in (place, *first["loc"]))
        raise Invalid(str(first["msg"]).removeprefix("Value error, "), where=where, do="Correct this field") from error
