"""
Looks: who was shown which customers, when, from where and for which purpose.

Every route that tells of customers passes its answer through ``told``. An entry of the change log seals the looks
since the one before by a hash over all of them, so that a look that is altered or taken out is found.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from tieline.foundation.access.asking import asking_address, asking_purpose
from tieline.foundation.access.audit_models import Look, LookedAt
from tieline.foundation.access.changes import Verdict, canonical, record_change
from tieline.foundation.access.endpoint import user_of
from tieline.foundation.access.models import Change
from tieline.foundation.access.queries import within

A = TypeVar("A", bound=Mapping[str, Any] | Sequence[Any])

SEAL = "seal_looks"
ERASE_LOOKS = "erase_looks"
"""Says under which digest looks stand since a customer was erased from them: ``seals`` by the number of the entry."""
LET_LOOKS_GO = "let_looks_go"
"""Says the same of looks of which old ones went."""

GRACE = timedelta(minutes=1)
"""How old a look is when it is sealed: by then whatever has a smaller number is written too."""
EXPORT = "GET /api/exports/<uuid:export_id>/file"
"""The route of looks that are files taken alone: they say of how many customers, the roll of the export of whom."""
NAMING = ("customer_id", "party_id")
WITHIN = ("items", "sides", "customer")


def told(request: HttpRequest, answer: A, *, about: str = "") -> A:
    """
    The answer as it is; that the user was shown the customers whom it names is written down.

    They are found under ``customer_id`` and ``party_id`` of the answer, its items and sides; ``about`` names one whom
    the answer does not. An answer about nobody leaves nothing.
    """
    shown = sorted({*named(answer), *([about] if about else [])})
    if shown:
        note_look(user_of(request).login, route_of(request), shown, purpose=asking_purpose(), now=timezone.now())
    return answer


def note_look(user: str, route: str, customers: Sequence[str], *, purpose: str, now: datetime) -> Look:
    """Write down that a user was shown these customers."""
    with transaction.atomic():
        look = Look.objects.create(
            at=now, user=user, address=asking_address(), purpose=purpose, route=route, customers=len(customers)
        )
        LookedAt.objects.bulk_create(LookedAt(look=look, customer_id=each) for each in customers)
    return look


def note_export(user: str, rows: int, *, purpose: str, now: datetime) -> Look:
    """Write down that a user took a file with so many rows of customers, which nobody else had agreed to."""
    return Look.objects.create(
        at=now, user=user, address=asking_address(), purpose=purpose, route=EXPORT, customers=rows
    )


def named(answer: Any) -> Iterator[str]:
    """The customers whom an answer names."""
    if isinstance(answer, Mapping):
        for name in NAMING:
            if answer.get(name):
                yield str(answer[name])
        for name in WITHIN:
            yield from named(answer.get(name))
    elif isinstance(answer, Sequence) and not isinstance(answer, str):
        for each in answer:
            yield from named(each)


def route_of(request: HttpRequest) -> str:
    """Method and path of the route, which has the names of its parameters rather than what they name."""
    match = request.resolver_match
    return f"{request.method} /{match.route if match else request.path}"[:200]


def list_looks(
    *, customer_id: str = "", user: str = "", since: datetime | None = None, until: datetime | None = None
) -> QuerySet[Look]:
    """Looks, the newest first, at one customer, of one user and in [since, until) where given."""
    found = Look.objects.order_by("-id")
    if customer_id:
        found = found.filter(shown__customer_id=customer_id)
    return within(found.filter(user=user) if user else found, since, until)


def seal_looks(now: datetime) -> int:
    """Seal the looks since the last seal, a minute old or more, by an entry of the change log; how many."""
    last = Change.objects.filter(command=SEAL).order_by("-sequence").first()
    after = int(last.object_id) if last else 0
    with transaction.atomic():
        due = Look.objects.filter(pk__gt=after, at__lte=now - GRACE).order_by("pk")
        looks = list(due.values_list("pk", flat=True))
        if not looks:
            return 0
        said = {"from": after, "looks": len(looks), "digest": digest_of(after, looks[-1])}
        record_change(SEAL, "look", looks[-1], by="", after=said, now=now)
    return len(looks)


def verify_looks(verdict: Verdict) -> Verdict:
    """
    The verdict on the change log; broken at the first entry whose looks are not as they were sealed.

    Looks from which a customer was erased, or old ones went, are held against the digest that the entry about it names.
    """
    erased = resealed()
    for change in Change.objects.filter(command=SEAL).order_by("sequence").iterator():
        said = json.loads(change.after)
        if digest_of(said["from"], int(change.object_id)) != erased.get(str(change.sequence), said["digest"]):
            what = f"Looks {said['from'] + 1} to {change.object_id} are not as they were sealed"
            return Verdict(change.sequence - 1, change.sequence, what)
    return verdict


def resealed() -> dict[str, str]:
    """The digest of looks since somebody or old ones were taken out, by the number of the entry that sealed them."""
    found: dict[str, str] = {}
    for change in Change.objects.filter(command__in=(ERASE_LOOKS, LET_LOOKS_GO)).order_by("sequence"):
        found |= json.loads(change.after)["seals"]
    return found


def digest_of(after: int, last: int) -> str:
    """SHA-256 over all looks behind one number up to another, with the customers that each showed."""
    digest = hashlib.sha256()
    looks = Look.objects.filter(pk__gt=after, pk__lte=last).order_by("pk").prefetch_related("shown")
    for look in looks.iterator(chunk_size=1000):
        fields = {
            "id": look.pk,
            "at": look.at.astimezone(UTC).isoformat(timespec="microseconds"),
            **{name: getattr(look, name) for name in ("user", "address", "purpose", "route")},
            "shown": sorted(each.customer_id for each in look.shown.all()),
        }
        digest.update(canonical(fields).encode())
    return digest.hexdigest()
