"""
A delivery for a warehouse that is no embedded engine: read by an embedded one, then carried over.

Only the embedded engine reads every format with its faults row by row; what it reads becomes Parquet where the
warehouse can see it, and everything from there on is the warehouse's own work.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import ibis.expr.types as ir

from tieline.foundation.warehouse.embedded import EmbeddedWarehouse
from tieline.foundation.warehouse.staging import Staging, staging
from tieline.know.ingest.reading.delivery import Delivery


@contextmanager
def reading_area(area: Staging) -> Iterator[Staging]:
    """The area itself where its engine reads files, else one of an embedded engine for so long."""
    if isinstance(area.warehouse, EmbeddedWarehouse):
        yield area
        return
    with TemporaryDirectory(prefix="tieline-reading-") as folder:
        reader = EmbeddedWarehouse(Path(folder) / "reading.duckdb")
        try:
            with staging(reader) as other:
                yield other
        finally:
            reader.close()


def carried(area: Staging, reader: Staging, delivery: Delivery) -> Delivery:
    """The delivery as tables of ``area``; itself where it was read there."""
    if reader is area:
        return delivery

    def contents(positions: ir.Table) -> ir.Table:
        return _carry(area, delivery.contents(reader.keep_arrow(positions.to_pyarrow())))

    malformed = None if delivery.malformed is None else _carry(area, delivery.malformed)
    return replace(delivery, rows=_carry(area, delivery.rows), malformed=malformed, contents=contents)


def _carry(area: Staging, rows: ir.Table) -> ir.Table:
    return area.keep_arrow(rows.to_pyarrow_batches(chunk_size=100_000))
