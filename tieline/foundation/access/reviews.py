"""Unusual access as people see and review it."""

from datetime import datetime
from typing import Literal

from django.db import transaction
from django.db.models import Count, QuerySet

from tieline.foundation.access.changes import record_change
from tieline.foundation.access.unusual_models import UnusualAccess, UserDay
from tieline.foundation.days import local_day
from tieline.foundation.errors import Invalid, NotFound, Refused

State = Literal["open", "explained", "confirmed"]


def list_unusual_access(state: str = "") -> QuerySet[UnusualAccess]:
    """Episodes, the newest first, of one state where given."""
    found = UnusualAccess.objects.order_by("-began", "-pk")
    return found.filter(state=state) if state else found


def count_unusual_access() -> dict[str, int]:
    """How many episodes are open, explained and confirmed."""
    counts = dict(UnusualAccess.objects.values_list("state").annotate(Count("pk")))
    return {state: counts.get(state, 0) for state in ("open", "explained", "confirmed")}


def review_unusual_access(number: int, *, state: str, why: str, by: str, now: datetime) -> UnusualAccess:
    """
    The episode, explained or confirmed, with the reason; what comes after is an episode of its own.

    Nobody reviews their own; a review can be given once. Days that were explained count as usual from then on.
    """
    if state not in ("explained", "confirmed"):
        raise Invalid(f"'{state}' is no outcome of a review", where="state", do="Say explained or confirmed")
    if not why.strip():
        raise Invalid("A review needs a reason", where="why", do="Say what you asked and what you found")
    with transaction.atomic():
        row = UnusualAccess.objects.select_for_update().filter(pk=number).first()
        if row is None:
            raise NotFound(f"There is no unusual access {number}", do="Look at the list of unusual access")
        if row.user == by:
            raise Refused("Nobody reviews their own access", do="Ask another administrator")
        if row.state != "open":
            raise Refused(f"{row.reviewed_by} reviewed this already", do="Look at the list of unusual access")
        row.state, row.why, row.reviewed_by, row.reviewed_at = state, why.strip(), by, now
        row.save(update_fields=["state", "why", "reviewed_by", "reviewed_at"])
        if state == "explained":
            days = (local_day(row.began), local_day(row.ended))
            UserDay.objects.filter(user=row.user, day__range=days).update(unusual=False)
        record_change(
            "review_unusual_access",
            "unusual access",
            row.pk,
            by=by,
            before={"state": "open"},
            after={"state": state, "user": row.user, "kind": row.kind},
            reason=row.why,
            now=now,
        )
    return row
