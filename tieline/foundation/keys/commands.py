"""Making, wrapping, changing and retiring data keys. Each leaves an entry in the change log."""

from datetime import datetime, timedelta

from django.db import transaction

from tieline.foundation.access.changes import record_change
from tieline.foundation.errors import Unavailable
from tieline.foundation.jobs.stages import Progress
from tieline.foundation.keys.keyring import add_key, bound, current_key
from tieline.foundation.keys.models import DataKey
from tieline.foundation.keys.rows import rows_not_under, rows_under, seal_batch_anew, sealed_models
from tieline.foundation.keys.wrapping import current_wrapping, wrapping_named

BATCH = 500
GRACE = timedelta(minutes=10)
"""How long a replaced key is kept although nothing is sealed with it: other processes follow within seconds."""

Purpose = DataKey.Purpose


def rotate_keys(*, by: str, now: datetime) -> list[DataKey]:
    """New data keys, one for fields and one for blind indexes, current from now on; rows follow in the background."""
    with transaction.atomic():
        made = [add_key(purpose) for purpose in (Purpose.FIELDS, Purpose.INDEX)]
        after = {str(key.purpose): key.pk for key in made}
        record_change("rotate_keys", "data_key", made[0].pk, by=by, after=after, now=now)
    return made


def rewrap_keys(*, by: str, now: datetime) -> int:
    """How many data keys were wrapped with the present key-encryption key instead of a former; no row is touched."""
    wrapping = current_wrapping()
    with transaction.atomic():
        rows = list(DataKey.objects.select_for_update().filter(retired_at=None).exclude(wrapped_by=wrapping.name))
        for row in rows:
            secret = wrapping_named(row.wrapped_by).unwrap(row.wrapped, bound(row.pk, row.purpose))
            before, row.wrapped_by = row.wrapped_by, wrapping.name
            row.wrapped = wrapping.wrap(secret, bound(row.pk, row.purpose))
            row.save(update_fields=["wrapped", "wrapped_by"])
            was, now_by = {"wrapped_by": before}, {"wrapped_by": wrapping.name}
            record_change("rewrap_key", "data_key", row.pk, by=by, before=was, after=now_by, now=now)
    return len(rows)


def seal_rows_anew(progress: Progress = lambda *_: None, *, batch: int = BATCH) -> int:
    """
    How many rows were sealed with the current keys instead of a former, in batches of a transaction each.

    What is left is found by the rows themselves, so a second call goes on where the first was interrupted.
    """
    done, waiting = 0, count_waiting_rows()
    for model in sealed_models():
        while part := seal_batch_anew(model, current_keys(), batch):
            done += part
            progress(min(done / max(waiting, 1), 1.0), f"{done:,} rows sealed anew")
    return done


def count_waiting_rows() -> int:
    """How many rows still stand under a former key."""
    current = current_keys()
    return sum(rows_not_under(model, current).count() for model in sealed_models())


def current_keys() -> dict[str, str]:
    """The name of the current key by purpose."""
    return {str(purpose): current_key(purpose).id for purpose in (Purpose.FIELDS, Purpose.INDEX)}


def retire_keys(now: datetime) -> int:
    """How many replaced keys lost their material, because no row stands under them any more."""
    current = set(current_keys().values())
    successors = DataKey.objects.filter(pk__in=current)
    since = {key.purpose: key.made_at for key in successors}
    retired = 0
    for key in DataKey.objects.filter(retired_at=None).exclude(pk__in=current):
        if since[key.purpose] > now - GRACE:
            continue
        with transaction.atomic():
            if any(rows_under(model, key.pk).exists() for model in sealed_models()):
                continue
            DataKey.objects.filter(pk=key.pk).update(wrapped="", retired_at=now)
            record_change("retire_key", "data_key", key.pk, by="", after={"retired": True}, now=now)
            retired += 1
    return retired


def demand_keys() -> None:
    """Unavailable where a data key that is in use cannot be unwrapped: better said at the start than by a screen."""
    for row in DataKey.objects.filter(retired_at=None):
        try:
            wrapping_named(row.wrapped_by).unwrap(row.wrapped, bound(row.pk, row.purpose))
        except Unavailable as error:
            raise Unavailable(f"Sealed fields cannot be read: {error.what}", where=error.where, do=error.do) from error
