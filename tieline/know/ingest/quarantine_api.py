"""``/api/loads/{id}/…``: take a load back or let it land; correct its rejected rows, and land them again."""

from typing import Annotated

from django.http import HttpRequest
from ninja import Query, Router, Status

from tieline.foundation.access.endpoint import allow, user_of
from tieline.foundation.access.projection import seen_by
from tieline.foundation.access.writing import demand_to_write_of_all
from tieline.foundation.warehouse.current import warehouse
from tieline.know.ingest import commands, quarantine, queries
from tieline.know.ingest.jobs import land_load, undo_landed_load
from tieline.know.ingest.models import Load
from tieline.know.ingest.quarantine_shapes import (
    CorrectedRows,
    CorrectRow,
    CorrectRows,
    QuarantineCounts,
    QuarantinedRowShape,
    QuarantinePage,
    ReplayAnswer,
    ReplayRows,
    WhyShape,
    row_shape,
)
from tieline.know.ingest.shapes import LoadShape, load_shape

router = Router(tags=["ingest"])

Limit = Annotated[int, Query(ge=1, le=500)]
Offset = Annotated[int, Query(ge=0, le=10_000_000)]


@router.post("/{load_id}/undo", auth=allow("data.load"), response={202: LoadShape}, summary="Undo a load")
def undo_load(request: HttpRequest, load_id: str, body: WhyShape) -> Status[LoadShape]:
    """
    Takes a load and its replays back, as if they had never landed; a job does it (``undoing``, then ``undone``).

    Customers, tags and segments follow with the next run.
    """
    load = commands.begin_undo(load_id, why=body.why, by=user_of(request).login)
    if load.state == Load.State.UNDOING:
        undo_landed_load.enqueue(load.pk)
    return Status(202, load_shape(load))


@router.post("/{load_id}/redo", auth=allow("data.load"), response={202: LoadShape}, summary="Land an undone load")
def redo_load(request: HttpRequest, load_id: str, body: WhyShape) -> Status[LoadShape]:
    """Lands an undone load again, as it was received; a job does it. Its replays stay undone."""
    load = commands.redo_load(load_id, why=body.why, by=user_of(request).login)
    return Status(202, load_shape(_landing(load)))


@router.post("/{load_id}/release", auth=allow("data.load"), response={202: LoadShape}, summary="Let a held load land")
def release_load(request: HttpRequest, load_id: str, body: WhyShape) -> Status[LoadShape]:
    """Lands a load that was held because a check of the whole delivery had failed; a job does it."""
    load = commands.release_load(load_id, why=body.why, by=user_of(request).login)
    return Status(202, load_shape(_landing(load)))


@router.get(
    "/{load_id}/quarantine", auth=allow("data.read"), response=QuarantinePage, summary="Rows of a load in quarantine"
)
def list_quarantine(
    request: HttpRequest,
    load_id: str,
    status: quarantine.Status | None = None,
    reason: str | None = None,
    limit: Limit = 50,
    offset: Offset = 0,
) -> QuarantinePage:
    """A page of the rows that did not land, with what is wrong with each and what has become of it."""
    load = queries.get_load(load_id)
    wanted = [status] if status else []
    rows, total = quarantine.list_rows(warehouse(), load, status=wanted, reason=reason, limit=limit, offset=offset)
    counts = quarantine.count_by_status(warehouse(), load)
    whole = seen_by(request, "operations").sight.reads("source")
    return QuarantinePage(
        counts=QuarantineCounts(rows=sum(counts.values()), **counts),
        folded=queries.is_folded(load.source),
        items=[row_shape(row, whole=whole) for row in rows],
        total=total,
    )


@router.post(
    "/{load_id}/quarantine/correct",
    auth=allow("data.load"),
    response=CorrectedRows,
    summary="Correct a value in all rows",
)
def correct_rows(request: HttpRequest, load_id: str, body: CorrectRows) -> CorrectedRows:
    """Replaces one value of a column in every row that is rejected for it with this reason."""
    _demand_to_correct(request)
    rows = commands.correct_rows(
        load_id,
        column=body.column,
        reason=body.reason,
        value=body.value,
        becomes=body.becomes,
        why=body.why,
        by=user_of(request).login,
    )
    return CorrectedRows(rows=rows)


@router.put(
    "/{load_id}/quarantine/{row}", auth=allow("data.load"), response=QuarantinedRowShape, summary="Correct a row"
)
def correct_row(request: HttpRequest, load_id: str, row: int, body: CorrectRow) -> QuarantinedRowShape:
    """Keeps a row as corrected; the next replay lands it."""
    _demand_to_correct(request)
    commands.correct_row(load_id, row, body.content, why=body.why, by=user_of(request).login)
    return _row(request, load_id, row)


@router.post(
    "/{load_id}/quarantine/{row}/drop", auth=allow("data.load"), response=QuarantinedRowShape, summary="Give a row up"
)
def drop_row(request: HttpRequest, load_id: str, row: int, body: WhyShape) -> QuarantinedRowShape:
    """Says that a row never lands; it stays to be seen."""
    _demand_to_correct(request)
    commands.drop_row(load_id, row, why=body.why, by=user_of(request).login)
    return _row(request, load_id, row)


@router.delete(
    "/{load_id}/quarantine/{row}", auth=allow("data.load"), response=QuarantinedRowShape, summary="Forget a correction"
)
def forget_correction(request: HttpRequest, load_id: str, row: int) -> QuarantinedRowShape:
    """The row as open as it was before it was corrected or dropped."""
    _demand_to_correct(request)
    commands.forget_correction(load_id, row, by=user_of(request).login)
    return _row(request, load_id, row)


@router.post("/{load_id}/replay", auth=allow("data.load"), response={202: ReplayAnswer}, summary="Replay rows")
def replay_load(request: HttpRequest, load_id: str, body: ReplayRows) -> Status[ReplayAnswer]:
    """
    Lands rows of the quarantine as a load of their own, through the mapping as it is published now; a job does it.

    Rows that fail again stay in quarantine, with the new reason.
    """
    replay = commands.begin_replay(load_id, rows=body.rows, by=user_of(request).login)
    if replay is None:
        return Status(202, ReplayAnswer(load=None, rows=0))
    rows = quarantine.count_replayed(replay)
    return Status(202, ReplayAnswer(load=load_shape(_landing(replay)), rows=rows))


def _landing(load: Load) -> Load:
    if load.state == Load.State.RECEIVED:
        land_load.enqueue(load.pk)
    return load


def _row(request: HttpRequest, load_id: str, row: int) -> QuarantinedRowShape:
    found = quarantine.get_row(warehouse(), queries.get_load(load_id), row)
    return row_shape(found, whole=seen_by(request, "operations").sight.reads("source"))


def _demand_to_correct(request: HttpRequest) -> None:
    """Refused where the user may not change rows of sources: they hold all that a source tells, of whomever."""
    demand_to_write_of_all(seen_by(request, "operations"), "source", "correct rows of a source")
