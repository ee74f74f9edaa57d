"""Routes of the change log, of the looks that it seals, and of what the last check of both found."""

import json
from datetime import datetime
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import AwareDatetime, Field

from tieline.foundation.access import log_checks, looks, queries
from tieline.foundation.access.changes import CARRIES
from tieline.foundation.access.endpoint import allow, user_of
from tieline.foundation.access.models import Change, ChangeHead
from tieline.foundation.access.shapes import Word
from tieline.foundation.access.sight import Sight, sight_of
from tieline.foundation.language import Spoken

changes_router = Router(tags=["changes"])


class Narrowed(Schema):
    """Whose entries, from when on, until before when, and which part of them."""

    user: Word = ""
    since: AwareDatetime | None = None
    until: AwareDatetime | None = None
    limit: Annotated[int, Field(ge=1, le=200)] = 50
    offset: Annotated[int, Field(ge=0, le=10_000_000)] = 0


class NarrowedChanges(Narrowed):
    """Entries of one kind, object or command; ``search`` is part of the object's id or of the reason."""

    object_kind: Word = ""
    object_id: Word = ""
    command: Word = ""
    search: Word = ""


class NarrowedLooks(Narrowed):
    """Looks at one customer."""

    customer: Word = ""


class ChangeOut(Schema):
    """An entry of the change log; ``withheld`` where it holds data of customers that the reader does not see."""

    sequence: int
    at: datetime
    user: str
    command: str
    object_kind: str
    object_id: str
    before: dict[str, Any] | None
    after: dict[str, Any] | None
    reason: str
    address: str
    hash: str
    withheld: bool


class ChangePage(Schema):
    """Some entries, the newest first, and how many there are in all."""

    items: list[ChangeOut]
    total: int


class LookOut(Schema):
    """That a user was shown data of customers, of ``customers`` of them."""

    at: datetime
    user: str
    address: str
    purpose: str
    route: str
    customers: int


class LookPage(Schema):
    """Some looks, the newest first, and how many there are in all."""

    items: list[LookOut]
    total: int


class LogCheckOut(Schema):
    """A check of the whole log: how many entries are sound, and what is wrong with the first that is not, if any."""

    at: datetime
    sound: int
    anchors: int
    broken_at: int | None
    what: Spoken
    seconds: float


class AnchorOut(Schema):
    """The newest entry at an instant, and its hash, which seals all before."""

    at: datetime
    sequence: int
    hash: str


class LogState(Schema):
    """How many entries the log has, the newest check, and the newest anchor; null before there was one."""

    entries: int
    check: LogCheckOut | None
    anchor: AnchorOut | None


@changes_router.get("", auth=allow("changes.read"), response=ChangePage, summary="Read the change log")
def list_changes(request: HttpRequest, given: Query[NarrowedChanges]) -> ChangePage:
    """Entries of the change log that agree with everything given, the newest first."""
    chosen = queries.ChangeFilter(**given.model_dump(exclude={"limit", "offset"}))
    found, sight = queries.list_changes(chosen), sight_of(user_of(request))
    page = found[given.offset : given.offset + given.limit]
    return ChangePage(items=[_change(change, sight) for change in page], total=found.count())


@changes_router.get("/looks", auth=allow("changes.read"), response=LookPage, summary="Who was shown which customers")
def list_looks(request: HttpRequest, given: Query[NarrowedLooks]) -> LookPage:
    """Looks that agree with everything given, the newest first."""
    found = looks.list_looks(customer_id=given.customer, user=given.user, since=given.since, until=given.until)
    page = found[given.offset : given.offset + given.limit]
    return LookPage(items=[LookOut.model_validate(look, from_attributes=True) for look in page], total=found.count())


@changes_router.get("/state", auth=allow("changes.read"), response=LogState, summary="Whether the log was proven")
def read_log_state(request: HttpRequest) -> LogState:
    """How many entries there are, what the newest check found, and the newest anchor."""
    head, check, anchor = ChangeHead.objects.first(), log_checks.find_last_check(), log_checks.find_last_anchor()
    return LogState(
        entries=head.sequence if head else 0,
        check=LogCheckOut.model_validate(check, from_attributes=True) if check else None,
        anchor=AnchorOut.model_validate(anchor, from_attributes=True) if anchor else None,
    )


def _change(change: Change, sight: Sight) -> ChangeOut:
    """An entry; what commands keep of customers' data is told to those who see data of that category."""
    category = CARRIES.get(change.command)
    is_told = category is None or sight.reads(category)
    was = {name: json.loads(getattr(change, name)) if is_told else None for name in ("before", "after")}
    fields = {name: getattr(change, name) for name in ChangeOut.model_fields if name not in (*was, "withheld")}
    return ChangeOut.model_validate({**fields, **was, "withheld": not is_told})
