"""
Who was erased must not come back: a list of keyed hashes that is asked before anything delivered is kept.

A phone number, an e-mail or a reference has few possible values, so a plain hash could be tried out; these need the
key, which is derived from the secret key of the installation for this purpose alone.
"""

import hmac
from collections.abc import Iterable
from datetime import datetime
from functools import cache

from django.conf import settings
from django.db import transaction

from tieline.foundation.access.changes import record_change
from tieline.foundation.errors import Invalid, NotFound
from tieline.foundation.privacy.request_models import Suppressed
from tieline.foundation.privacy.subjects import Mark

PURPOSE = b"tieline suppression list"
AT_ONCE = 500
"""Hashes that are looked up in one question."""


def digest_of(mark: Mark) -> str:
    """The keyed hash of a mark (HMAC-SHA-256); the same reference within two systems has two."""
    text = f"{mark.kind}\0{mark.system}\0{mark.value}"
    return hmac.digest(_key(settings.SECRET_KEY), text.encode(), "sha256").hex()


def suppress(marks: Iterable[Mark], *, request: str, now: datetime) -> int:
    """Put marks on the list, for a request; how many are new."""
    rows = [Suppressed(kind=mark.kind, digest=digest_of(mark), request=request, at=now) for mark in marks]
    before = Suppressed.objects.count()
    Suppressed.objects.bulk_create(rows, ignore_conflicts=True, batch_size=AT_ONCE)
    return Suppressed.objects.count() - before


def anybody_is_suppressed(kinds: Iterable[str] = ()) -> bool:
    """Whether the list holds anything, of these kinds where given."""
    listed = Suppressed.objects.all()
    wanted = list(kinds)
    return (listed.filter(kind__in=wanted) if wanted else listed).exists()


def suppressed_among(kind: str, system: str, values: Iterable[str]) -> set[str]:
    """Those of the values that are on the list."""
    digests = {digest_of(Mark(kind, system, value)): value for value in values}
    known = list(digests)
    found: set[str] = set()
    for start in range(0, len(known), AT_ONCE):
        part = known[start : start + AT_ONCE]
        listed = Suppressed.objects.filter(kind=kind, digest__in=part).values_list("digest", flat=True)
        found.update(digests[digest] for digest in listed)
    return found


def lift(request: str, *, why: str, by: str, now: datetime) -> int:
    """
    Take what was listed for a request off the list, as the person is a customer again; how many marks.

    NotFound where nothing is listed for it, Invalid without a reason.
    """
    if not why.strip():
        raise Invalid("A reason is missing", where="why", do="Say in a sentence why, for those who read it later")
    with transaction.atomic():
        lifted, _ = Suppressed.objects.filter(request=request).delete()
        if not lifted:
            raise NotFound(f"Nothing is kept away for {request}", do="Look at the list of requests")
        record_change(
            "lift_suppression", "privacy_request", request, by=by, before={"marks": lifted}, reason=why[:400], now=now
        )
    return lifted


@cache
def _key(secret: str) -> bytes:
    return hmac.digest(secret.encode(), PURPOSE, "sha256")
