"""Routes of unusual access: what was noticed, and its review."""

from typing import Annotated, Any, Literal

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router, Schema
from pydantic import AwareDatetime, Field

from tieline.foundation.access.endpoint import allow, user_of
from tieline.foundation.access.models import User
from tieline.foundation.access.reviews import (
    State,
    count_unusual_access,
    list_unusual_access,
    review_unusual_access,
)
from tieline.foundation.access.shapes import Word
from tieline.foundation.access.unusual_models import UnusualAccess

unusual_router = Router(tags=["changes"])

Kind = Literal["volume", "night", "walk", "export"]
Number = Annotated[int, Field(ge=1, le=2**62)]


class UnusualFigures(Schema):
    """
    What was seen, what is usual, from which figure on it is unusual, and by whose habit: user, role or start.

    Volume is by ``day`` or by ``hour``; a night has its hours and the usual ones; a walk the kind of number, and of
    how many customers opened it takes ``seen`` in a row; of exports ``seen`` is rows, and ``of`` how many files.
    """

    seen: int
    usual: float
    limit: int
    by: Literal["user", "role", "start"] = "user"
    measure: Literal["day", "hour"] | None = None
    hours: list[int] = []
    usual_hours: list[int] = []
    number: Literal["customer", "account", "phone"] | None = None
    of: int | None = None


class UnusualOut(Schema):
    """An episode of unusual access: of whom, since when, until when, what, and what a review said."""

    id: int
    user: str
    name: str
    kind: Kind
    began: AwareDatetime
    ended: AwareDatetime
    raised_at: AwareDatetime
    figures: UnusualFigures
    state: State
    reviewed_by: str
    reviewed_at: AwareDatetime | None
    why: str


class UnusualPage(Schema):
    """Some episodes, the newest first, how many there are in all, and how many of each state."""

    items: list[UnusualOut]
    total: int
    counts: dict[State, int]


class ReviewIn(Schema):
    """What a review found: explained (there was a reason) or confirmed (there was none)."""

    state: Literal["explained", "confirmed"]
    why: Annotated[Word, Field(min_length=1)]


@unusual_router.get("", auth=allow("changes.read"), response=UnusualPage, summary="List unusual access")
def list_unusual(
    request: HttpRequest,
    state: State | None = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    offset: Annotated[int, Query(ge=0, le=10_000_000)] = 0,
) -> dict[str, Any]:
    """Episodes of unusual access, the newest first, of one state where given."""
    found = list_unusual_access(state or "")
    rows = list(found[offset : offset + limit])
    names = {each.login: each.name for each in User.objects.filter(login__in={row.user for row in rows})}
    items = [_shown(row, names.get(row.user, row.user)) for row in rows]
    return {"items": items, "total": found.count(), "counts": count_unusual_access()}


@unusual_router.post(
    "/{int:number}/review", auth=allow("users.manage"), response=UnusualOut, summary="Review unusual access"
)
def review_unusual(request: HttpRequest, number: Number, body: ReviewIn) -> dict[str, Any]:
    """Say what an episode was, with the reason; 403 or 409 for one's own and for one that was reviewed."""
    row = review_unusual_access(number, state=body.state, why=body.why, by=user_of(request).login, now=timezone.now())
    user = User.objects.filter(login=row.user).first()
    return _shown(row, user.name if user else row.user)


def _shown(row: UnusualAccess, name: str) -> dict[str, Any]:
    fields = ("user", "kind", "began", "ended", "raised_at", "figures", "state", "reviewed_by", "reviewed_at", "why")
    return {"id": row.pk, "name": name, **{field: getattr(row, field) for field in fields}}
