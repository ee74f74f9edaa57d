"""The formats there are, each read by its module."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from tieline.foundation.errors import Invalid
from tieline.foundation.warehouse.staging import Staging
from tieline.know.ingest.decoding import as_utf8
from tieline.know.ingest.definitions import Source
from tieline.know.ingest.reading import csv_file, ndjson_file, parquet_file
from tieline.know.ingest.reading.delivery import Delivery
from tieline.know.ingest.storage import unreadable


@contextmanager
def opened(area: Staging, file: Path, name: str, source: Source) -> Iterator[Delivery]:
    """The rows of a delivered file of a source; ``name`` is its name as delivered. Readable while it is open."""
    if file.stat().st_size == 0:
        raise Invalid("The file is empty", where=name, do="Deliver the file again")
    if source.format.type == "parquet":
        yield _read(area, file, name, source)
        return
    with as_utf8(file, name, source.format, file.parent) as text:
        yield _read(area, text, name, source)


def _read(area: Staging, file: Path, name: str, source: Source) -> Delivery:
    try:
        match source.format.type:
            case "parquet":
                return parquet_file.read(area, file, name, source.columns)
            case "csv":
                return csv_file.read(area, file, name, source.format, source.columns)
            case _:
                return ndjson_file.read(area, file, name, source.columns)
    except duckdb.Error as error:
        raise unreadable(error, name, source.format.type) from error
