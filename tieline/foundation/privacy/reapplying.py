"""
After a backup is restored everybody who was erased since must go again.

The list of hashes is newer than the backup where it was kept beside it, and so may be keys that it stands under:
``erasures`` gives both away, ``reapply_erasures`` takes them back and erases whoever of it the restored stores know.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from tieline.foundation.days import local_day
from tieline.foundation.keys.carrying import carried_keys, take_keys
from tieline.foundation.privacy.erasing import erase_subjects
from tieline.foundation.privacy.leaving import LISTED
from tieline.foundation.privacy.places import whereabouts
from tieline.foundation.privacy.request_models import SubjectRequest, Suppressed

NAMES = ("kind", "digest", "request")


def erasures() -> dict[str, list[dict[str, str]]]:
    """
    Who was erased so far, as keyed hashes (``erased``), and the wrapped keys (``keys``) that they stand under.

    To be kept where a backup that is restored does not replace it.
    """
    rows = [dict(row) for row in Suppressed.objects.exclude(request=LISTED).order_by("pk").values(*NAMES)]
    return {"keys": carried_keys(row["digest"].partition(".")[0] for row in rows), "erased": rows}


def reapply_erasures(kept: Mapping[str, Any] | list[Mapping[str, Any]], *, by: str, now: datetime) -> int:
    """
    Take the list back and erase the customers of it who are there, all together; how many, none the second time.

    A bare list is one of before it was kept with its keys.
    """
    listed = kept["erased"] if isinstance(kept, Mapping) else kept
    take_keys(kept["keys"] if isinstance(kept, Mapping) else ())
    rows = [Suppressed(**{name: str(row[name]) for name in NAMES}, at=now) for row in listed]
    Suppressed.objects.bulk_create(rows, ignore_conflicts=True, batch_size=500)
    found = whereabouts().come_back()
    requests = [_request(customer_id, by, now) for customer_id in found]
    if requests:
        erase_subjects(requests, by=by, now=now)
    done = {"state": SubjectRequest.State.DONE, "closed_at": now, "closed_by": by, "customer_id": ""}
    SubjectRequest.objects.filter(pk__in=[each.pk for each in requests]).update(**done)
    return len(found)


def _request(customer_id: str, by: str, now: datetime) -> SubjectRequest:
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
    return request
