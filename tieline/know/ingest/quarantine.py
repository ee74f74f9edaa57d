"""
The rows of a load that wait in quarantine, and what has become of each.

    open       nothing was done yet, or what was done failed again
    corrected  a person corrected it; the next replay takes it
    replaying  it is in a replay that has not landed yet
    replayed   it landed with a replay
    dropped    a person gave it up for good
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import ibis
import ibis.expr.types as ir
from django.db.models import BooleanField, ExpressionWrapper, Q

from tieline.foundation.errors import NotFound
from tieline.foundation.warehouse.connection import Warehouse
from tieline.foundation.warehouse.staging import Staging, staging
from tieline.know.ingest.models import Correction, Load
from tieline.know.ingest.tables import REJECTED_ROW

Status = Literal["open", "corrected", "replaying", "replayed", "dropped"]
STATUSES: tuple[Status, ...] = ("open", "corrected", "replaying", "replayed", "dropped")
UNDER_WAY = (Load.State.RECEIVED, Load.State.VALIDATED, Load.State.HELD)
DROPPED = ExpressionWrapper(Q(content__isnull=True), output_field=BooleanField())
PAGE = 10_000

Content = dict[str, Any]


@dataclass(frozen=True)
class Fault:
    """What is wrong with a row: the column (null: the row as a whole), what stands there, and the reason."""

    field: str | None
    value: str | None
    reason: str


@dataclass(frozen=True)
class QuarantinedRow:
    """A row in quarantine; ``content`` is null where it could not be taken apart into columns."""

    row: int
    status: Status
    faults: list[Fault]
    raw: str
    content: Content | None
    correction: Correction | None

    @property
    def latest(self) -> Content | None:
        """The content as it was corrected last, else as it was delivered."""
        corrected: Content | None = self.correction.content if self.correction else None
        return corrected if corrected is not None else self.content

    @property
    def reasons(self) -> set[str]:
        """Why it did not land."""
        return {fault.reason for fault in self.faults}


def count_by_status(warehouse: Warehouse, load: Load) -> dict[Status, int]:
    """How many rows of a load are in each status."""
    with staging(warehouse) as area:
        rows = _with_status(area, load)
        found = rows.group_by("status").agg(rows=rows.count()).to_pyarrow().to_pylist()
    return dict.fromkeys(STATUSES, 0) | {each["status"]: each["rows"] for each in found}


def list_rows(
    warehouse: Warehouse,
    load: Load,
    *,
    status: Sequence[Status] = (),
    reason: str | None = None,
    row: int | None = None,
    limit: int = 50,
    offset: int = 0,
) -> tuple[list[QuarantinedRow], int]:
    """A page of the rows of a load that did not land, in the order of the file, and how many there are in all."""
    with staging(warehouse) as area:
        found = _with_status(area, load)
        if status:
            found = found.filter(found.status.isin(list(status)))
        if row is not None:
            found = found.filter(found["row"] == row)
        faults = _faults(warehouse, load)
        if reason is not None:
            found = found.semi_join(faults.filter(faults.reason == reason), ["load_id", "row"])
        total = int(found.count().execute())
        page = area.keep(found.order_by("row").limit(limit, offset=offset))
        shown = faults.semi_join(page, ["load_id", "row"])
        rows = page.order_by("row").to_pyarrow().to_pylist()
        wrong = shown.order_by(["row", "field"]).to_pyarrow().to_pylist()
        contents = _contents(warehouse, load, page)
    corrections = Correction.objects.filter(load=load, row__in=[each["row"] for each in rows])
    by_row = {each.row: each for each in corrections.select_related("replay")}
    items = [
        QuarantinedRow(
            row=each["row"],
            status=each["status"],
            faults=[Fault(one["field"], one["value"], one["reason"]) for one in wrong if one["row"] == each["row"]],
            raw=contents[each["row"]],
            content=_taken_apart(contents[each["row"]]),
            correction=by_row.get(each["row"]),
        )
        for each in rows
        if each["row"] in contents  # an undo or a replay may have taken the row between two reads
    ]
    return items, total


def get_row(warehouse: Warehouse, load: Load, row: int) -> QuarantinedRow:
    """The row of a load in quarantine, or NotFound."""
    found, _ = list_rows(warehouse, load, row=row)
    if not found:
        raise NotFound(f"Row {row} is not in quarantine", where=load.pk, do="Look at the rejected rows of the load")
    return found[0]


def every_row(
    warehouse: Warehouse, load: Load, *, status: Sequence[Status], reason: str | None = None
) -> Iterator[QuarantinedRow]:
    """All rows in some status, in the order of the file, read page by page; change nothing before the last."""
    offset = 0
    while True:
        rows, total = list_rows(warehouse, load, status=status, reason=reason, limit=PAGE, offset=offset)
        yield from rows
        offset += len(rows)
        if not rows or offset >= total:
            return


def count_replayed(replay: Load) -> int:
    """How many rows a replay was made of."""
    return Correction.objects.filter(replay=replay).count()


def _with_status(area: Staging, load: Load) -> ir.Table:
    """``row, status, load_id``: every row that did not land, and the load whose faults are the latest."""
    rejected = _rejected(area.warehouse, [load.pk]).select("row").distinct()
    corrections = Correction.objects.filter(load=load).annotate(dropped=DROPPED)
    given = list(corrections.values_list("row", "dropped", "replay", "replay__state"))
    if not given:
        return rejected.mutate(status=ibis.literal("open"), load_id=ibis.literal(load.pk))
    known = area.keep_values(
        {
            "corrected_row": ("int64", [row for row, *_ in given]),
            "became": ("string", [_became(dropped=dropped, state=state) for _, dropped, _, state in given]),
            "replay": ("string", [replay for _, _, replay, _ in given]),
        }
    )
    again = _rejected(area.warehouse, sorted({replay for _, _, replay, _ in given if replay}))
    failed = again.select(failed_row="row", failed_in="load_id").distinct()
    both = rejected.left_join(known, rejected["row"] == known.corrected_row)
    every = both.left_join(failed, [both["row"] == failed.failed_row, both.replay == failed.failed_in])
    is_open = every.became.isnull() | ((every.became == "replayed") & every.failed_row.notnull())
    return area.keep(
        every.select(
            "row",
            status=ibis.ifelse(is_open, ibis.literal("open"), every.became),
            load_id=ibis.coalesce(every.failed_in, ibis.literal(load.pk)),
        )
    )


def _became(*, dropped: bool, state: str | None) -> Status:
    if dropped:
        return "dropped"
    if state in UNDER_WAY:
        return "replaying"
    return "replayed" if state == Load.State.LANDED else "corrected"


def _faults(warehouse: Warehouse, load: Load) -> ir.Table:
    """The wrong fields of the load's rows, as it found them and as its replays did."""
    replays = Load.objects.filter(corrects=load.pk).values_list("pk", flat=True)
    return _rejected(warehouse, [load.pk, *replays])


def _rejected(warehouse: Warehouse, load_ids: Sequence[str]) -> ir.Table:
    rejected = warehouse.table(REJECTED_ROW)
    return rejected.filter(rejected.load_id.isin(list(load_ids) or [""]))


def _contents(warehouse: Warehouse, load: Load, page: ir.Table) -> dict[int, str]:
    """The rows of a page as they were delivered."""
    rows = _rejected(warehouse, [load.pk]).semi_join(page, "row")
    return {each["row"]: each["content"] or "" for each in rows.select("row", "content").to_pyarrow().to_pylist()}


def _taken_apart(raw: str) -> Content | None:
    try:
        content = json.loads(raw)
    except ValueError:
        return None
    return content if isinstance(content, dict) else None
