"""
The change log: every command leaves an entry, and each entry seals the one before by its hash.

What an entry tells of its object is sealed by a salted digest, so that it can be erased for a person who asks for
that, and the chain still verifies. Erasing names the entries in an entry of its own: one that is blank and that no
such entry names was blanked by somebody who may not.
"""

import hashlib
import json
import secrets
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

ERASE = "erase_entries"
"""Names the entries whose payload was erased: ``entries`` in its ``after`` holds number and hash of each."""

BLANK = ("", "", "null", "null", "")
"""What erasing leaves of ``salt``, ``object_id``, ``before``, ``after`` and ``reason``."""


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
            salt=secrets.token_hex(16),
            previous_hash=head.hash,
        )
        change.payload = payload_of(change)
        change.hash = seal(change)
        change.save(force_insert=True)
        ChangeHead.objects.filter(pk=1).update(sequence=change.sequence, hash=change.hash)
    return change


def canonical(value: Any) -> str:
    """JSON that is the same text for the same value: keys sorted, no spaces, characters as they are."""
    return json.dumps(value, cls=DjangoJSONEncoder, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def payload_of(change: Change) -> str:
    """SHA-256 over what an entry tells of its object, which nobody can guess from it without the salt."""
    told = {name: getattr(change, name) for name in ("salt", "object_id", "before", "after", "reason")}
    return hashlib.sha256(canonical(told).encode()).hexdigest()


def seal(change: Change) -> str:
    """
    SHA-256 over all fields of an entry, the hash of the one before among them.

    Of what it tells of its object only the digest counts; entries of before there were digests are sealed as a whole.
    """
    fields = {
        "sequence": change.sequence,
        "at": change.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "user": change.user,
        "command": change.command,
        "object_kind": change.object_kind,
        "previous_hash": change.previous_hash,
    }
    if change.payload:
        fields["payload"] = change.payload
    else:
        fields |= {name: getattr(change, name) for name in ("object_id", "before", "after", "reason")}
    if change.address:  # entries of before there were addresses are sealed without
        fields["address"] = change.address
    return hashlib.sha256(canonical(fields).encode()).hexdigest()


def is_as_written(change: Change) -> bool:
    """Whether an entry that was not erased says what its hash seals."""
    return change.hash == seal(change) and (not change.payload or change.payload == payload_of(change))


@dataclass(frozen=True)
class Verdict:
    """What a check of the change log found: how many entries are sound, and what is wrong with the next one, if any."""

    sound: int
    broken_at: int | None = None
    what: str = ""


def verify_changes() -> Verdict:
    """
    Whether every entry is as it was written, none is missing in between, and none is cut off at the end.

    An erased entry is sound where a later one says that this very entry was erased.
    """
    previous, sound = FIRST, 0
    erased: dict[int, str] = {}
    for change in Change.objects.order_by("sequence").iterator():
        expected = sound + 1
        if change.sequence != expected:
            return Verdict(sound, expected, f"Entry {expected} is missing")
        if change.previous_hash != previous:
            return Verdict(sound, expected, f"Entry {expected} does not follow the one before it")
        if not _is_sound(change):
            return Verdict(sound, expected, f"Entry {expected} was altered")
        if change.erased_by:
            erased[change.sequence] = change.hash
        elif change.command == ERASE:
            _strike(erased, json.loads(change.after)["entries"])
        previous, sound = change.hash, expected
    if erased:
        first = min(erased)
        return Verdict(first - 1, first, f"Entry {first} was erased, and no request says so")
    head = ChangeHead.objects.filter(pk=1).first() or ChangeHead()
    if (head.sequence, head.hash) != (sound, previous):
        return Verdict(sound, sound + 1, f"Entries after {sound} were cut off, or the head was altered")
    return Verdict(sound)


def _is_sound(change: Change) -> bool:
    if not change.erased_by:
        return is_as_written(change)
    is_blank = (change.salt, change.object_id, change.before, change.after, change.reason) == BLANK
    return is_blank and (not change.payload or change.hash == seal(change))


def _strike(erased: dict[int, str], said: list[tuple[int, str]]) -> None:
    """Take out the entries that an entry says were erased, with the hash that they have."""
    for sequence, found in said:
        if erased.get(sequence) == found:
            del erased[sequence]
