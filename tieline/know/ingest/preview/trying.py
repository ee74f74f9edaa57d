"""A draft on the first rows of a sample: the real reading, mapping and validation, of which nothing is kept."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import duckdb
import ibis.expr.types as ir

from tieline.foundation.errors import Invalid, TielineError
from tieline.foundation.packs.published import find_mistakes
from tieline.foundation.warehouse.connection import Warehouse
from tieline.foundation.warehouse.staging import POSITION, staging
from tieline.know.ingest.definitions import CONNECTIONS, KIND, Source
from tieline.know.ingest.preview.columns import text_of
from tieline.know.ingest.preview.heads import first_rows
from tieline.know.ingest.preview.samples import ROWS, Sample
from tieline.know.ingest.reading.delivery import Delivery
from tieline.know.ingest.reading.formats import opened
from tieline.know.ingest.storage import unreadable
from tieline.know.ingest.validation import Candidates, Validated, reasons, rejected_fields, surviving, validate

SHOWN_RECORDS = 20
SHOWN_REJECTED = 200


@dataclass(frozen=True)
class TriedRecords:
    """Records of one kind that would land: how many, the columns that the draft fills, the first few."""

    record: str
    count: int
    columns: list[str]
    items: list[dict[str, str | None]]


@dataclass(frozen=True)
class Fault:
    """What is wrong with a row: the column, what stood there, the reason; no column where it is the whole row."""

    field: str | None
    value: str | None
    reason: str


@dataclass(frozen=True)
class RejectedRow:
    """A row that would not land, by column; ``raw`` as it stood where it cannot be taken apart."""

    row: int
    faults: list[Fault]
    content: dict[str, str | None] | None
    raw: str


@dataclass(frozen=True)
class Tried:
    """
    What the first rows would become.

    ``mistakes`` are of the draft itself, and then nothing was tried; ``error`` would fail the load as a whole.
    """

    mistakes: list[Invalid] = field(default_factory=list)
    error: TielineError | None = None
    received: int = 0
    rejected: int = 0
    too_many: bool = False
    reasons: dict[str, int] = field(default_factory=dict)
    rejected_rows: list[RejectedRow] = field(default_factory=list)
    records: list[TriedRecords] = field(default_factory=list)


def try_draft(warehouse: Warehouse, sample: Sample, body: Mapping[str, Any], time_zone: str) -> Tried:
    """What the first rows of a sample become under the draft of a source; nothing is written."""
    mistakes = find_mistakes(KIND, body, (CONNECTIONS, KIND))
    if mistakes:
        return Tried(mistakes=mistakes)
    source = Source.model_validate(body)
    try:
        return _try(warehouse, sample, source, time_zone)
    except TielineError as error:
        return Tried(error=error)


def _try(warehouse: Warehouse, sample: Sample, source: Source, time_zone: str) -> Tried:
    lenient = source.model_copy(update={"rejected_share_limit": 1.0})
    with (
        staging(warehouse) as area,
        first_rows(sample.file, sample.file_name, source.format, ROWS) as (head, name),
        opened(area, head, name, lenient) as delivery,
    ):
        try:
            validated = validate(area, delivery, lenient, time_zone)
        except duckdb.Error as error:
            raise unreadable(error, sample.file_name, source.format.type) from error
        rejected = area.keep(rejected_fields(validated))
        count = int(rejected[POSITION].nunique().execute())
        return Tried(
            received=validated.received,
            rejected=count,
            too_many=count > validated.received * source.rejected_share_limit,
            reasons=reasons(rejected),
            rejected_rows=_rejected_rows(rejected, delivery),
            records=[_records(each, validated, source) for each in validated.candidates],
        )


def _rejected_rows(rejected: ir.Table, delivery: Delivery) -> list[RejectedRow]:
    """The first rejected rows in the order of the file, each with all its faults."""
    first = rejected.select(POSITION).distinct().order_by(POSITION).limit(SHOWN_REJECTED)
    faults: dict[int, list[Fault]] = {}
    shown = rejected.semi_join(first, POSITION).order_by([POSITION, "field", "reason"])
    for row in shown.to_pyarrow().to_pylist():
        faults.setdefault(row[POSITION], []).append(Fault(row["field"], row["value"], row["reason"]))
    contents = delivery.contents(first)
    if delivery.malformed is not None:
        contents = contents.union(delivery.malformed.select(POSITION, content="content"))
    raw = {row[POSITION]: row["content"] for row in contents.semi_join(first, POSITION).to_pyarrow().to_pylist()}
    return [
        RejectedRow(position, found, columns_of(raw.get(position)), raw.get(position) or "")
        for position, found in faults.items()
    ]


def columns_of(raw: str | None) -> dict[str, str | None] | None:
    """The values of a row by column, as text; None where the row could not be taken apart."""
    try:
        parsed = json.loads(raw or "")
    except ValueError:
        return None
    if not isinstance(parsed, dict):
        return None
    return {
        name: value if value is None or isinstance(value, str) else json.dumps(value) for name, value in parsed.items()
    }


def _records(candidates: Candidates, validated: Validated, source: Source) -> TriedRecords:
    rows = surviving(candidates, validated.lost)
    mapped = {name for record in source.records if record.record == candidates.table.name for name in record.map}
    columns = [name for name in candidates.table.column_names if name in mapped] or ["party_ref", "name", "text"]
    shown = rows.order_by(POSITION).limit(SHOWN_RECORDS).select(*columns).to_pyarrow().to_pylist()
    return TriedRecords(
        record=candidates.table.name,
        count=int(rows.count().execute()),
        columns=columns,
        items=[{name: None if value is None else text_of(value) for name, value in row.items()} for row in shown],
    )
