"""``/api/rules/rehearsals``: ask for rehearsals of rules, watch them, read their figures and their customers."""

from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router, Status

from tieline.foundation.access.endpoint import allow, user_of
from tieline.foundation.access.looks import told
from tieline.foundation.access.projection import seen_by
from tieline.notice.rehearsal import commands, queries
from tieline.notice.rehearsal.jobs import enqueue
from tieline.notice.rehearsal.shapes import (
    RehearsalAsk,
    RehearsalCustomers,
    RehearsalOut,
    RehearsalPage,
    RehearsalSummary,
    RulePractice,
)
from tieline.notice.rehearsal.weekly import weekly_figures

router = Router(tags=["rehearsals"])

Limit = Annotated[int, Query(ge=1, le=200)]
Offset = Annotated[int, Query(ge=0, le=10_000_000)]


@router.post("", auth=allow("definitions.read"), response={202: RehearsalSummary}, summary="Rehearse a rule")
def ask_rehearsal(request: HttpRequest, body: RehearsalAsk) -> Status[Any]:
    """Replays a rule, a draft or a published one, over the past year; one that was done already is given again."""
    by, now = user_of(request).login, timezone.now()
    asked = commands.ask_rehearsal(body.body, body.horizon, by=by, now=now, enqueue=enqueue)
    return Status(202, asked)


@router.get("", auth=allow("definitions.read"), response=RehearsalPage, summary="Rehearsals of a rule")
def list_rehearsals(
    request: HttpRequest, rule: Annotated[str, Query(max_length=60)], limit: Limit = 20, offset: Offset = 0
) -> dict[str, Any]:
    """The rehearsals of a rule, the newest first."""
    found = queries.list_rehearsals(rule)
    return {"items": list(found[offset : offset + limit]), "total": found.count()}


@router.get("/practice", auth=allow("definitions.read"), response=RulePractice, summary="What a rule did since")
def get_rule_practice(
    request: HttpRequest,
    rule: Annotated[str, Query(max_length=60)],
    horizon: Annotated[int, Query(ge=7, le=180)] = 90,
) -> dict[str, Any]:
    """The alerts that a published rule raised, by the week, and what followed; of the last half year."""
    return weekly_figures(rule, horizon)


@router.get("/{uuid:rehearsal_id}", auth=allow("definitions.read"), response=RehearsalOut, summary="One rehearsal")
def get_rehearsal(request: HttpRequest, rehearsal_id: UUID) -> Any:
    """How far it is; once it is done, what the rule would have done."""
    return queries.get_rehearsal(rehearsal_id)


@router.post(
    "/{uuid:rehearsal_id}/cancel", auth=allow("definitions.read"), response=RehearsalSummary, summary="Take it back"
)
def cancel_rehearsal(request: HttpRequest, rehearsal_id: UUID) -> Any:
    """Stops a rehearsal that waits or is being done; 403 for one that has ended."""
    return commands.cancel_rehearsal(rehearsal_id, by=user_of(request).login, now=timezone.now())


@router.get(
    "/{uuid:rehearsal_id}/customers",
    auth=allow("customers.read"),
    response=RehearsalCustomers,
    summary="Customers of a rehearsal",
)
def list_rehearsal_customers(
    request: HttpRequest,
    rehearsal_id: UUID,
    kind: Literal["alert", "hit", "missed", "noticed"] = "missed",
    outcome: Annotated[str, Query(max_length=40)] = "",
    limit: Limit = 20,
    offset: Offset = 0,
) -> Any:
    """Whom the rule would have warned of, and to whom the outcome happened with or without a warning."""
    found = queries.list_customers(seen_by(request), rehearsal_id, kind, outcome, limit=limit, offset=offset)
    return told(request, found)
