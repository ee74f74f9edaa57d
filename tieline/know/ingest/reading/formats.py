"""The formats there are, each read by its module."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tieline.foundation.errors import Invalid
from tieline.foundation.warehouse.staging import Staging
from tieline.know.ingest.decoding import as_utf8
from tieline.know.ingest.definitions import Source
from tieline.know.ingest.reading import csv_file, ndjson_file, parquet_file
from tieline.know.ingest.reading.delivery import Delivery


@contextmanager
def opened(area: Staging, file: Path, name: str, source: Source) -> Iterator[Delivery]:
    """The rows of a delivered file of a source; ``name`` is its name as delivered. Readable while it is open."""
    if file.stat().st_size == 0:
        raise Invalid("The file is empty", where=name, do="Deliver the file again")
    if source.format.type == "parquet":
        yield parquet_file.read(area, file, name, source.columns)
        return
    with as_utf8(file, name, source.format, file.parent) as text:
        if source.format.type == "csv":
            yield csv_file.read(area, text, name, source.format, source.columns)
        else:
            yield ndjson_file.read(area, text, name, source.columns)
