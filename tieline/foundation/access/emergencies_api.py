"""Routes of emergencies: taking a role, ending it, and reviewing what was done."""

from typing import Annotated, Any, Literal

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router, Schema, Status
from pydantic import AwareDatetime, Field

from tieline.foundation.access import emergencies
from tieline.foundation.access.emergency_models import Emergency
from tieline.foundation.access.endpoint import allow, allow_any_user, user_of
from tieline.foundation.access.models import User
from tieline.foundation.access.roles import all_roles
from tieline.foundation.access.shapes import Role
from tieline.foundation.packs.kinds import Text

emergencies_router = Router(tags=["changes"])

State = Literal["open", "justified", "unjustified"]
Number = Annotated[int, Field(ge=1, le=2**62)]
Reason = Annotated[str, Field(pattern=r"^[^\x00]*$", max_length=400)]


class TakeableRole(Schema):
    """A role that the user may take in an emergency, and for how many hours."""

    key: Role
    name: Text
    says: Text
    hours: int


class EmergencyOut(Schema):
    """
    That a user took a role: why, until when, and what a review said.

    ``customers`` were shown and ``changes`` made meanwhile; ``goes_on`` while the role is held.
    """

    id: int
    user: str
    name: str
    role: Role
    role_name: Text | None
    reason: str
    address: str
    began: AwareDatetime
    until: AwareDatetime
    ended: AwareDatetime | None
    goes_on: bool
    customers: int
    changes: int
    state: State
    reviewed_by: str
    reviewed_at: AwareDatetime | None
    remark: str


class EmergencyPage(Schema):
    """Some emergencies, the newest first, how many there are in all, and how many of each state."""

    items: list[EmergencyOut]
    total: int
    counts: dict[State, int]


class OwnEmergency(Schema):
    """What the user may take, and what goes on."""

    takeable: list[TakeableRole]
    current: EmergencyOut | None


class EmergencyIn(Schema):
    """The role to take, and what the emergency is."""

    role: Role
    reason: Reason


class EmergencyReview(Schema):
    """What a review found."""

    state: Literal["justified", "unjustified"]
    remark: Annotated[Reason, Field(min_length=1)]


@emergencies_router.get("/own", auth=allow_any_user(), response=OwnEmergency, summary="What one may take")
def read_own_emergency(request: HttpRequest) -> dict[str, Any]:
    """The roles that the user may take in an emergency, and the emergency of the user that goes on."""
    user = user_of(request)
    roles = [
        {"key": role.key, "name": role.name, "says": role.says, "hours": role.emergency.hours}
        for role in emergencies.list_takeable(user)
        if role.emergency
    ]
    current = emergencies.find_current(user, timezone.now())
    return {"takeable": roles, "current": _one(current) if current else None}


@emergencies_router.post("", auth=allow_any_user(), response={201: EmergencyOut}, summary="Take a role")
def begin_emergency(request: HttpRequest, body: EmergencyIn) -> Status[dict[str, Any]]:
    """Hold a role for its hours; 403 for a role that is not offered, and while another emergency goes on."""
    begun = emergencies.begin_emergency(user_of(request), role=body.role, reason=body.reason, now=timezone.now())
    return Status(201, _one(begun))


@emergencies_router.post("/{int:number}/end", auth=allow_any_user(), response=EmergencyOut, summary="End an emergency")
def end_emergency(request: HttpRequest, number: Number) -> dict[str, Any]:
    """Give the role back: by the user, or by who manages users; the second time nothing changes."""
    return _one(emergencies.end_emergency(number, by=user_of(request), now=timezone.now()))


@emergencies_router.get("", auth=allow("changes.read"), response=EmergencyPage, summary="List emergencies")
def list_emergencies(
    request: HttpRequest,
    state: State | None = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    offset: Annotated[int, Query(ge=0, le=10_000_000)] = 0,
) -> dict[str, Any]:
    """Emergencies, the newest first, of one state where given."""
    found = emergencies.list_emergencies(state or "")
    items = _shown(list(found[offset : offset + limit]))
    return {"items": items, "total": found.count(), "counts": emergencies.count_emergencies()}


@emergencies_router.post(
    "/{int:number}/review", auth=allow("users.manage"), response=EmergencyOut, summary="Review an emergency"
)
def review_emergency(request: HttpRequest, number: Number, body: EmergencyReview) -> dict[str, Any]:
    """Say whether it was justified, with a remark; 403 for one's own, while it goes on, and the second time."""
    by = user_of(request).login
    return _one(emergencies.review_emergency(number, **body.model_dump(), by=by, now=timezone.now()))


def _one(row: Emergency) -> dict[str, Any]:
    return _shown(list(emergencies.list_emergencies().filter(pk=row.pk)))[0]


def _shown(rows: list[Any]) -> list[dict[str, Any]]:
    names = {user.login: user.name for user in User.objects.filter(login__in={row.user for row in rows})}
    roles, now = all_roles(), timezone.now()
    fields = [name for name in EmergencyOut.model_fields if hasattr(Emergency, name)]
    return [
        {
            **{name: getattr(row, name) for name in fields},
            "customers": row.customers or 0,
            "changes": row.changes or 0,
            "id": row.pk,
            "name": names.get(row.user, row.user),
            "role_name": roles[row.role].name if row.role in roles else None,
            "goes_on": row.ended is None and row.until > now,
        }
        for row in rows
    ]
