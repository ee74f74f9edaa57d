"""Shapes of the exports API."""

from typing import Annotated, Any, Literal
from uuid import UUID

from ninja import Schema
from pydantic import AwareDatetime, Field, StringConstraints

from tieline.foundation.access.roles import Purpose
from tieline.foundation.exports.formats import Format
from tieline.foundation.exports.planning import How
from tieline.foundation.packs.kinds import Text

Reason = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=400)]
Name = Annotated[str, Field(max_length=40)]
Filters = Annotated[dict[Name, Any], Field(max_length=20)]
Columns = Annotated[list[Name], Field(max_length=200)]
State = Literal["waiting", "queued", "writing", "ready", "refused", "withdrawn", "expired", "failed"]


class ExportColumnOut(Schema):
    """A column of a file: its title, and how it goes out."""

    name: str
    title: Text
    how: How


class ExportPlanIn(Schema):
    """What somebody thinks of exporting; without a purpose for the first for which something is exportable."""

    what: Name
    filters: Filters = {}
    columns: Columns | None = None
    purpose: Purpose | None = None


class ExportPlan(Schema):
    """What would go out: each column with how, how many rows, and how many the user may still take alone today."""

    title: Text
    purposes: list[Purpose]
    purpose: Purpose
    columns: list[ExportColumnOut]
    rows: int
    row_limit: int
    needs_second_person: bool
    days: int


class ExportAsk(Schema):
    """An export that is asked for."""

    what: Name
    filters: Filters = {}
    columns: Columns
    format: Format
    purpose: Purpose
    reason: Reason


class ExportDecision(Schema):
    """A decision on an export, and the number of rows that it was about."""

    agree: bool
    reason: Reason
    rows: Annotated[int, Field(ge=0, le=10**12)]


class ExportOut(Schema):
    """
    An export: what, why, who, how it stands.

    ``progress`` is in percent while it is written. ``may_download`` and ``may_decide`` are about the reader.
    """

    id: UUID
    short: str
    what: str
    title: Text
    filters: dict[str, Any]
    columns: list[ExportColumnOut]
    format: Format
    purpose: Purpose
    reason: str
    asked_by: str
    asked_by_name: str
    asked_at: AwareDatetime
    state: State
    rows: int
    row_limit: int
    decided_by: str
    decided_by_name: str
    decided_at: AwareDatetime | None
    decision_reason: str
    why: str
    progress: int
    rows_written: int | None
    size: int | None
    digest: str
    expires_at: AwareDatetime | None
    downloads: int
    may_download: bool
    may_decide: bool


class ExportPage(Schema):
    """Some exports, the newest first, and how many wait for a decision of the reader."""

    items: list[ExportOut]
    total: int
    waiting: int


class ExportSampleRow(Schema):
    """A row of a sample; its values are masked where they name or reach the customer."""

    customer_id: str
    values: list[str | None]


class ExportSample(Schema):
    """The first rows of what would go out, and how many there are now."""

    columns: list[ExportColumnOut]
    items: list[ExportSampleRow]
    rows: int
