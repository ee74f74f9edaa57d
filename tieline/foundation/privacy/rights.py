"""
Rights that are granted by a decision: a correction, a restriction, an objection. Each says how it is asked for rightly.

A capability declares its own (``declare_right``); what was granted stands as rows (``GrantedRight``) that the
calculations read, until its last day or until it is taken back with a reason.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet

from tieline.foundation.access.changes import record_change
from tieline.foundation.access.projection import Projection
from tieline.foundation.days import local_day
from tieline.foundation.errors import Invalid, Refused
from tieline.foundation.privacy.granted_models import GrantedRight
from tieline.foundation.privacy.places import Erasing
from tieline.foundation.privacy.request_models import SubjectRequest
from tieline.foundation.privacy.subjects import Subject

Asked = dict[str, Any]


@dataclass(frozen=True)
class Right:
    """
    ``check`` makes of what a customer asks what is kept of it, or Invalid; ``grant`` says for the receipt what follows,
    without anything that leads to a person (``notes``, lines in both languages); ``categories`` names the kinds of
    personal data in what is kept; ``demand``, if any, refuses a person who may not decide on it.
    """

    check: Callable[[str, Mapping[str, Any], datetime], Asked]
    grant: Callable[[str, Mapping[str, Any]], dict[str, Any]]
    categories: Callable[[Mapping[str, Any]], Sequence[str]]
    demand: Callable[[Projection, str, Mapping[str, Any]], None] | None = None


_rights: dict[str, Right] = {}


def declare_right(kind: str, right: Right) -> None:
    """Say once how a kind of request is checked and granted; the second time replaces the first."""
    _rights[kind] = right


def is_decided(kind: str) -> bool:
    """Whether a request of this kind ends with a decision, and what it grants then holds."""
    return kind in _rights


def checked(kind: str, customer_id: str, asked: Mapping[str, Any], now: datetime) -> Asked:
    """What is kept of what a customer asks; empty for kinds that need no more than their name."""
    return _rights[kind].check(customer_id, asked, now) if is_decided(kind) else {}


def categories_of(kind: str, asked: Mapping[str, Any]) -> Sequence[str]:
    """The kinds of personal data that what is kept holds."""
    return _rights[kind].categories(asked) if is_decided(kind) and asked else ()


def demand_to_decide(request: SubjectRequest, seen: Projection) -> None:
    """Refused where the reader may not decide on what a request asks, as they may not change such data by hand."""
    demand = _rights[request.kind].demand if is_decided(request.kind) else None
    if demand and request.asked:
        demand(seen, request.customer_id, dict(request.asked))


def grant(request: SubjectRequest, now: datetime) -> dict[str, Any]:
    """Let what a request asks hold from now on, or from its day; what the receipt says of it."""
    if not is_decided(request.kind):
        raise Invalid("This kind of request is not decided so", where=request.number, do="Look at what comes next")
    asked: Asked = dict(request.asked)
    said = _rights[request.kind].grant(request.customer_id, asked)
    GrantedRight.objects.create(
        request=request,
        kind=request.kind,
        customer_id=request.customer_id,
        says=asked,
        granted_at=now,
        since=_day(asked.get("since")) or local_day(now),
        until=_day(asked.get("until")),
    )
    return said


def holding(kind: str, on: date, customers: Sequence[str] | None = None) -> QuerySet[GrantedRight]:
    """The rights of a kind that hold on a day, of some parties or of all, in the order in which they were granted."""
    found = GrantedRight.objects.filter(kind=kind, taken_back_at__isnull=True, since__lte=on)
    found = found.filter(Q(until__isnull=True) | Q(until__gte=on)).order_by("granted_at", "pk")
    return found if customers is None else found.filter(customer_id__in=customers)


def take_back(request: SubjectRequest, *, why: str, by: str, now: datetime) -> GrantedRight:
    """Let a right hold no more, with the reason; Refused where nothing holds. Calculations follow in the next run."""
    with transaction.atomic():
        right = GrantedRight.objects.select_for_update().filter(request=request, taken_back_at__isnull=True).first()
        if right is None:
            raise Refused("Nothing holds that could be taken back", where=request.number, do="Look at the request")
        right.taken_back_at, right.taken_back_by, right.taken_back_why = now, by, why
        right.save()
        said = {"kind": right.kind, "why": why}
        record_change("take_back_right", "privacy_request", request.number, by=by, after=said, now=now)
    return right


def count_rights(subject: Subject) -> int:
    """What holds or held for a customer."""
    return GrantedRight.objects.filter(customer_id__in=subject.customers).count()


def erase_rights(subject: Subject, erasing: Erasing) -> int:  # noqa: ARG001 - as every place is emptied
    """Delete it, and what requests of the customer say more closely; how many rights."""
    for request in SubjectRequest.objects.filter(customer_id__in=subject.customers):
        request.asked, request.granted_why = {}, ""
        request.save(update_fields=["asked", "granted_why"])
    return GrantedRight.objects.filter(customer_id__in=subject.customers).delete()[0]


def _day(said: Any) -> date | None:
    return date.fromisoformat(said) if said else None
