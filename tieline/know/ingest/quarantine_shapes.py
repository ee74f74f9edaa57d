"""What the API of quarantine, undo and replay gives and takes."""

from datetime import datetime
from typing import Any, Literal

from ninja import Schema
from pydantic import Field

from tieline.know.ingest.quarantine import QuarantinedRow, Status
from tieline.know.ingest.shapes import LoadShape


class WhyShape(Schema):
    """Why a person does it, for those who read it later."""

    why: str = Field(min_length=1, max_length=300)


class FaultShape(Schema):
    """What is wrong with a row: the column (null: the row as a whole), what stands there, and the reason."""

    field: str | None
    value: str | None
    reason: str


class QuarantinedRowShape(Schema):
    """
    A row that did not land: as it was delivered (``raw``, ``content`` by column) and as it was corrected.

    ``content`` is null where the row could not be taken apart; ``correction`` is null where nobody corrected it, and
    where the row was dropped.
    """

    row: int
    status: Status
    faults: list[FaultShape]
    raw: str
    content: dict[str, Any] | None
    correction: dict[str, Any] | None
    why: str
    corrected_by: str
    corrected_at: datetime | None
    replay: str | None


class QuarantineCounts(Schema):
    """How many rows of a load did not land, and what has become of them."""

    rows: int
    open: int
    corrected: int
    replaying: int
    replayed: int
    dropped: int


class QuarantinePage(Schema):
    """
    Rows in quarantine in the order of the file; ``counts`` are of the whole load, ``total`` of those asked for.

    ``folded`` says that the rows of the source are added up into records, so that none can be replayed by itself.
    """

    counts: QuarantineCounts
    folded: bool
    items: list[QuarantinedRowShape]
    total: int


class CorrectRow(Schema):
    """The columns that change, as text; the others stay as they were."""

    content: dict[str, str | None] = Field(min_length=1)
    why: str = Field(default="", max_length=300)


class CorrectRows(Schema):
    """One value of a column replaced wherever it stands for this reason; null is the empty value."""

    column: str
    reason: str
    value: str | None = None
    becomes: str | None = None
    why: str = Field(default="", max_length=300)


class CorrectedRows(Schema):
    """How many rows were corrected."""

    rows: int


class ReplayRows(Schema):
    """Which rows to land: the corrected ones, or every open row too, as it was delivered."""

    rows: Literal["corrected", "all"] = "corrected"


class ReplayAnswer(Schema):
    """The load that lands the rows, and how many there are; null and 0 where none waits."""

    load: LoadShape | None
    rows: int


def row_shape(found: QuarantinedRow, *, whole: bool) -> QuarantinedRowShape:
    """A row in quarantine; without ``whole`` only what is wrong with it, not what stands there."""
    correction = found.correction
    return QuarantinedRowShape(
        row=found.row,
        status=found.status,
        faults=[
            FaultShape(field=each.field, value=each.value if whole else None, reason=each.reason)
            for each in found.faults
        ],
        raw=found.raw if whole else "",
        content=found.content if whole else None,
        correction=correction.content if correction and whole else None,
        why=correction.why if correction else "",
        corrected_by=correction.corrected_by if correction else "",
        corrected_at=correction.corrected_at if correction else None,
        replay=correction.replay_id if correction else None,
    )
