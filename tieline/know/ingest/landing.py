"""
Validated records into the warehouse: all of a load in one transaction, or nothing.

Every record lands as a version of its key (see ``versions``); an undo takes the versions of a load away. Landing
the same load again gives the same rows.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

import ibis
import ibis.expr.types as ir

from tieline.foundation.warehouse.staging import POSITION, Staging
from tieline.foundation.warehouse.tables import Table
from tieline.know.ingest.definitions import Source
from tieline.know.ingest.headers import HEADER
from tieline.know.ingest.tables import RECORDS, REJECTED_ROW
from tieline.know.ingest.validation import (
    Validated,
    data_until,
    reasons,
    rejected_fields,
    surviving,
)
from tieline.know.ingest.versions import enter, withdraw


@dataclass(frozen=True)
class Landed:
    """Counts of a landing: rows of the file, of which rejected; records per kind; rejected rows per reason."""

    received: int
    rejected: int
    records: dict[str, int]
    reasons: dict[str, int]
    data_until: datetime | None


@dataclass(frozen=True)
class Ticket:
    """
    Under which names a load lands.

    ``number`` is its place in the order of versions: that of its receipt, or of the load whose rows it replays.
    """

    load_id: str
    number: int
    one_mapping: bool = False
    """Whether all that the source has landed came through one mapping, so that a key always means the same."""


def land(
    area: Staging, ticket: Ticket, source: Source, validated: Validated, *, replaces: Iterable[Ticket] = ()
) -> Landed:
    """
    Write the records and the rejected rows of a load; the counts.

    ``replaces`` are loads of the same content under a former mapping, which are taken back.
    """
    warehouse = area.warehouse
    until = data_until(validated)
    with warehouse.transaction():
        for former in (ticket, *replaces):
            take_back(area, former)
        counts: dict[str, int] = {}
        for candidates in validated.candidates:
            table = candidates.table
            rows = _with_header(surviving(candidates, validated.lost), ticket, source, table)
            fixed = fixed_by_key(source, table) if ticket.one_mapping else ()
            counts[table.name] = enter(area, table, rows, source.key, fixed)
        rejected = area.keep(rejected_fields(validated))
        warehouse.append(REJECTED_ROW, _rejected_rows(rejected, validated, ticket.load_id, source))
    return Landed(
        received=validated.received,
        rejected=int(rejected[POSITION].nunique().to_pyarrow().as_py()),
        records=counts,
        reasons=reasons(rejected),
        data_until=until,
    )


def take_back(area: Staging, ticket: Ticket) -> None:
    """Leave the tables as if a load had never landed; nothing happens where it landed nothing."""
    with area.warehouse.transaction():
        for table in RECORDS.values():
            withdraw(area, table, ticket.load_id, ticket.number)
        area.warehouse.retract(REJECTED_ROW, load_id=ticket.load_id)


def fixed_by_key(source: Source, table: Table) -> list[str]:
    """The days of a kind of record that follow from its key alone, as they are read from columns of the key."""
    found = []
    for column in table.columns:
        records = [record for record in source.records if record.record == table.name]
        cells = [(record, record.cells.get(column.name)) for record in records]
        if column.type == "date" and all(
            each is not None and not each.feel and each.columns and set(each.columns) <= set(record.key)
            for record, each in cells
        ):
            found.append(column.name)
    return found


def _with_header(rows: ir.Table, ticket: Ticket, source: Source, table: Table) -> ir.Table:
    header = {column.name for column in HEADER}
    return rows.select(
        source=ibis.literal(source.key),
        system=ibis.literal(source.system),
        load_id=ibis.literal(ticket.load_id),
        load_number=ibis.literal(ticket.number, "int64"),
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
