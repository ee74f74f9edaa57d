"""
After a backup is restored everybody who was erased since must go again.

The list of hashes is newer than the backup where it was kept beside it: ``erasures`` gives it away,
``reapply_erasures`` takes it back and erases whoever of it the restored stores know.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from tieline.foundation.days import local_day
from tieline.foundation.privacy.erasing import erase_subject
from tieline.foundation.privacy.places import whereabouts
from tieline.foundation.privacy.request_models import SubjectRequest, Suppressed

NAMES = ("kind", "digest", "request")


def erasures() -> list[dict[str, str]]:
    """Who was erased so far, as keyed hashes: to be kept where a backup that is restored does not replace it."""
    return [dict(row) for row in Suppressed.objects.order_by("pk").values(*NAMES)]


def reapply_erasures(listed: Iterable[Mapping[str, Any]], *, by: str, now: datetime) -> int:
    """Take the list back and erase the customers of it who are there; how many, none the second time."""
    rows = [Suppressed(**{name: str(row[name]) for name in NAMES}, at=now) for row in listed]
    Suppressed.objects.bulk_create(rows, ignore_conflicts=True, batch_size=500)
    found = whereabouts().come_back()
    for customer_id in found:
        request, _ = SubjectRequest.objects.update_or_create(
            customer_id=customer_id,
            kind=SubjectRequest.Kind.DELETION,
            state=SubjectRequest.State.WORKING,
            defaults={
                "law": "pipl",
                "received_at": now,
                "received_by": by,
                "received_through": "restore",
                "due_on": local_day(now),
            },
        )
        erase_subject(request, by=by, now=now)
        SubjectRequest.objects.filter(pk=request.pk).update(
            state=SubjectRequest.State.DONE, closed_at=now, closed_by=by, customer_id=""
        )
    return len(found)
