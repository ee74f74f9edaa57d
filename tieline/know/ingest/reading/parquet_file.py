"""Parquet: the columns as the file types them; the footer is looked at first, so that half a file is told clearly."""

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from tieline.foundation.errors import Invalid
from tieline.foundation.warehouse.staging import POSITION, Staging
from tieline.know.ingest.reading.delivery import (
    Delivery,
    Wanted,
    contents_of_columns,
    refuse_repeated_columns,
    type_of,
    with_nulls,
)

MAGIC = b"PAR1"


def read(area: Staging, file: Path, name: str, wanted: Wanted) -> Delivery:
    """The rows of a file; Invalid where it is damaged or lacks what is wanted."""
    found = _columns(file, name)
    refuse_repeated_columns(found, name)
    lacking = wanted.lacking(found, name)
    view = area.warehouse.ibis.read_parquet(str(file), file_row_number=True)
    rows = view.select(**{POSITION: view.file_row_number + 1}, **{column: view[column] for column in found})
    return Delivery(
        with_nulls(rows, lacking),
        None,
        contents_of_columns(rows),
        {column: type_of(view[column].type()) for column in found},
    )


def _columns(file: Path, name: str) -> list[str]:
    size = file.stat().st_size
    with file.open("rb") as opened:
        head = opened.read(4)
        opened.seek(max(size - 4, 0))
        tail = opened.read(4)
    if head != MAGIC:
        raise Invalid(
            "This is not a Parquet file", where=name, do="Deliver Parquet, or correct format.type of the source"
        )
    if tail != MAGIC or size < 12:
        raise Invalid(
            f"The Parquet file is only half written: its footer is missing after {size} bytes",
            where=name,
            do="Deliver the whole file again; write it under another name and rename it when it is complete",
        )
    try:
        with pq.ParquetFile(file) as opened_parquet:
            return list(opened_parquet.schema_arrow.names)
    except (pa.ArrowException, OSError) as error:
        raise Invalid(
            f"The Parquet file is damaged: {str(error).splitlines()[0]}", where=name, do="Deliver the whole file again"
        ) from error
