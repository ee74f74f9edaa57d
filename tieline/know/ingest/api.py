"""``/api/sources`` and ``/api/loads``: what delivers data, what was delivered, and what of it was rejected."""

from typing import Annotated

from django.http import HttpRequest
from django.utils import timezone
from ninja import File, Form, Query, Router, Status
from ninja.files import UploadedFile

from tieline.foundation.access.endpoint import allow, user_of
from tieline.foundation.access.projection import seen_by
from tieline.know.ingest import commands, queries
from tieline.know.ingest.jobs import land_load
from tieline.know.ingest.models import Load
from tieline.know.ingest.shapes import (
    LoadPage,
    LoadShape,
    RejectedRowPage,
    RejectedRowShape,
    SourcePage,
    UploadAnswer,
    load_shape,
    source_shape,
)

sources_router = Router(tags=["ingest"])
loads_router = Router(tags=["ingest"])

Limit = Annotated[int, Query(ge=1, le=500)]
Offset = Annotated[int, Query(ge=0, le=10_000_000)]


@sources_router.get("", auth=allow("data.read"), response=SourcePage, summary="Sources with their freshness")
def list_sources(request: HttpRequest) -> SourcePage:
    """Every published source: its last load, until when its data reaches, and whether a delivery is overdue."""
    items = [source_shape(each) for each in queries.list_freshness(timezone.now())]
    return SourcePage(items=items, total=len(items))


@loads_router.get("", auth=allow("data.read"), response=LoadPage, summary="Loads, the newest first")
def list_loads(
    request: HttpRequest,
    source: str | None = None,
    state: Load.State | None = None,
    limit: Limit = 50,
    offset: Offset = 0,
) -> LoadPage:
    """A page of loads, of one source or in one state where asked."""
    items, total = queries.list_loads(source=source, state=state, limit=limit, offset=offset)
    return LoadPage(items=[load_shape(load) for load in items], total=total)


@loads_router.post("", auth=allow("data.load"), response={202: UploadAnswer}, summary="Deliver files")
def upload_files(
    request: HttpRequest,
    files: File[list[UploadedFile]],
    source: Annotated[str, Form()] = "",
) -> Status[UploadAnswer]:
    """
    Takes files and answers with their loads at once; jobs land them.

    The source of each file is told by its name, or given; where one has none, no file is taken.
    """
    owners = [queries.get_source(source) if source else commands.recognise_source(file.name or "") for file in files]
    by = user_of(request).login
    loads = [
        commands.receive_file(owner, file, file_name=file.name or "", by=by)
        for owner, file in zip(owners, files, strict=True)
    ]
    for load in loads:
        if load.state != Load.State.LANDED:
            land_load.enqueue(load.id)
    return Status(202, UploadAnswer(items=[load_shape(load) for load in loads]))


@loads_router.get("/{load_id}", auth=allow("data.read"), response=LoadShape, summary="One load")
def get_load(request: HttpRequest, load_id: str) -> LoadShape:
    """A load with its counts, and its error where it failed."""
    return load_shape(queries.get_load(load_id))


@loads_router.get(
    "/{load_id}/rejected", auth=allow("data.read"), response=RejectedRowPage, summary="Rejected rows of a load"
)
def list_rejected_rows(request: HttpRequest, load_id: str, limit: Limit = 50, offset: Offset = 0) -> RejectedRowPage:
    """A page of the rows that did not land, each wrong field with its reason, in the order of the file."""
    load = queries.get_load(load_id)
    rows, total = queries.list_rejected_rows(seen_by(request, "operations"), load.id, limit=limit, offset=offset)
    return RejectedRowPage(items=[RejectedRowShape(**row) for row in rows], total=total)
