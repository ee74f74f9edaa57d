"""What keys there are, and what stands under them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from tieline.foundation.keys.commands import current_keys
from tieline.foundation.keys.models import DataKey
from tieline.foundation.keys.rows import rows_under, sealed_models


@dataclass(frozen=True)
class KeyState:
    """A data key: how many rows stand under it, and whether it is current, former or retired."""

    id: str
    purpose: str
    number: int
    wrapped_by: str
    made_at: datetime
    state: str
    rows: int


def list_keys() -> Sequence[KeyState]:
    """All data keys, the newest first within a purpose."""
    current = set(current_keys().values())
    return [_state(key, current) for key in DataKey.objects.order_by("purpose", "-number")]


def _state(key: DataKey, current: set[str]) -> KeyState:
    state = "retired" if key.retired_at else "current" if key.pk in current else "former"
    rows = 0 if key.retired_at else sum(rows_under(model, key.pk).count() for model in sealed_models())
    return KeyState(key.pk, key.purpose, key.number, key.wrapped_by, key.made_at, state, rows)
