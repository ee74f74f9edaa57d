"""Rows of a database as a Parquet file, read piece by piece."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import sqlalchemy as sa

from tieline.foundation.errors import Invalid
from tieline.know.ingest.connectors.access import Access
from tieline.know.ingest.connectors.bulk import read_whole
from tieline.know.ingest.connectors.columns import Column, columns_of, table_of
from tieline.know.ingest.connectors.cursors import Value, earlier, greatest, read_cursor, written_cursor
from tieline.know.ingest.connectors.database import opened
from tieline.know.ingest.connectors.fetched import Asked, Beat, Fetched
from tieline.know.ingest.connectors.statements import bound, refuse_writing
from tieline.know.ingest.definitions.where import Query, Where

PIECE = 10_000
GROUP = 100_000
"""Rows of a row group of Parquet."""


@dataclass
class Count:
    """What was read: how many rows, and the greatest value of the cursor's column."""

    rows: int = 0
    greatest: Value | None = None


def fetch(access: Access, where: Where, asked: Asked) -> Iterator[Fetched]:
    """The rows beyond the cursor as one delivery; none where there are none."""
    query = where.query
    if query is None:
        raise TypeError("the registry asks for what the source declares")
    before = read_cursor(asked.position.cursor, query.cursor, None)
    with temporary(asked.folder) as file:
        count = _read(access, query, file, before, asked.beat)
        if not count.rows:
            return
        cursor = None
        if query.cursor is not None and count.greatest is not None:
            cursor = written_cursor(query.cursor, count.greatest)
        with file.open("rb") as content:
            yield Fetched(content, f"{asked.key}-{asked.now:%Y%m%dT%H%M%SZ}.parquet", cursor=cursor)


@contextmanager
def temporary(folder: Path) -> Iterator[Path]:
    """A file in a folder that is gone afterwards; what a killed process leaves is discarded with other leftovers."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f".{uuid.uuid4().hex}.part"
    try:
        yield path
    finally:
        path.unlink(missing_ok=True)


def _read(access: Access, query: Query, file: Path, before: Value | None, beat: Beat) -> Count:
    count = Count(greatest=before)
    if query.cursor is None and (whole := read_whole(access, query.sql, file, beat)) is not None:
        return Count(whole)
    with result_of(access, query, before) as (columns, pieces), _written(file, columns) as writer:
        position = _position(columns, query, access)
        waiting: list[pa.Table] = []
        for rows in pieces:
            waiting.append(table_of(columns, rows, access.place))
            count.rows += len(rows)
            if position is not None:
                count.greatest = greatest((row[position] for row in rows), count.greatest, access.place)
            if sum(table.num_rows for table in waiting) >= GROUP:
                writer.write_table(pa.concat_tables(waiting))
                waiting = []
            beat(f"{count.rows:,} rows")
        if waiting:
            writer.write_table(pa.concat_tables(waiting))
    return count


@contextmanager
def result_of(access: Access, query: Query, before: Value | None) -> Iterator[tuple[list[Column], Iterator[list[Any]]]]:
    """The columns of a statement, and its rows in pieces from a cursor that the server keeps."""
    begin = earlier(before, query.overlap, access.place) if before is not None else query.start
    with opened(access) as connection:
        backend = connection.dialect.name
        refuse_writing(query.sql, backend, access.place)
        streamed = connection.execution_options(stream_results=True, max_row_buffer=PIECE)
        result = streamed.execute(bound(query.sql, begin))
        columns = columns_of(_description(result), backend, access.place)
        yield columns, ([tuple(row) for row in rows] for rows in result.partitions(PIECE))


def _description(result: sa.CursorResult[Any]) -> Any:
    return result.cursor.description if result.cursor is not None else []


def _position(columns: list[Column], query: Query, access: Access) -> int | None:
    if query.cursor is None:
        return None
    names = [column.name for column in columns]
    if query.cursor not in names:
        raise Invalid(
            f"The statement gives no column '{query.cursor}', which is the cursor",
            where=f"{access.place}, columns {', '.join(names)}",
            do="Select it too, or correct where.query.cursor of the source",
        )
    return names.index(query.cursor)


@contextmanager
def _written(file: Path, columns: list[Column]) -> Iterator[pq.ParquetWriter]:
    schema = pa.schema([pa.field(column.name, column.type) for column in columns])
    with pq.ParquetWriter(file, schema, compression="zstd") as writer:
        yield writer
