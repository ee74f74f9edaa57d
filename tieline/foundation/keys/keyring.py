"""
The data keys of this process: unwrapped once, kept in memory.

What opens may be kept for ever, as a name never means another key. What seals is looked up again every few seconds, so
that all processes follow a rotation; a key that its transaction may still take back is not kept for sealing.
"""

import secrets
import time
from dataclasses import dataclass, field

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone

from tieline.foundation.errors import Unavailable
from tieline.foundation.keys.models import DataKey
from tieline.foundation.keys.wrapping import current_wrapping, wrapping_named

FOLLOW_SECONDS = 5.0
"""How long a process may go on sealing with a key that another process has replaced."""


@dataclass(frozen=True)
class OpenKey:
    """A data key, unwrapped."""

    id: str
    secret: bytes = field(repr=False)


_opened: dict[str, OpenKey] = {}
_current: dict[str, tuple[float, OpenKey]] = {}
_uncommitted: set[str] = set()


def current_key(purpose: DataKey.Purpose) -> OpenKey:
    """The newest key of a purpose; the first one is made when it is first asked for."""
    known = _current.get(purpose)
    if known and time.monotonic() - known[0] < FOLLOW_SECONDS:
        return known[1]
    row = _newest(purpose) or add_key(purpose)
    found = _open(row)
    if row.pk not in _uncommitted:
        _current[purpose] = (time.monotonic(), found)
    return found


def key_named(key_id: str) -> OpenKey:
    """The key that something was sealed with; Unavailable where it is retired or of another installation."""
    known = _opened.get(key_id)
    if known:
        return known
    row = DataKey.objects.filter(pk=key_id, retired_at=None).first()
    if row is None:
        raise Unavailable(
            f"The data key '{key_id}' is not here, and a value is sealed with it",
            where="keys_datakey",
            do="Restore the operational database as a whole: its data keys and its rows belong together",
        )
    return _open(row)


def live_keys(purpose: DataKey.Purpose) -> list[OpenKey]:
    """All keys of a purpose that are not retired, the newest first."""
    return [_open(row) for row in DataKey.objects.filter(purpose=purpose, retired_at=None).order_by("-number")]


def add_key(purpose: DataKey.Purpose) -> DataKey:
    """A new key, current from now on; where another process made one in the same moment, that one."""
    key_id, wrapping = secrets.token_hex(5), current_wrapping()
    wrapped = wrapping.wrap(secrets.token_bytes(32), bound(key_id, purpose))
    last = DataKey.objects.filter(purpose=purpose).aggregate(last=Max("number"))["last"] or 0
    _uncommitted.add(key_id)
    try:
        with transaction.atomic():
            row = DataKey.objects.create(
                id=key_id,
                purpose=purpose,
                number=last + 1,
                wrapped=wrapped,
                wrapped_by=wrapping.name,
                made_at=timezone.now(),
            )
    except IntegrityError:
        return DataKey.objects.get(purpose=purpose, number=last + 1)
    transaction.on_commit(lambda: _take_over(key_id, purpose))
    _current.pop(purpose, None)
    return row


def _take_over(key_id: str, purpose: DataKey.Purpose) -> None:
    """From its commit on a key seals, in this process at once."""
    _uncommitted.discard(key_id)
    _current.pop(purpose, None)


def bound(key_id: str, purpose: str) -> str:
    """What the wrapped key is bound to, so that rows cannot be exchanged."""
    return f"data key {key_id} ({purpose})"


def forget_keys() -> None:
    """Take nothing from memory any more, as in a process that has just begun."""
    _opened.clear()
    _current.clear()


def _newest(purpose: DataKey.Purpose) -> DataKey | None:
    return DataKey.objects.filter(purpose=purpose, retired_at=None).order_by("-number").first()


def _open(row: DataKey) -> OpenKey:
    known = _opened.get(row.pk)
    if known is None:
        secret = wrapping_named(row.wrapped_by).unwrap(row.wrapped, bound(row.pk, row.purpose))
        known = _opened[row.pk] = OpenKey(row.pk, secret)
    return known
