"""
Customers who left long ago go as a whole, many together, as a retention rule says.

    hashes to the list → rows of the database → warehouse, in one transaction → files → off the list again

They did not ask to be forgotten, and may be customers again: the list keeps them away only until the files that were
delivered are cleared of them. A source that still delivers them brings them back until the following night.
"""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from tieline.foundation.access.changes import record_change
from tieline.foundation.errors import NotFound
from tieline.foundation.privacy.places import Erasing, Whereabouts, whereabouts
from tieline.foundation.privacy.request_models import SubjectRequest, Suppressed
from tieline.foundation.privacy.retention_keeping import Old
from tieline.foundation.privacy.subjects import Subject
from tieline.foundation.privacy.suppression import suppress
from tieline.foundation.warehouse.current import warehouse

LISTED = "retention"
"""Under this name, which is no request's, they are on the list meanwhile."""
TOGETHER = 50
"""Customers of one transaction: what is looked for of all of them fits into a question to the database."""


def spared(old: Old) -> set[str]:
    """The customers who stay although they left long ago: under a legal hold, or with a request that is not closed."""
    asking = SubjectRequest.objects.filter(state__in=SubjectRequest.OPEN).exclude(customer_id="")
    held = {each for subject in old.held for each in subject.customers}
    return held | set(asking.values_list("customer_id", flat=True))


def let_customers_go(customers: Sequence[str], *, rule: str, now: datetime) -> int:
    """
    Erase these customers, some together in a transaction; how many there were of them.

    What an interruption left half done is brought to its end first. The storage is cleared by whoever calls, once.
    """
    known, erasing = whereabouts(), Erasing(LISTED, "", now)
    if Suppressed.objects.filter(request=LISTED).exists():
        _clear_files(known, known.landed(None), erasing)
    gone = 0
    for start in range(0, len(customers), TOGETHER):
        part = customers[start : start + TOGETHER]
        try:
            subject = known.find_together(part)
        except NotFound:
            continue
        _let_go(known, subject, rule, erasing)
        gone += len(set(part) & set(subject.customers))
    return gone


def _let_go(known: Whereabouts, subject: Subject, rule: str, erasing: Erasing) -> None:
    """Some customers leave every place; an entry of the change log says how many things left which."""
    files = known.landed(subject)
    suppress(subject.marks, request=LISTED, now=erasing.now)
    counts: dict[str, int] = {}
    for place in known.places:
        if not place.in_warehouse:
            with transaction.atomic():
                counts[place.key] = place.erase(subject, erasing)
    with warehouse().transaction():
        for place in known.places:
            if place.in_warehouse:
                counts[place.key] = place.erase(subject, erasing)
    changed = _clear_files(known, files, erasing)
    said = {"counts": counts, "files": changed}
    record_change("let_customers_go", "retention", rule, by="", after=said, now=erasing.now)


def _clear_files(known: Whereabouts, loads: list[str], erasing: Erasing) -> int:
    """Clear the files of these loads of everybody on the list, and take those who left off it; how many held some."""
    changed = known.scrub(loads, erasing)
    Suppressed.objects.filter(request=LISTED).delete()
    return changed
