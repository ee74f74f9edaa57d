"""How exports end: their file is removed, the row and the roll stay, and the change log says why."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from tieline.foundation.access.changes import record_change
from tieline.foundation.exports.folder import remove_file
from tieline.foundation.exports.models import Export

SAID = ("what", "filters", "columns", "format", "purpose", "rows", "asked_by")
COMMANDS = {
    Export.State.WITHDRAWN: "withdraw_export",
    Export.State.EXPIRED: "expire_export",
    Export.State.FAILED: "fail_export",
}


def said_of(export: Export) -> Mapping[str, Any]:
    """What is asked for, word for word: what the change log keeps, and what a second person agrees to."""
    return {name: getattr(export, name) for name in SAID}


def end_export(export: Export, state: Export.State, why: str, *, by: str, now: datetime) -> bool:
    """Whether an unfinished or ready export ended now, with an entry; False where it had ended. The file is gone."""
    with transaction.atomic():
        found = Export.objects.filter(pk=export.pk, state__in=Export.UNFINISHED)
        ended = found.update(state=state, why=why[:400])
        if ended:
            before = {"state": export.state}
            record_change(
                COMMANDS[state],
                "export",
                str(export.id),
                by=by,
                before=before,
                after={"state": state},
                reason=why,
                now=now,
            )
    if ended:
        remove_file(export)
    return bool(ended)
