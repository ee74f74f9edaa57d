"""One definition at a time: published from the screen, and taken back."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from tieline.foundation.access.changes import record_change
from tieline.foundation.errors import Invalid, NotFound, Refused
from tieline.foundation.packs.kinds import Kind, Read
from tieline.foundation.packs.mistakes import all_in_one
from tieline.foundation.packs.models import Application, Definition
from tieline.foundation.packs.published import LOCAL, mistakes_beside, read_body
from tieline.foundation.packs.queries import find_application
from tieline.foundation.packs.versions import digest


def publish_definition(
    kind: Kind[Any],
    body: Mapping[str, Any],
    kinds: Sequence[Kind[Any]],
    *,
    by: str,
    reason: str,
    now: datetime | None = None,
) -> Definition:
    """
    The new version of a definition, published; the former one is retired.

    It is held against its shape and, with all ``kinds``, against everything that is published, as a pack is.
    A body that is published already gets no new version.
    """
    _require_reason(reason)
    with transaction.atomic():
        wanted = read_body(kind, body)
        mistaken = mistakes_beside(kinds, with_=wanted)
        if mistaken:
            raise all_in_one(mistaken, what="The definition", where=wanted.document.where())
        former = _find_published(kind.name, wanted.key)
        if former is not None and former.digest == digest(wanted.body):
            return former
        over = "" if former is None else former.over if former.pack == LOCAL else former.pack
        return _replace(former, wanted, over, by, reason, now)


def retire_definition(
    kind: Kind[Any], key: str, kinds: Sequence[Kind[Any]], *, by: str, reason: str, now: datetime | None = None
) -> Definition | None:
    """
    Take back a definition that was made on the screen: what a pack says of the key holds again, or nothing does.

    Returns what holds now. Refused for a definition of a pack; Invalid where others need it.
    """
    _require_reason(reason)
    with transaction.atomic():
        former = _find_published(kind.name, key)
        if former is None:
            raise NotFound(f"There is no published {kind.name} '{key}'", do="Look at the list of definitions")
        if former.pack != LOCAL:
            raise Refused(
                f"The {kind.name} '{key}' comes from the pack {former.pack}",
                do=f"Remove it from the pack and apply that, or leave it out by 'without' in pack {former.pack}",
            )
        before = Definition.objects.filter(kind=kind.name, key=key, pack=former.over).order_by("-version").first()
        back = read_body(kind, before.body, former.over) if former.over and before is not None else None
        mistaken = mistakes_beside(kinds, with_=back, without=None if back else (kind.name, key))
        if mistaken:
            raise all_in_one(mistaken, what="What is left without the definition", where=f"{kind.name} {key}")
        if back is not None:
            return _replace(former, back, "", by, reason, now)
        Definition.objects.filter(pk=former.pk).update(state=Definition.State.RETIRED)
        _stamp(kind.name, {"published": 0, "changed": 0, "retired": 1}, by, now or timezone.now())
        record_change(
            "retire_definition", kind.name, key, by=by, before={"version": former.version}, reason=reason, now=now
        )
        return None


def _replace(
    former: Definition | None, wanted: Read, over: str, by: str, reason: str, now: datetime | None
) -> Definition:
    at = now or timezone.now()
    if former is not None:
        Definition.objects.filter(pk=former.pk).update(state=Definition.State.RETIRED)
    kind, key = wanted.kind, wanted.key
    newest = Definition.objects.filter(kind=kind, key=key).aggregate(newest=Max("version"))["newest"] or 0
    row = Definition.objects.create(
        kind=kind,
        key=key,
        version=newest + 1,
        body=wanted.body,
        digest=digest(wanted.body),
        pack=wanted.pack,
        over=over,
        applied_at=at,
        applied_by=by,
        reason=reason,
    )
    _stamp(kind, {"published": 1, "changed": 1, "retired": 0}, by, at)
    record_change(
        "publish_definition",
        kind,
        key,
        by=by,
        before={"version": former.version, "body": former.body} if former is not None else None,
        after={"version": row.version, "body": wanted.body, "pack": wanted.pack},
        reason=reason,
        now=now,
    )
    return row


def _stamp(kind: str, counts: dict[str, int], by: str, at: datetime) -> None:
    """A new stamp, so that all readers read anew; what the pack says of the operator stays as it was."""
    last = find_application()
    Application.objects.create(
        pack=LOCAL,
        packs=last.packs if last else [],
        time_zone=last.time_zone if last else "",
        country=last.country if last else "",
        counts={kind: counts},
        applied_at=at,
        applied_by=by,
    )


def _find_published(kind: str, key: str) -> Definition | None:
    published = Definition.objects.select_for_update().filter(state=Definition.State.PUBLISHED)
    return published.filter(kind=kind, key=key).first()


def _require_reason(reason: str) -> None:
    if not reason.strip():
        raise Invalid("A reason is needed", where="reason", do="Say in a few words why, for who reads this later")
