"""What takes files of exports away: time, lost rights, and customers who are forgotten."""

from datetime import datetime

from django.db import transaction

from tieline.foundation.access.changes import record_change
from tieline.foundation.exports.ending import end_export
from tieline.foundation.exports.folder import folder, take_out
from tieline.foundation.exports.jobs import enqueue
from tieline.foundation.exports.models import Export
from tieline.foundation.exports.planning import may_still
from tieline.foundation.exports.queries import exports_with, find_asker

State = Export.State


def remove_expired_exports(now: datetime) -> int:
    """How many exports expired; files that no ready export owns go too."""
    due = Export.objects.filter(state=State.READY, expires_at__lte=now)
    expired = sum(end_export(export, State.EXPIRED, "Its time is up", by="", now=now) for export in due)
    owned = {export.id.hex for export in Export.objects.filter(state__in=(State.READY, State.WRITING))}
    for path in folder().iterdir():
        if path.suffix != ".roll" and path.name.split(".")[0] not in owned:
            path.unlink(missing_ok=True)
    return expired


def withdraw_without_rights(now: datetime) -> int:
    """How many exports were withdrawn because their askers are locked or lost rights; files are removed."""
    lost = 0
    for export in Export.objects.filter(state__in=Export.UNFINISHED):
        asker = find_asker(export)
        if asker is None or not may_still(export, asker):
            lost += end_export(export, State.WITHDRAWN, "Its asker may not have it any more", by="", now=now)
    return lost


def forget_customer(customer_id: str, *, by: str, now: datetime) -> int:
    """
    How many exports a customer was in: their files are removed at once, and the customer is taken out of their rolls.

    Call it when the customer is out of the warehouse. What is being written begins anew, as it may hold the customer.
    """
    found = exports_with(customer_id)
    for export in found:
        end_export(export, State.WITHDRAWN, "A customer in it was deleted", by=by, now=now)
        take_out(export, customer_id)
    _write_anew(now)
    return len(found)


def _write_anew(now: datetime) -> None:
    for export in Export.objects.filter(state=State.WRITING):
        with transaction.atomic():
            if Export.objects.filter(pk=export.pk, state=State.WRITING).update(state=State.QUEUED):
                enqueue(export)
                before, after = {"state": State.WRITING}, {"state": State.QUEUED}
                record_change("write_export_anew", "export", str(export.id), by="", before=before, after=after, now=now)
