"""
Data keys that are carried to another state of the database, as a backup that is restored, with what stands under them.

They stay wrapped: who has the carried rows has nothing without the key-encryption key.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max

from tieline.foundation.keys.keyring import bound, forget_keys
from tieline.foundation.keys.models import DataKey
from tieline.foundation.keys.wrapping import wrapping_named


def carried_keys(ids: Iterable[str]) -> list[dict[str, str]]:
    """These data keys, wrapped, as texts that JSON holds; those that are retired are left out."""
    rows = DataKey.objects.filter(pk__in=set(ids), retired_at=None).order_by("purpose", "number")
    return [
        {
            "id": row.pk,
            "purpose": row.purpose,
            "wrapped": row.wrapped,
            "wrapped_by": row.wrapped_by,
            "made_at": row.made_at.isoformat(),
        }
        for row in rows
    ]


def take_keys(carried: Iterable[Mapping[str, Any]]) -> int:
    """
    Add the carried keys that are not here, as the newest, or give retired ones their material back; how many.

    None twice. Unavailable, and the database as it was, where the key-encryption key of one of them is not here.
    """
    added = 0
    for key in carried:
        key_id, purpose = str(key["id"]), str(key["purpose"])
        wrapping_named(str(key["wrapped_by"])).unwrap(str(key["wrapped"]), bound(key_id, purpose))
        wrapped = {"wrapped": str(key["wrapped"]), "wrapped_by": str(key["wrapped_by"]), "retired_at": None}
        with transaction.atomic():
            here = DataKey.objects.filter(pk=key_id)
            if here.exists():
                added += here.filter(retired_at__isnull=False).update(**wrapped)
                continue
            last = DataKey.objects.filter(purpose=purpose).aggregate(last=Max("number"))["last"] or 0
            made_at = datetime.fromisoformat(str(key["made_at"]))
            DataKey.objects.create(id=key_id, purpose=purpose, number=last + 1, made_at=made_at, **wrapped)
            added += 1
    forget_keys()
    return added
