"""
Customers are erased: from rows, from the warehouse, from delivered files, and from what their storage still holds.

    hashes to the list → rows of the database → warehouse, in one transaction → files → storage → receipt

What must be read or written as a whole, files and storage, is so once for all who are erased together. Each step may be
repeated. Once the warehouse is empty nobody can tell any more who it was: the request names no customer from then on,
and goes on with the files that it noted before.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from tieline.foundation.access.changes import record_change
from tieline.foundation.errors import NotFound
from tieline.foundation.privacy.holds import demand_no_hold
from tieline.foundation.privacy.places import Erasing, Place, Whereabouts, whereabouts
from tieline.foundation.privacy.request_models import SubjectRequest
from tieline.foundation.privacy.subjects import Subject
from tieline.foundation.privacy.suppression import suppress
from tieline.foundation.privacy.wiping import wipe_deleted
from tieline.foundation.warehouse.current import warehouse
from tieline.foundation.warehouse.shredding import shred_deleted


@dataclass(frozen=True)
class Found:
    """How many things of a customer are in a place."""

    place: Place
    count: int


def survey(customer_id: str) -> list[Found]:
    """What erasing this customer would take away, place by place; NotFound for a customer who is not there."""
    known = whereabouts()
    subject = known.find(customer_id)
    return [Found(place, place.count(subject)) for place in known.places]


def erase_subject(request: SubjectRequest, *, by: str, now: datetime) -> SubjectRequest:
    """Erase the customer of one request, as ``erase_subjects`` does."""
    return erase_subjects([request], by=by, now=now)[0]


def erase_subjects(requests: Sequence[SubjectRequest], *, by: str, now: datetime) -> list[SubjectRequest]:
    """
    Erase the customers of these requests, each in the name of who approved it, else of ``by``.

    After an interruption it goes on where it was. Refused, and nobody erased, where one of them is under a legal hold.
    ``done_with`` of each then says how many things of its customer went from which place.
    """
    known = whereabouts()
    for request in requests:
        if request.customer_id:
            demand_no_hold(request.customer_id, now)
    for request in requests:
        if request.customer_id:
            _take_out(known, request, Erasing(request.number, request.approved_by or by, now))
    scrubbed = _scrubbed(known, requests, by, now)
    left = leave_nothing()
    until = known.backups_until()
    left["backups_until"] = until.isoformat(timespec="minutes") if until else None
    for request in requests:
        files = sum(scrubbed[load] for load in request.done_with.get("deliveries", []))
        said = {"files": files, "together": len(requests), **left}
        request.done_with = {key: value for key, value in request.done_with.items() if key != "deliveries"} | said
        request.save()
        said, name = request.done_with, request.approved_by or by
        record_change("erase_customer", "privacy_request", request.number, by=name, after=said, now=now)
    return list(requests)


def leave_nothing() -> dict[str, Any]:
    """Clear the files of warehouse and operational database of what was deleted, and say what that took."""
    shredded = shred_deleted(warehouse())
    return {"warehouse_seconds": shredded.seconds, "operational_wiped": wipe_deleted()}


def _take_out(known: Whereabouts, request: SubjectRequest, erasing: Erasing) -> None:
    """The customer of one request leaves rows and warehouse, and the request."""
    subject = _find(known, request)
    if subject is not None:
        _empty(known, subject, request, erasing)
    request.customer_id = ""
    request.save()
    if subject is not None:  # what was written meanwhile, as when somebody looked at the customer
        _erase((place for place in known.places if not place.in_warehouse), subject, request, erasing)


def _scrubbed(known: Whereabouts, requests: Sequence[SubjectRequest], by: str, now: datetime) -> dict[str, int]:
    """The loads whose files may hold these customers, each cleared once: 1 where it held somebody who was erased."""
    owners = {load: each.number for each in requests for load in each.done_with.get("deliveries", [])}
    return {load: known.scrub([load], Erasing(owner, by, now)) for load, owner in sorted(owners.items())}


def _find(known: Whereabouts, request: SubjectRequest) -> Subject | None:
    """The customer; None where an interrupted erasing has already emptied the warehouse."""
    try:
        return known.find(request.customer_id)
    except NotFound:
        if "counts" in request.done_with:
            return None
        raise


def _empty(known: Whereabouts, subject: Subject, request: SubjectRequest, erasing: Erasing) -> None:
    """Everything that must know whom it is about."""
    suppress(subject.marks, request=request.number, now=erasing.now)
    if "deliveries" not in request.done_with:
        request.done_with = {"deliveries": known.deliveries(subject), "counts": {}}
        request.save()
    _erase((place for place in known.places if not place.in_warehouse), subject, request, erasing)
    with warehouse().transaction():
        _erase((place for place in known.places if place.in_warehouse), subject, request, erasing)


def _erase(places: Iterable[Place], subject: Subject, request: SubjectRequest, erasing: Erasing) -> None:
    counts: dict[str, Any] = request.done_with["counts"]
    for place in places:
        with transaction.atomic():
            counts[place.key] = counts.get(place.key, 0) + place.erase(subject, erasing)
            request.save(update_fields=["done_with"])
