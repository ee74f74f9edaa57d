"""
Looks that are old go, and the change log still verifies.

Only looks that an entry of the log sealed go. An entry of its own says under which digest those that stay in each
sealed group stand from then on, as after erasing: a look that is taken out or altered otherwise is found as before.
"""

import json
from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from tieline.foundation.access.audit_models import Look, LookedAt
from tieline.foundation.access.changes import record_change
from tieline.foundation.access.looks import LET_LOOKS_GO, SEAL, digest_of, resealed
from tieline.foundation.access.models import Change
from tieline.foundation.errors import Refused


def let_looks_go(before: datetime, held: Collection[str], *, limit: int, rule: str, now: datetime) -> int:
    """
    Delete sealed looks of before an instant, the oldest first, but those at customers of ``held``; how many.

    About ``limit`` at once, whole sealed groups; Refused where looks are not as they were sealed.
    """
    gone, digests = 0, dict[str, str]()
    with transaction.atomic():
        erased = resealed()
        for change in Change.objects.filter(command=SEAL).order_by("sequence").iterator():
            after, last = json.loads(change.after)["from"], int(change.object_id)
            found = _going(after, last, before, held)
            if not found:
                continue
            expected = erased.get(str(change.sequence), json.loads(change.after)["digest"])
            if digest_of(after, last) != expected:
                raise _altered(change)
            LookedAt.objects.filter(look__in=found).delete()
            gone += Look.objects.filter(pk__in=found).delete()[0]
            digests[str(change.sequence)] = digest_of(after, last)
            if gone >= limit:
                break
        if digests:
            record_change(LET_LOOKS_GO, "retention", rule, by="", after={"seals": digests, "gone": gone}, now=now)
    return gone


def _going(after: int, last: int, before: datetime, held: Collection[str]) -> list[int]:
    """The looks of one sealed group that are old, less those at held customers."""
    looks = Look.objects.filter(pk__gt=after, pk__lte=last, at__lt=before)
    if held:
        looks = looks.exclude(pk__in=LookedAt.objects.filter(customer_id__in=held).values("look"))
    return list(looks.values_list("pk", flat=True))


def _altered(change: Change) -> Refused:
    return Refused(
        f"Looks that entry {change.sequence} sealed were altered",
        where="change log",
        do="Find out with 'tieline audit verify' before any of them go",
    )
