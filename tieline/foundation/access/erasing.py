"""
A customer is erased from the change log and from the looks, and both still verify.

An entry keeps who did what and when; which object it was, what stood there before and after and the reason go, with
the salt of their digest. A look keeps whom it was by; the customer becomes ``ERASED``.
"""

import json
from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet

from tieline.foundation.access.audit_models import LookedAt
from tieline.foundation.access.changes import BLANK, ERASE, is_as_written, record_change
from tieline.foundation.access.looks import ERASE_LOOKS, LET_LOOKS_GO, SEAL, digest_of, resealed
from tieline.foundation.access.models import Change
from tieline.foundation.access.unusual_models import Trail, UserDay
from tieline.foundation.errors import Refused

ERASED = "erased"
"""What stands in a look in the place of a customer who was erased."""

OF_STAFF = ("user", "team", "role", "service_account", "service_key", "session", "definition", "pack")
"""Kinds of objects whose entries tell of the operator's people and definitions: a name there is theirs."""

KEPT = (ERASE, ERASE_LOOKS, LET_LOOKS_GO, SEAL)
"""Commands whose entries hold nothing of customers and prove the others."""


def find_entries(
    words: Iterable[str], names: Iterable[str], objects: Iterable[tuple[str, str]] = ()
) -> QuerySet[Change]:
    """
    Entries that hold one of the words anywhere, or are about one of the objects (kind and id); not erased before.

    Names count only where the entry is not about the operator's own people and definitions.
    """
    anywhere, named, about = Q(pk__in=[]), Q(pk__in=[]), Q(pk__in=[])
    for word in words:
        anywhere |= _holds(word)
    for name in names:
        named |= _holds(name)
    for kind, key in objects:
        about |= Q(object_kind=kind, object_id=key)
    found = Change.objects.filter(erased_by="").exclude(command__in=KEPT)
    return found.filter(anywhere | about | (named & ~Q(object_kind__in=OF_STAFF))).order_by("sequence")


def _holds(word: str) -> Q:
    written = json.dumps(word, ensure_ascii=False)[1:-1]
    return Q(object_id=word) | Q(before__contains=written) | Q(after__contains=written) | Q(reason__contains=word)


def erase_entries(entries: Iterable[Change], *, request: str, by: str, now: datetime) -> int:
    """
    Blank what these entries tell, for a request, and say so in an entry of its own; how many.

    Refused, and nothing blanked, where one of them is not as it was written: erasing must not hide that.
    """
    with transaction.atomic():
        changes = list(entries)
        for change in changes:
            if not is_as_written(change):
                raise Refused(
                    f"Entry {change.sequence} was altered",
                    where="change log",
                    do="Find out with 'tieline audit verify' before anything is erased from the log",
                )
        if changes:
            said = {"entries": [[change.sequence, change.hash] for change in changes]}
            record_change(ERASE, "privacy_request", request, by=by, after=said, now=now)
            blank = dict(zip(("salt", "object_id", "before", "after", "reason"), BLANK, strict=True))
            Change.objects.filter(pk__in=[change.pk for change in changes]).update(**blank, erased_by=request)
    return len(changes)


def erase_looks(customers: Sequence[str], *, request: str, by: str, now: datetime) -> int:
    """Put ``ERASED`` in the place of these customers in all looks, and say under which digest they stand; how many."""
    with transaction.atomic():
        shown = LookedAt.objects.filter(customer_id__in=customers)
        looks = sorted(shown.values_list("look_id", flat=True))
        if not looks:
            return 0
        seals = [change for change in Change.objects.filter(command=SEAL) if _covers(change, looks)]
        _demand_sealed(seals)
        changed = shown.update(customer_id=ERASED)
        digests = {str(change.sequence): digest_of(*_range(change)) for change in seals}
        if digests:
            record_change(ERASE_LOOKS, "privacy_request", request, by=by, after={"seals": digests}, now=now)
    return changed


def erase_openings(customers: Sequence[str]) -> int:
    """Take these customers out of what was opened by whom today and last; how many rows held them."""
    changed = 0
    for trail in Trail.objects.all():
        kept = [each for each in trail.openings if each[0] not in customers]
        if len(kept) < len(trail.openings):
            Trail.objects.filter(pk=trail.pk).update(openings=kept)
            changed += 1
    for day in UserDay.objects.exclude(seen={}):
        seen = {hour: {c: at for c, at in each.items() if c not in customers} for hour, each in day.seen.items()}
        if seen != day.seen:
            UserDay.objects.filter(pk=day.pk).update(seen=seen)
            changed += 1
    return changed


def _range(change: Change) -> tuple[int, int]:
    return json.loads(change.after)["from"], int(change.object_id)


def _covers(change: Change, looks: Sequence[int]) -> bool:
    after, last = _range(change)
    return any(after < look <= last for look in looks)


def _demand_sealed(seals: Iterable[Change]) -> None:
    """Refused where looks are not as they were sealed: a new digest would hide that."""
    erased = resealed()
    for change in seals:
        expected = erased.get(str(change.sequence), json.loads(change.after)["digest"])
        if digest_of(*_range(change)) != expected:
            raise Refused(
                f"Looks that entry {change.sequence} sealed were altered",
                where="change log",
                do="Find out with 'tieline audit verify' before anybody is erased from them",
            )
