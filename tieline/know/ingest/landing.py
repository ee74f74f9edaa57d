"""
Validated records into the warehouse: all of a load in one transaction, or nothing.

A record replaces the record with its key that an earlier load of the source landed, unless that one is
newer: by ``updated_at`` where both have it, else by which load was received later. So the tables always
hold what is true now, and landing the same load again gives the same rows.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import ibis
import ibis.expr.types as ir

from tieline.foundation.warehouse.connection import Warehouse
from tieline.foundation.warehouse.staging import POSITION, Staging
from tieline.foundation.warehouse.tables import Table
from tieline.know.ingest.definitions import Source
from tieline.know.ingest.mapping import NUMBER
from tieline.know.ingest.tables import CHARACTERISTIC, HEADER, RECORDS, REJECTED_ROW
from tieline.know.ingest.validation import (
    SUPERSEDED,
    Candidates,
    Validated,
    data_until,
    reasons,
    rejected_fields,
    surviving,
)


@dataclass(frozen=True)
class Landed:
    """Counts of a landing: rows of the file, of which rejected; records per kind; rejected rows per reason."""

    received: int
    rejected: int
    records: dict[str, int]
    reasons: dict[str, int]
    data_until: datetime | None


def land(
    area: Staging,
    load_id: str,
    source: Source,
    validated: Validated,
    *,
    number: int,
    replaces: Sequence[str] = (),
    received_later: Collection[str] = (),
) -> Landed:
    """
    Write the records and the rejected rows of a load; the counts.

    ``replaces`` are loads of the same content under a former mapping, which are taken back;
    ``received_later`` are loads whose records are newer than this load's where nothing else says so.
    """
    warehouse = area.warehouse
    until = data_until(validated)
    with warehouse.transaction():
        for former in (load_id, *replaces):
            take_back(warehouse, former)
        validated = _without_superseded(area, source, validated, received_later)
        counts: dict[str, int] = {}
        for candidates in validated.candidates:
            rows = area.keep(
                _with_header(surviving(candidates, validated.lost), load_id, number, source, candidates.table)
            )
            warehouse.remove(candidates.table, rows.select("source", "record_key"))
            counts[candidates.table.name] = warehouse.append(candidates.table, rows)
        rejected = area.keep(rejected_fields(validated))
        warehouse.append(REJECTED_ROW, _rejected_rows(rejected, validated, load_id, source))
    return Landed(
        received=validated.received,
        rejected=int(rejected[POSITION].nunique().execute()),
        records=counts,
        reasons=reasons(rejected),
        data_until=until,
    )


def take_back(warehouse: Warehouse, load_id: str) -> None:
    """Delete everything that a load landed; nothing happens where it landed nothing."""
    for table in (*RECORDS.values(), REJECTED_ROW):
        warehouse.retract(table, load_id=load_id)


def _without_superseded(
    area: Staging, source: Source, validated: Validated, received_later: Collection[str]
) -> Validated:
    """The delivery without the records of which the warehouse holds newer ones."""
    lost = [
        _superseded(area.warehouse, source, each, received_later)
        for each in validated.candidates
        if each.table is not CHARACTERISTIC and ("updated_at" in each.table.column_names or received_later)
    ]
    if not lost:
        return validated
    added = [rows.anti_join(validated.lost, [POSITION, NUMBER]) for rows in lost]
    return replace(validated, lost=area.keep(ibis.union(validated.lost, *added, distinct=False)))


def _superseded(
    warehouse: Warehouse, source: Source, candidates: Candidates, received_later: Collection[str]
) -> ir.Table:
    held = warehouse.table(candidates.table)
    held = held.filter(held.source == source.key)
    later = held.load_id.isin(list(received_later)) if received_later else ibis.literal(False)  # noqa: FBT003 - a literal
    dated = "updated_at" in candidates.table.column_names
    known = held.select("record_key", later=later, held_at=held.updated_at if dated else ibis.null("timestamp"))
    both = candidates.rows.join(known, "record_key")
    if dated:
        comparable = both.updated_at.notnull() & both.held_at.notnull() & (both.updated_at != both.held_at)
        newer = ibis.ifelse(comparable, both.held_at > both.updated_at, both.later)
    else:
        newer = both.later
    return both.filter(newer).select(POSITION, NUMBER, value="record_key", reason=ibis.literal(SUPERSEDED))


def _with_header(rows: ir.Table, load_id: str, number: int, source: Source, table: Table) -> ir.Table:
    header = {column.name for column in HEADER}
    return rows.select(
        source=ibis.literal(source.key),
        system=ibis.literal(source.system),
        load_id=ibis.literal(load_id),
        load_number=ibis.literal(number, "int64"),
        row=rows[POSITION],
        record_key=rows.record_key,
        **{name: rows[name] for name in table.column_names if name not in header},
    )


def _rejected_rows(rejected: ir.Table, validated: Validated, load_id: str, source: Source) -> ir.Table:
    contents = validated.delivery.contents(rejected.select(POSITION).distinct())
    malformed = validated.delivery.malformed
    if malformed is not None:
        contents = contents.union(malformed.select(POSITION, content="content"))
    both = rejected.left_join(contents, POSITION)
    return both.select(
        source=ibis.literal(source.key),
        load_id=ibis.literal(load_id),
        row=both[POSITION],
        field=both["field"],
        value=both["value"],
        reason=both["reason"],
        content=both["content"],
    )
