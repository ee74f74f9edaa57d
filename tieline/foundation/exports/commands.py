"""Asking for an export, deciding on one, taking it back, fetching its file."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db import transaction

from tieline.foundation.access.changes import record_change
from tieline.foundation.access.looks import note_export
from tieline.foundation.access.models import User
from tieline.foundation.errors import Invalid, Refused
from tieline.foundation.exports.ending import end_export, said_of
from tieline.foundation.exports.folder import file_of
from tieline.foundation.exports.formats import FORMATS
from tieline.foundation.exports.jobs import enqueue
from tieline.foundation.exports.models import Export
from tieline.foundation.exports.planning import Plan, demand_to_see, may_still, plan_again, plan_of
from tieline.foundation.exports.queries import find_asker, get_export, not_found
from tieline.foundation.exports.writing import agreed_rows

MANY = 50
"""Exports of one user that may be unfinished or lie ready at a time."""


@dataclass(frozen=True)
class Asked:
    """What somebody asks for: a list under filters, these of its columns, as a file, for a purpose, and why."""

    what: str
    filters: Mapping[str, Any]
    columns: Sequence[str]
    format: str
    purpose: str
    reason: str


def ask_for_export(user: User, asked: Asked, now: datetime) -> Export:
    """
    A new export: queued to be written, or waiting for a second person where it has more rows than the asker may take.

    Columns that would be left out are not in it. Refused as a plan is; Invalid without a reason or without rows.
    """
    if not asked.reason.strip():
        raise Invalid("An export needs a reason", where="reason", do="Say in a few words what the file is for")
    if asked.format not in FORMATS:
        raise Invalid(f"There is no format '{asked.format}'", where="format", do=f"Choose one of {', '.join(FORMATS)}")
    with transaction.atomic():
        User.objects.select_for_update().get(pk=user.pk)  # two at once would each find the limit untouched
        _demand_room(user)
        plan = plan_of(user, asked.what, asked.filters, purpose=asked.purpose, columns=asked.columns, now=now)
        if plan.rows == 0:
            raise Invalid("There is nothing to export", where="filters", do="Choose filters that somebody fits")
        export = Export(
            asked_by=user.login,
            asked_at=now,
            what=asked.what,
            filters=plan.wanted.model_dump(mode="json", exclude_unset=True),
            columns={each.name: plan.columns[each.name] for each in plan.going_out},
            format=asked.format,
            purpose=asked.purpose,
            reason=asked.reason.strip()[:400],
            language=user.language,
            rows=plan.rows,
            row_limit=plan.row_limit,
            state=Export.State.WAITING if plan.rows > plan.row_limit else Export.State.QUEUED,
        )
        export.save(force_insert=True)
        if export.state == Export.State.QUEUED:
            enqueue(export)
        record_change(
            "ask_for_export",
            "export",
            str(export.id),
            by=user.login,
            after=said_of(export),
            reason=export.reason,
            now=now,
        )
    return export


def _demand_room(user: User) -> None:
    if Export.objects.filter(asked_by=user.login, state__in=Export.UNFINISHED).count() >= MANY:
        raise Refused(f"You have {MANY} exports that wait or lie ready", do="Take back those that you need no more")


def decide_export(export_id: UUID, user: User, *, agree: bool, reason: str, rows: int, now: datetime) -> Export:
    """
    The export as a second person decided: queued to be written, or refused.

    The decision is on exactly what was asked for and on ``rows``, which the second person saw: where it is another
    number by now, it is refused with the new one. Nobody decides on their own.
    """
    if not reason.strip():
        raise Invalid("A decision needs a reason", where="reason", do="Say why you agree or refuse")
    with transaction.atomic():
        export = _waiting(export_id, user)
        export.decided_by, export.decided_at, export.decision_reason = user.login, now, reason.strip()[:400]
        before = said_of(export)
        if agree:
            _agree(export, user, rows, now)
        else:
            export.state = Export.State.REFUSED
        export.save()
        if agree:
            enqueue(export)
        command = "approve_export" if agree else "refuse_export"
        record_change(command, "export", str(export.id), by=user.login, after=before, reason=reason.strip(), now=now)
    return get_export(export_id)


def _waiting(export_id: UUID, user: User) -> Export:
    export = Export.objects.select_for_update().filter(pk=export_id).first()
    if export is None:
        raise not_found(export_id)
    if export.asked_by == user.login:
        raise Refused("Nobody decides on their own export", do="Ask somebody else who may decide on exports")
    if export.state != Export.State.WAITING:
        raise Refused("This export does not wait for a decision (any more)", do="Look at the list of exports")
    return export


def _agree(export: Export, user: User, rows: int, now: datetime) -> None:
    plan = plan_for_decision(export, now)
    demand_to_see(user, plan, export.purpose)
    if rows != export.rows or plan.rows > agreed_rows(export.rows):
        raise Refused(f"The export has {plan.rows} rows by now", where="rows", do="Look at it again and decide on that")
    export.approved = said_of(export)


def plan_for_decision(export: Export, now: datetime) -> Plan:
    """The plan of a waiting export; Refused where its asker could not ask for it any more."""
    asker = find_asker(export)
    if asker is None or not may_still(export, asker):
        raise Refused("Who asked for this export may not have it any more", do="Leave it; it is withdrawn by itself")
    return plan_again(export, asker, now)


def withdraw_export(export_id: UUID, user: User, now: datetime) -> Export:
    """The export, taken back by its asker, its file removed; NotFound for others, Refused where it has ended."""
    export = get_export(export_id)
    if export.asked_by != user.login:
        raise not_found(export_id)
    if not end_export(export, Export.State.WITHDRAWN, "Taken back by its asker", by=user.login, now=now):
        raise Refused("This export has ended already", do="Look at the list of exports")
    return get_export(export_id)


def download_export(export_id: UUID, user: User, now: datetime) -> tuple[Export, Path]:
    """
    The file of an export, for its asker only, as long as it lies there; each download leaves an entry.

    The rights are checked again: where they are fewer than when it was written, the export is withdrawn.
    """
    export = get_export(export_id)
    if export.asked_by != user.login:
        raise not_found(export_id)
    path = file_of(export)
    if export.state != Export.State.READY or not path.exists() or export.expires_at is None or export.expires_at <= now:
        raise Refused("There is no file of this export (any more)", do="Ask for a new export")
    if not may_still(export, user):
        end_export(export, Export.State.WITHDRAWN, "Its asker may not have it any more", by="", now=now)
        raise Refused("Your rights have changed since this export was written", do="Ask for a new export")
    with transaction.atomic():
        export.downloads += 1
        export.save(update_fields=["downloads"])
        after = {"download": export.downloads, "digest": export.digest}
        record_change("download_export", "export", str(export.id), by=user.login, after=after, now=now)
        if export.downloads == 1 and export.approved is None:
            note_export(user.login, export.rows_written or 0, purpose=export.purpose, now=now)
    return export, path
