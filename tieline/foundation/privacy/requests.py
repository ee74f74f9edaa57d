"""
Requests of data subjects, step by step: received → identified → approved → working → done, or refused.

Nothing is handed out or erased before the asker was identified; what erases needs a second person, where the operator
does not say otherwise (``TIELINE_REQUEST_TWO_PEOPLE``).
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from tieline.foundation.access.changes import record_change
from tieline.foundation.days import local_day
from tieline.foundation.errors import Invalid, NotFound, Refused
from tieline.foundation.privacy import rights
from tieline.foundation.privacy.clocks import calendar, due_on, extended
from tieline.foundation.privacy.erasing import erase_subjects
from tieline.foundation.privacy.holds import demand_no_hold, find_holds
from tieline.foundation.privacy.places import whereabouts
from tieline.foundation.privacy.receipts import seal_of
from tieline.foundation.privacy.request_models import SubjectRequest

Kind, State = SubjectRequest.Kind, SubjectRequest.State
WAYS = ("call", "shop", "web", "app", "letter")
METHODS = ("document", "callback", "login", "letter")
"""How an asker is identified: a document was seen, called back on a known number, logged in, a signed letter."""
OBJECT = "privacy_request"
HANDED_OUT = (Kind.ACCESS, Kind.PORTABILITY)
"""Kinds that end with a file for the asker."""


def get_request(number: int) -> SubjectRequest:
    """The request, or NotFound."""
    found = SubjectRequest.objects.filter(pk=number).first()
    if found is None:
        raise NotFound(f"There is no request R-{number}", do="Look at the list of requests")
    return found


def list_requests(*, state: str = "", kind: str = "", customer_id: str = "") -> QuerySet[SubjectRequest]:
    """Requests by their last day; ``state`` may be ``open`` for all that are not closed."""
    found = SubjectRequest.objects.select_related("right").order_by("due_on", "pk")
    if state:
        found = found.filter(state__in=SubjectRequest.OPEN if state == "open" else [state])
    if customer_id:
        found = found.filter(customer_id=customer_id)
    return found.filter(kind=kind) if kind else found


def receive_request(
    customer_id: str,
    *,
    kind: str,
    law: str,
    through: str,
    by: str,
    now: datetime,
    asked: Mapping[str, Any] | None = None,
) -> SubjectRequest:
    """
    A new request of a customer with its last day; Refused while one of the same kind is open.

    ``asked`` says it more closely where the kind needs that: which field is wrong, say.
    """
    _among("kind", kind, Kind.values)
    _among("through", through, WAYS)
    whereabouts().find(customer_id)
    received = local_day(now)
    kept = rights.checked(kind, customer_id, asked or {}, now)
    try:
        with transaction.atomic():
            request = SubjectRequest.objects.create(
                kind=kind,
                law=law,
                customer_id=customer_id,
                received_at=now,
                received_by=by,
                received_through=through,
                due_on=due_on(law, received, calendar()),
                asked=kept,
            )
    except IntegrityError as error:
        raise Refused("The customer has an open request of this kind", do="Go on with that one") from error
    said = {"kind": kind, "law": law, "due_on": request.due_on.isoformat(), "customer": customer_id}
    record_change("receive_request", OBJECT, request.number, by=by, after=said, now=now)
    return request


def identify_asker(number: int, *, how: str, by: str, now: datetime) -> SubjectRequest:
    """Say how it was made sure that the asker is the customer."""
    _among("how", how, METHODS)
    with transaction.atomic():
        request = _in_state(number, State.RECEIVED)
        request.identified_how, request.identified_by, request.identified_at = how, by, now
        return _moved(request, "identify_asker", State.IDENTIFIED, by, now, {"how": how})


def approve_erasing(number: int, *, by: str, now: datetime) -> SubjectRequest:
    """Agree that the customer is erased; Refused for who received or identified it, and under a legal hold."""
    with transaction.atomic():
        request = _in_state(number, State.IDENTIFIED)
        if request.kind != Kind.DELETION:
            raise Invalid("Only a deletion is approved", where=request.number, do="Hand out the file instead")
        demand_no_hold(request.customer_id, now)
        if settings.TIELINE_REQUEST_TWO_PEOPLE and by in (request.received_by, request.identified_by):
            raise Refused(
                "A second person has to approve this",
                where=request.number,
                do="Ask somebody who neither received the request nor identified the asker",
            )
        request.approved_by, request.approved_at = by, now
        return _moved(request, "approve_erasing", State.APPROVED, by, now)


def carry_out(number: int, *, by: str, now: datetime) -> SubjectRequest:
    """Erase the customer of an approved request, or go on with what was interrupted; nothing once it is done."""
    return carry_out_together([number], by=by, now=now)[0]


def carry_out_together(numbers: Sequence[int], *, by: str, now: datetime) -> list[SubjectRequest]:
    """The same of several requests in one pass over files and storage, each in the name of who approved it."""
    found = [get_request(number) for number in numbers]
    for request in found:
        if request.state not in (State.APPROVED, State.WORKING, State.DONE):
            raise Refused("The request is not approved", where=request.number, do="Have a second person approve it")
    waiting = [request for request in found if request.state != State.DONE]
    SubjectRequest.objects.filter(pk__in=[request.pk for request in waiting]).update(state=State.WORKING)
    for request in waiting:
        request.state = State.WORKING
    for request in erase_subjects(waiting, by=by, now=now) if waiting else ():
        _close(request, request.approved_by or by, now)
    return found


def waiting_to_be_erased(now: datetime) -> list[int]:
    """The approved requests whose customers are under no legal hold, the oldest first."""
    approved = SubjectRequest.objects.filter(kind=Kind.DELETION, state__in=(State.APPROVED, State.WORKING))
    asked = approved.order_by("pk").values_list("pk", "customer_id")
    return [number for number, customer in asked if not find_holds(customer, now).exists()]


def grant_request(number: int, *, why: str, by: str, now: datetime) -> SubjectRequest:
    """Let what is asked hold, with the reason; it is done with that. Taking it back is another step."""
    with transaction.atomic():
        request = _in_state(number, State.IDENTIFIED)
        request.granted_why = _reason(why)
        request.done_with = rights.grant(request, now)
        return _close(request, by, now)


def take_back(number: int, *, why: str, by: str, now: datetime) -> SubjectRequest:
    """Let what was granted hold no more, with the reason; the request stays done."""
    request = get_request(number)
    rights.take_back(request, why=_reason(why), by=by, now=now)
    return request


def demand_identified(request: SubjectRequest) -> None:
    """Refused for a request for which no file may be handed out (yet)."""
    if request.kind not in HANDED_OUT or request.state not in (State.IDENTIFIED, State.DONE):
        raise Refused("The asker is not identified yet", where=request.number, do="Say how the asker was identified")


def hand_out(number: int, *, rows: Mapping[str, int], by: str, now: datetime) -> SubjectRequest:
    """
    That the file of a request was made for the asker; it is done with that, and may be made again.

    ``rows`` are how many rows of which table are in the file. The receipt says them of the first one.
    """
    with transaction.atomic():
        request = get_request(number)
        demand_identified(request)
        record_change("hand_out_file", OBJECT, request.number, by=by, now=now)
        if request.state == State.DONE:
            return request
        request.done_with = {"rows": dict(rows)}
        return _close(request, by, now)


def refuse_request(number: int, *, why: str, by: str, now: datetime) -> SubjectRequest:
    """Close a request without doing what it asks, with the reason."""
    with transaction.atomic():
        request = _in_state(number, State.RECEIVED, State.IDENTIFIED, State.APPROVED)
        request.refused_why, request.closed_by, request.closed_at = _reason(why), by, now
        return _moved(request, "refuse_request", State.REFUSED, by, now)


def extend_request(number: int, *, why: str, by: str, now: datetime) -> SubjectRequest:
    """Give a request the longer time that its law knows, once, with the reason."""
    with transaction.atomic():
        request = _in_state(number, *SubjectRequest.OPEN)
        if request.extended_why:
            raise Refused("The time was extended before", where=request.number, do="Answer by the last day")
        before = request.due_on.isoformat()
        request.due_on = extended(request.law, local_day(request.received_at), calendar())
        request.extended_why = _reason(why)
        return _moved(request, "extend_request", request.state, by, now, {"from": before})


def _close(request: SubjectRequest, by: str, now: datetime) -> SubjectRequest:
    request.closed_by, request.closed_at = by, now
    request.seal = seal_of(request)
    with transaction.atomic():
        return _moved(request, "close_request", State.DONE, by, now)


def _moved(
    request: SubjectRequest, command: str, state: str, by: str, now: datetime, also: dict[str, str] | None = None
) -> SubjectRequest:
    before, request.state = request.state, state
    request.save()
    said = {"state": state, "due_on": request.due_on.isoformat(), **(also or {})}
    record_change(command, OBJECT, request.number, by=by, before={"state": before}, after=said, now=now)
    return request


def _in_state(number: int, *states: str) -> SubjectRequest:
    get_request(number)
    request = SubjectRequest.objects.select_for_update().get(pk=number)
    if request.state not in states:
        raise Refused(f"The request is {request.state}", where=request.number, do="Look at what comes next for it")
    return request


def _among(where: str, value: str, known: tuple[str, ...] | list[str]) -> None:
    if value not in known:
        raise Invalid(f"'{value}' is none of those that there are", where=where, do=f"Give one of {', '.join(known)}")


def _reason(why: str) -> str:
    said = why.strip()
    if not said:
        raise Invalid("A reason is missing", where="why", do="Say in a sentence why, for those who read it later")
    return said[:300]
