"""Legal holds: a customer under one is not erased, and the refusal says why and until when."""

from datetime import date, datetime

from django.db.models import Q, QuerySet

from tieline.foundation.access.changes import record_change
from tieline.foundation.days import local_day
from tieline.foundation.errors import Invalid, NotFound, Refused
from tieline.foundation.privacy.places import whereabouts
from tieline.foundation.privacy.request_models import LegalHold


def list_holds(now: datetime) -> QuerySet[LegalHold]:
    """All holds that stand, the newest first."""
    standing = Q(until__isnull=True) | Q(until__gte=local_day(now))
    return LegalHold.objects.filter(standing, lifted_at__isnull=True).order_by("-pk")


def find_holds(customer_id: str, now: datetime) -> QuerySet[LegalHold]:
    """The holds that stand for a customer under any id it ever had, the newest first: a merge ends no hold."""
    standing = list_holds(now)
    return standing.filter(customer_id__in=_known_as(customer_id)) if standing.exists() else standing


def _known_as(customer_id: str) -> tuple[str, ...]:
    try:
        return (customer_id, *whereabouts().find(customer_id).customers)
    except NotFound:
        return (customer_id,)


def demand_no_hold(customer_id: str, now: datetime) -> None:
    """Refused where a hold stands for the customer."""
    hold = find_holds(customer_id, now).first()
    if hold is not None:
        until = f"until {hold.until.isoformat()}" if hold.until else "until it is lifted"
        raise Refused(
            f"The customer is under a legal hold {until}: {hold.why}", where="legal hold", do="Erase when it has ended"
        )


def place_hold(customer_id: str, *, why: str, until: date | None, by: str, now: datetime) -> LegalHold:
    """A hold on a customer, said twice the one that stands; Invalid without a reason, or for a day that is past."""
    if not why.strip():
        raise Invalid("A reason is missing", where="why", do="Name the case or the law that asks for it")
    if until is not None and until < local_day(now):
        raise Invalid("The last day is past", where="until", do="Give a later day, or none")
    same = {"customer_id": customer_id, "why": why.strip()[:300], "until": until}
    if before := list_holds(now).filter(**same).first():
        return before
    hold = LegalHold.objects.create(**same, placed_at=now, placed_by=by)
    said = {"until": until.isoformat() if until else None}
    record_change("place_hold", "customer", customer_id, by=by, after=said, reason=hold.why, now=now)
    return hold


def lift_hold(hold_id: int, *, why: str, by: str, now: datetime) -> LegalHold:
    """A hold that stands no more; nothing happens the second time."""
    hold = LegalHold.objects.filter(pk=hold_id).first()
    if hold is None:
        raise NotFound(f"There is no legal hold {hold_id}", do="Look at the holds of the customer")
    if hold.lifted_at is None:
        hold.lifted_at, hold.lifted_by = now, by
        hold.save()
        record_change(
            "lift_hold",
            "customer",
            hold.customer_id,
            by=by,
            before={"until": str(hold.until)},
            reason=why[:400],
            now=now,
        )
    return hold
