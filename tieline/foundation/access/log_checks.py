"""Checks of the change log: what each found is kept, so that people see when the log was last proven."""

import time
from datetime import datetime

import structlog

from tieline.foundation.access.anchors import verify_log
from tieline.foundation.access.audit_models import ChangeAnchor, LogCheck

log = structlog.get_logger()


def check_log(now: datetime) -> LogCheck:
    """Verify the change log, its anchors and the looks it seals; what was found, kept as a row."""
    began = time.monotonic()
    anchors, verdict = ChangeAnchor.objects.count(), verify_log()
    found = LogCheck.objects.create(
        at=now,
        sound=verdict.sound,
        anchors=anchors,
        broken_at=verdict.broken_at,
        what=verdict.what[:200],
        seconds=time.monotonic() - began,
    )
    if verdict.broken_at is not None:
        log.error("change log is not sound", entry=verdict.broken_at, what=verdict.what)
    return found


def find_last_check() -> LogCheck | None:
    """The newest check, or None."""
    return LogCheck.objects.order_by("-at", "-pk").first()


def find_last_anchor() -> ChangeAnchor | None:
    """The newest anchor that is kept, or None."""
    return ChangeAnchor.objects.order_by("-sequence").first()
