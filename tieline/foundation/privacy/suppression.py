"""
Who was erased must not come back: a list of keyed hashes that is asked before anything delivered is kept.

A phone number, an e-mail or a reference has few possible values, so a plain hash could be tried out; these are blind
indexes, under data keys that are kept as long as an entry stands under them. Entries of before there were such keys
are hashes under a key derived from the secret key of the installation, and hold as long as that is not changed.
"""

import hmac
from collections.abc import Iterable
from datetime import datetime
from functools import cache

from django.conf import settings
from django.db import transaction

from tieline.foundation.access.changes import record_change
from tieline.foundation.errors import Invalid, NotFound
from tieline.foundation.keys.blind import blind_index, indexed
from tieline.foundation.privacy.request_models import Suppressed
from tieline.foundation.privacy.subjects import Mark

PURPOSE = b"tieline suppression list"
PLACE = "suppression list"
AT_ONCE = 500
"""Hashes that are looked up in one question."""


def suppress(marks: Iterable[Mark], *, request: str, now: datetime) -> int:
    """Put marks on the list, for a request; how many are new."""
    rows = []
    for (kind, system), values in _by_origin(marks).items():
        new = sorted(values - suppressed_among(kind, system, values))
        digests = [blind_index(_said(kind, system, value), PLACE) for value in new]
        rows += [Suppressed(kind=kind, digest=digest, request=request, at=now) for digest in digests]
    before = Suppressed.objects.count()
    Suppressed.objects.bulk_create(rows, ignore_conflicts=True, batch_size=AT_ONCE)
    return Suppressed.objects.count() - before


def _by_origin(marks: Iterable[Mark]) -> dict[tuple[str, str], set[str]]:
    found: dict[tuple[str, str], set[str]] = {}
    for mark in marks:
        found.setdefault((mark.kind, mark.system), set()).add(mark.value)
    return found


def _said(kind: str, system: str, value: str) -> str:
    """What is hashed: the same reference within two systems has two hashes."""
    return f"{kind}\0{system}\0{value}"


def anybody_is_suppressed(kinds: Iterable[str] = ()) -> bool:
    """Whether the list holds anything, of these kinds where given."""
    listed = Suppressed.objects.all()
    wanted = list(kinds)
    return (listed.filter(kind__in=wanted) if wanted else listed).exists()


def suppressed_among(kind: str, system: str, values: Iterable[str]) -> set[str]:
    """Those of the values that are on the list."""
    listed = Suppressed.objects.filter(kind=kind)
    if not listed.exists():
        return set()
    said = {_said(kind, system, value): value for value in values}
    digests = {digest: said[each] for digest, each in indexed(said, PLACE).items()}
    if listed.exclude(digest__contains=".").exists():
        digests |= {_former_digest(each): value for each, value in said.items()}
    known = list(digests)
    found: set[str] = set()
    for start in range(0, len(known), AT_ONCE):
        part = listed.filter(digest__in=known[start : start + AT_ONCE]).values_list("digest", flat=True)
        found.update(digests[digest] for digest in part)
    return found


def _former_digest(said: str) -> str:
    """The hash of entries of before there were data keys for it."""
    return hmac.digest(_key(settings.SECRET_KEY), said.encode(), "sha256").hex()


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
