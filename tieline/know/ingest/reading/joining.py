"""Several files of one delivery as one: the rows of the second are counted on from those of the first."""

from collections.abc import Sequence

import ibis
import ibis.expr.types as ir

from tieline.foundation.errors import Invalid
from tieline.foundation.warehouse.staging import POSITION, Staging
from tieline.know.ingest.reading.delivery import Delivery


def joined(area: Staging, deliveries: Sequence[Delivery], names: Sequence[str]) -> Delivery:
    """The one delivery as it is; several as one, Invalid where their columns differ."""
    first = deliveries[0]
    if len(deliveries) == 1:
        return first
    for delivery, name in zip(deliveries[1:], names[1:], strict=True):
        _same_columns(first, delivery, name)
    offsets = _offsets(deliveries)
    parts = list(zip(deliveries, offsets, strict=True))
    rows = [_moved(delivery.rows.select(POSITION, *_columns(first)), offset) for delivery, offset in parts]
    malformed = [_moved(each.malformed, offset) for each, offset in parts if each.malformed is not None]

    def contents(positions: ir.Table) -> ir.Table:
        found = []
        for each, offset in parts:
            found.append(_moved(each.contents(_moved(positions.select(POSITION), -offset)), offset))
        return ibis.union(*found, distinct=False)

    return Delivery(
        rows=area.keep(ibis.union(*rows, distinct=False)),
        malformed=area.keep(ibis.union(*malformed, distinct=False))
        if len(malformed) > 1
        else next(iter(malformed), None),
        contents=contents,
        columns=first.columns,
    )


def _columns(delivery: Delivery) -> list[str]:
    return [column for column in delivery.rows.columns if column != POSITION]


def _same_columns(first: Delivery, other: Delivery, name: str) -> None:
    for one, two in ((first, other), (other, first)):
        lacking = [column for column in _columns(one) if column not in two.rows.columns]
        if lacking:
            raise Invalid(
                f"The files of one delivery have different columns: '{lacking[0]}' is not in all of them",
                where=name,
                do="Pack files of one kind together",
            )


def _offsets(deliveries: Sequence[Delivery]) -> list[int]:
    """By how much the rows of each are counted on."""
    found, reached = [], 0
    for delivery in deliveries:
        found.append(reached)
        tables = [delivery.rows, *([] if delivery.malformed is None else [delivery.malformed])]
        ends = [rows[POSITION].max().to_pyarrow().as_py() for rows in tables]
        reached += max((end for end in ends if end is not None), default=0)
    return found


def _moved(rows: ir.Table, by: int) -> ir.Table:
    return rows.mutate(**{POSITION: rows[POSITION] + by})
