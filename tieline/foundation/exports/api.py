"""``/api/exports``: plan, ask for, decide on and fetch exports."""

from typing import Annotated, Any, Literal
from uuid import UUID

from django.conf import settings
from django.http import FileResponse, HttpRequest, HttpResponseBase
from django.utils import timezone
from ninja import Query, Router, Status

from tieline.foundation.access.endpoint import allow, allow_any_user, demand, user_of
from tieline.foundation.access.looks import told
from tieline.foundation.access.models import User
from tieline.foundation.access.sight import sight_of
from tieline.foundation.errors import Refused
from tieline.foundation.exports.commands import (
    Asked,
    ask_for_export,
    decide_export,
    download_export,
    plan_for_decision,
    withdraw_export,
)
from tieline.foundation.exports.exportable import get_exportable
from tieline.foundation.exports.models import Export
from tieline.foundation.exports.planning import APPROVE, ASK, exports_for, plan_of
from tieline.foundation.exports.queries import exports_with, get_export, list_exports, not_found, waiting_for
from tieline.foundation.exports.sampling import sample_of
from tieline.foundation.exports.shapes import (
    ExportAsk,
    ExportDecision,
    ExportOut,
    ExportPage,
    ExportPlan,
    ExportPlanIn,
    ExportSample,
)
from tieline.foundation.exports.telling import columns_out, exports_out

router = Router(tags=["exports"])

AUDIT = "changes.read"
CONTENT_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "parquet": "application/vnd.apache.parquet",
}


@router.post("/plan", response=ExportPlan, auth=allow(ASK), summary="What an export would hold")
def plan_export(request: HttpRequest, body: ExportPlanIn) -> dict[str, Any]:
    """Each column with how it goes out, how many rows there are, and whether it needs a second person."""
    user, exportable = user_of(request), get_exportable(body.what)
    purposes = exports_for(user, exportable)
    usual = sight_of(user).purpose
    purpose = body.purpose or (usual if usual in purposes else next(iter(purposes), None))
    if purpose is None:
        raise Refused("Your roles may export nothing of this list", do="Ask an administrator for a role that may")
    plan = plan_of(user, body.what, body.filters, purpose=purpose, columns=body.columns, now=timezone.now())
    return {
        "title": exportable.title,
        "purposes": purposes,
        "purpose": purpose,
        "columns": columns_out(exportable, plan.columns),
        "rows": plan.rows,
        "row_limit": plan.row_limit,
        "needs_second_person": plan.rows > plan.row_limit,
        "days": settings.TIELINE_EXPORTS_DAYS,
    }


@router.post("", response={201: ExportOut}, auth=allow(ASK), summary="Ask for an export")
def ask_export(request: HttpRequest, body: ExportAsk) -> Status[dict[str, Any]]:
    """An export that is written now, or that waits for a second person above the row limit."""
    export = ask_for_export(user_of(request), Asked(**body.model_dump()), timezone.now())
    return Status(201, exports_out([get_export(export.id)], user_of(request))[0])


@router.get("", response=ExportPage, auth=allow_any_user(), summary="List exports")
def list_all_exports(
    request: HttpRequest,
    scope: Literal["mine", "waiting", "all"] = "mine",
    customer_id: Annotated[str, Query(max_length=80)] = "",
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    offset: Annotated[int, Query(ge=0, le=10_000_000)] = 0,
) -> dict[str, Any]:
    """
    One's own; those that wait for one's decision (``exports.approve``); or all (``changes.read``).

    With ``customer_id`` those of all that the customer is in, also where the file has gone.
    """
    user = user_of(request)
    if scope == "all" or customer_id:
        demand(user, AUDIT)
    if scope == "waiting":
        demand(user, APPROVE)
    found = waiting_for(user) if scope == "waiting" else list_exports(asked_by=user.login if scope == "mine" else "")
    if customer_id:
        found = found.filter(pk__in=[each.pk for each in exports_with(customer_id)])
    waiting = waiting_for(user).count() if APPROVE in user.permissions else 0
    return {"items": exports_out(found[offset : offset + limit], user), "total": found.count(), "waiting": waiting}


@router.get("/{uuid:export_id}", response=ExportOut, auth=allow_any_user(), summary="One export")
def get_one_export(request: HttpRequest, export_id: UUID) -> dict[str, Any]:
    """An export of one's own, or of anybody for who decides on exports or reads the change log."""
    return exports_out([_known(export_id, user_of(request))], user_of(request))[0]


@router.get("/{uuid:export_id}/sample", response=ExportSample, auth=allow(APPROVE), summary="First rows, masked")
def sample_export(request: HttpRequest, export_id: UUID) -> dict[str, Any]:
    """The first rows of what would go out, for who may decide on it: who does not see all of it is refused."""
    export = get_export(export_id)
    if export.state != Export.State.WAITING:
        raise Refused("This export does not wait for a decision (any more)", do="Look at the list of exports")
    plan = plan_for_decision(export, timezone.now())
    items = told(request, sample_of(export, plan, user_of(request)))
    return {"columns": columns_out(plan.exportable, plan.columns), "items": items, "rows": plan.rows}


@router.post("/{uuid:export_id}/decision", response=ExportOut, auth=allow(APPROVE), summary="Agree or refuse")
def decide_on_export(request: HttpRequest, export_id: UUID, body: ExportDecision) -> dict[str, Any]:
    """The export as decided, with the reason; nobody decides on their own, or on what they do not see."""
    user = user_of(request)
    decided = decide_export(export_id, user, agree=body.agree, reason=body.reason, rows=body.rows, now=timezone.now())
    return exports_out([decided], user)[0]


@router.post("/{uuid:export_id}/withdrawal", response=ExportOut, auth=allow_any_user(), summary="Take back one's own")
def take_back_export(request: HttpRequest, export_id: UUID) -> dict[str, Any]:
    """The export, taken back by its asker; its file is removed."""
    user = user_of(request)
    return exports_out([withdraw_export(export_id, user, timezone.now())], user)[0]


@router.get("/{uuid:export_id}/file", auth=allow(ASK), summary="Download the file of one's own export")
def get_export_file(request: HttpRequest, export_id: UUID) -> HttpResponseBase:
    """The file, for its asker only, until it expires; each download is an entry of the change log."""
    export, path = download_export(export_id, user_of(request), timezone.now())
    answer = FileResponse(
        path.open("rb"),
        as_attachment=True,
        filename=f"tieline-{export.what}-{export.short}.{export.format}",
        content_type=CONTENT_TYPES[export.format],
    )
    answer["Cache-Control"] = "no-store"
    return answer


def _known(export_id: UUID, user: User) -> Export:
    export = get_export(export_id)
    if export.asked_by != user.login and not {APPROVE, AUDIT} & user.permissions:
        raise not_found(export_id)
    return export
