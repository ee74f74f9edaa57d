"""The change log: every command leaves an entry, and each entry seals the one before by its hash."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.utils import timezone

from tieline.foundation.access.asking import asking_address
from tieline.foundation.access.models import Change, ChangeHead

CARRIES = {"correct_rows": "source"}
"""Commands whose entries hold data of customers, and its category."""

FIRST = "0" * 64
"""The previous hash of the first entry."""


def record_change(
    command: str,
    object_kind: str,
    object_id: str | int,
    *,
    by: str,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    reason: str = "",
    now: datetime | None = None,
) -> Change:
    """
    Add an entry, in the transaction of the command that calls it: both happen or neither.

    ``by`` is a login, or empty for the command line; ``before`` and ``after`` hold the fields that changed.
    Call it as the last step of a command: until the transaction ends, no other change can be recorded.
    """
    with transaction.atomic():
        ChangeHead.objects.get_or_create(pk=1)
        head = ChangeHead.objects.select_for_update().get(pk=1)
        change = Change(
            sequence=head.sequence + 1,
            at=now or timezone.now(),
            user=by,
            command=command,
            object_kind=object_kind,
            object_id=str(object_id),
            before=canonical(before),
            after=canonical(after),
            reason=reason,
            address=asking_address(),
            previous_hash=head.hash,
        )
        change.hash = seal(change)
        change.save(force_insert=True)
        ChangeHead.objects.filter(pk=1).update(sequence=change.sequence, hash=change.hash)
    return change


def canonical(value: Any) -> str:
    """JSON that is the same text for the same value: keys sorted, no spaces, characters as they are."""
    return json.dumps(value, cls=DjangoJSONEncoder, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def seal(change: Change) -> str:
    """SHA-256 over all fields of an entry, the hash of the one before among them."""
    fields = {
        "sequence": change.sequence,
        "at": change.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "user": change.user,
        "command": change.command,
        "object_kind": change.object_kind,
        "object_id": change.object_id,
        "before": change.before,
        "after": change.after,
        "reason": change.reason,
        "previous_hash": change.previous_hash,
    }
    if change.address:  # entries of before there were addresses are sealed without
        fields["address"] = change.address
    return hashlib.sha256(canonical(fields).encode()).hexdigest()


@dataclass(frozen=True)
class Verdict:
    """What a check of the change log found: how many entries are sound, and what is wrong with the next one, if any."""

    sound: int
    broken_at: int | None = None
    what: str = ""


def verify_changes() -> Verdict:
    """Whether every entry is as it was written, none is missing in between, and none is cut off at the end."""
    previous, sound = FIRST, 0
    for change in Change.objects.order_by("sequence").iterator():
        expected = sound + 1
        if change.sequence != expected:
            return Verdict(sound, expected, f"Entry {expected} is missing")
        if change.previous_hash != previous:
            return Verdict(sound, expected, f"Entry {expected} does not follow the one before it")
        if change.hash != seal(change):
            return Verdict(sound, expected, f"Entry {expected} was altered")
        previous, sound = change.hash, expected
    head = ChangeHead.objects.filter(pk=1).first() or ChangeHead()
    if (head.sequence, head.hash) != (sound, previous):
        return Verdict(sound, sound + 1, f"Entries after {sound} were cut off, or the head was altered")
    return Verdict(sound)
