"""The formats there are, each read by its module."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path

import duckdb
from django.conf import settings

from tieline.foundation.errors import Invalid
from tieline.foundation.warehouse.staging import Staging
from tieline.know.ingest.decoding import as_file, as_utf8
from tieline.know.ingest.definitions import Format, Source
from tieline.know.ingest.definitions.formats import TEXTUAL
from tieline.know.ingest.reading import csv_file, excel_file, ndjson_file, parquet_file
from tieline.know.ingest.reading.carrying import carried, reading_area
from tieline.know.ingest.reading.delivery import Delivery, Wanted
from tieline.know.ingest.reading.joining import joined
from tieline.know.ingest.reading.sealing import hiding_numbers, sealed
from tieline.know.ingest.storage import unreadable
from tieline.know.ingest.unpacking import Content, held_by


@contextmanager
def opened(area: Staging, file: Path, name: str, source: Source) -> Iterator[Delivery]:
    """The rows of a delivered file of a source; ``name`` is its name as delivered. Readable while it is open."""
    wanted = Wanted(source.columns, fill=source.drift.missing == "null")
    pattern = source.where.files or "*"
    with hiding_numbers(source), _opened(area, file, name, source.format, pattern, wanted) as delivery:
        yield sealed(area, delivery, source)


@contextmanager
def looked_at(area: Staging, file: Path, name: str, fmt: Format, pattern: str = "*") -> Iterator[Delivery]:
    """The rows of a file with all its columns, before any source says which are read; errors are those of a load."""
    with _opened(area, file, name, fmt, pattern, Wanted()) as delivery:
        yield delivery


@contextmanager
def _opened(area: Staging, file: Path, name: str, fmt: Format, pattern: str, wanted: Wanted) -> Iterator[Delivery]:
    if file.stat().st_size == 0:
        raise Invalid("The file is empty", where=name, do="Deliver the file again")
    limit, is_workbook = settings.TIELINE_UNPACKED_LIMIT_MB, fmt.type == "excel"
    with ExitStack() as stack:
        contents = stack.enter_context(held_by(file, name, pattern, limit_mb=limit, is_workbook=is_workbook))
        reader = stack.enter_context(reading_area(area))
        deliveries = [
            _read(reader, stack.enter_context(_on_disk(content, fmt, file.parent)), content.name, fmt, wanted)
            for content in contents
        ]
        yield carried(area, reader, joined(reader, deliveries, [content.name for content in contents]))


def _on_disk(content: Content, fmt: Format, folder: Path) -> AbstractContextManager[Path]:
    return as_utf8(content, fmt, folder) if fmt.type in TEXTUAL else as_file(content, folder)


def _read(area: Staging, file: Path, name: str, fmt: Format, wanted: Wanted) -> Delivery:
    if file.stat().st_size == 0:
        raise Invalid("The file is empty", where=name, do="Deliver the file again")
    try:
        match fmt.type:
            case "parquet":
                return parquet_file.read(area, file, name, wanted)
            case "excel":
                return excel_file.read(area, file, name, fmt, wanted)
            case "ndjson":
                return ndjson_file.read(area, file, name, wanted)
            case _:
                return csv_file.read(area, file, name, fmt, wanted)
    except duckdb.Error as error:
        raise unreadable(error, name, fmt.type) from error
