"""Correct rows in quarantine, or give them up."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from tieline.foundation.access.changes import record_change
from tieline.foundation.errors import Invalid, Refused
from tieline.foundation.packs.mistakes import did_you_mean
from tieline.foundation.warehouse.current import warehouse
from tieline.know.ingest import queries
from tieline.know.ingest.models import Correction, Load
from tieline.know.ingest.quarantine import Content, QuarantinedRow, Status, every_row, get_row

BATCH = 1000
WAITING: tuple[Status, ...] = ("open", "corrected")


def correct_row(
    load_id: str, row: int, content: Mapping[str, str | None], *, by: str, why: str = "", now: datetime | None = None
) -> Correction:
    """
    A row as a person corrected it, to be landed by the next replay; a later correction takes its place.

    ``content`` has the columns that change; the others stay as they were delivered, or corrected before.
    Refused where the row has landed meanwhile; Invalid for a column that the delivery does not have.
    """
    at = now or timezone.now()
    with transaction.atomic():
        load = _open_load(load_id)
        found = _changeable(load, row)
        _require_known_columns(load, found, content)
        correction = _corrected(load, found, {**(found.latest or {}), **content}, by, why, at)
        record_change(
            "correct_row", "load", load.pk, by=by, after={"row": row, "columns": sorted(content)}, reason=why, now=at
        )
    return correction


def correct_rows(
    load_id: str,
    *,
    column: str,
    reason: str,
    value: str | None,
    becomes: str | None,
    by: str,
    why: str = "",
    now: datetime | None = None,
) -> int:
    """
    One value of a column replaced in every row that is rejected for it with this reason; how many rows.

    Rows that wait with a correction of another column keep that one too. None are left the second time.
    """
    at = now or timezone.now()
    with transaction.atomic():
        load = _open_load(load_id)
        wrong = [
            row
            for row in every_row(warehouse(), load, status=WAITING, reason=reason)
            if any((f.field, f.value, f.reason) == (column, value, reason) for f in row.faults)
            and row.latest is not None
            and (row.status == "open" or row.latest.get(column) != becomes)
        ]
        for first in wrong[:1]:
            _require_known_columns(load, first, {column: becomes})
        for start in range(0, len(wrong), BATCH):
            _keep(
                load,
                [(row.row, {**(row.latest or {}), column: becomes}) for row in wrong[start : start + BATCH]],
                by,
                why,
                at,
            )
        if wrong:
            said = {"column": column, "reason": reason, "rows": len(wrong)}
            record_change("correct_rows", "load", load.pk, by=by, after=said, reason=why, now=at)
    return len(wrong)


def drop_row(load_id: str, row: int, *, why: str, by: str, now: datetime | None = None) -> Correction:
    """A row that never lands; it stays to be seen among the rejected ones. Nothing happens the second time."""
    if not why.strip():
        raise Invalid("A reason is missing", where="why", do="Say in a sentence why the row is given up")
    at = now or timezone.now()
    with transaction.atomic():
        load = _open_load(load_id)
        found = get_row(warehouse(), load, row)
        if found.status == "dropped" and found.correction is not None:
            return found.correction
        correction = _corrected(load, _changeable(load, row), None, by, why, at)
        record_change("drop_row", "load", load.pk, by=by, after={"row": row}, reason=why, now=at)
    return correction


def forget_correction(load_id: str, row: int, *, by: str, now: datetime | None = None) -> None:
    """The row as open as it was before it was corrected or dropped; nothing happens where it is open."""
    with transaction.atomic():
        load = _open_load(load_id)
        found = get_row(warehouse(), load, row)
        if found.correction is None or found.status == "open":
            return
        if found.status not in ("corrected", "dropped"):
            raise Refused(f"Row {row} is {found.status}", where=load.pk, do="Undo the replay first")
        found.correction.delete()
        record_change("forget_correction", "load", load.pk, by=by, after={"row": row}, now=now or timezone.now())


def keep_for_replay(load: Load, rows: list[tuple[int, Content]], replay: Load, *, by: str, now: datetime) -> None:
    """Say of rows that a replay lands them."""
    for start in range(0, len(rows), BATCH):
        part = rows[start : start + BATCH]
        known = Correction.objects.filter(load=load, row__in=[row for row, _ in part])
        there = set(known.values_list("row", flat=True))
        known.update(replay=replay)
        Correction.objects.bulk_create(
            Correction(load=load, row=row, content=content, corrected_at=now, corrected_by=by, replay=replay)
            for row, content in part
            if row not in there
        )


def _open_load(load_id: str) -> Load:
    load = queries.get_load(load_id)
    if load.corrects:
        raise Invalid("This load is a replay itself", where=load_id, do=f"Correct the rows of {load.corrects}")
    if load.state != Load.State.LANDED:
        raise Refused(f"The load is {load.state}", where=load_id, do="Only rows of a landed load wait in quarantine")
    return Load.objects.select_for_update().get(pk=load_id)


def _changeable(load: Load, row: int) -> QuarantinedRow:
    found = get_row(warehouse(), load, row)
    if found.status in ("replaying", "replayed"):
        raise Refused(f"Row {row} is {found.status}", where=load.pk, do="Undo the replay first, or correct it there")
    return found


def _require_known_columns(load: Load, found: QuarantinedRow, content: Mapping[str, str | None]) -> None:
    known = [*(found.content or {}), *load.columns, *queries.get_source(load.source).columns]
    for column in content:
        if column not in known:
            raise Invalid(
                f"The delivery has no column '{column}'",
                where=f"{load.pk}, row {found.row}",
                do=did_you_mean(column, known),
            )


def _corrected(
    load: Load, found: QuarantinedRow, content: Content | None, by: str, why: str, at: datetime
) -> Correction:
    _keep(load, [(found.row, content)], by, why, at)
    return Correction.objects.get(load=load, row=found.row)


def _keep(load: Load, rows: list[tuple[int, Content | None]], by: str, why: str, at: datetime) -> None:
    Correction.objects.bulk_create(
        [
            Correction(load=load, row=row, content=content, why=why[:300], corrected_at=at, corrected_by=by)
            for row, content in rows
        ],
        update_conflicts=True,
        unique_fields=["load", "row"],
        update_fields=["content", "why", "corrected_at", "corrected_by", "replay"],
    )
