"""
Rows are taken out of a delivered file and leave an empty row each, so that all others stay where they are counted.

    CUST_NO,CUST_NAME        CUST_NO,CUST_NAME
    8001,李娜            →   ,
    8002,王芳                8002,王芳

The other rows of a text file keep their bytes. A workbook, and an archive of several files, cannot be changed so.
"""

import gzip
import io
import json
import zipfile
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from tieline.know.ingest.definitions.formats import Format
from tieline.know.ingest.unpacking import GZIP, ZIP

Rows = Collection[int]


class CannotBlank(Exception):
    """The file cannot be written without some of its rows."""


def write_replay_without(file: Path, target: Path, rows: Rows) -> None:
    """A file of replayed rows without some of them: each says itself which row it is."""
    with file.open("rb") as kept, target.open("wb") as written:
        written.writelines(line for line in kept if json.loads(line).get("row") not in rows)


def write_without(file: Path, target: Path, fmt: Format, rows: Rows) -> None:
    """Write a delivered file anew with these rows (from 1) empty; CannotBlank for a kind that cannot be."""
    with file.open("rb") as opened:
        head = opened.read(4)
    if fmt.type == "excel":
        raise CannotBlank("a workbook")
    if head == ZIP:
        _write_archive(file, target, fmt, rows)
    elif head[:2] == GZIP:
        with gzip.open(file, "rb") as packed, gzip.GzipFile(target, "wb", mtime=0) as written:
            written.write(_blanked(packed.read(), fmt, rows))
    elif fmt.type == "parquet":
        _write_parquet(pa.OSFile(str(file)), str(target), rows)
    else:
        with target.open("wb") as plain:
            plain.write(_blanked(file.read_bytes(), fmt, rows))


def _write_archive(file: Path, target: Path, fmt: Format, rows: Rows) -> None:
    with zipfile.ZipFile(file) as packed, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as written:
        members = [info for info in packed.infolist() if not info.is_dir()]
        if len(members) != 1:
            raise CannotBlank("an archive of several files")
        written.writestr(members[0].filename, _blanked(packed.read(members[0]), fmt, rows))


def _blanked(content: bytes, fmt: Format, rows: Rows) -> bytes:
    if fmt.type == "parquet":
        target = io.BytesIO()
        _write_parquet(pa.BufferReader(content), target, rows)
        return target.getvalue()
    text = content.decode(fmt.encoding)
    blank = _blank_lines if fmt.type == "ndjson" else _blank_records
    return "".join(blank(text, fmt, frozenset(rows))).encode(fmt.encoding)


def _blank_lines(text: str, fmt: Format, rows: frozenset[int]) -> Iterator[str]:  # noqa: ARG001 - as of records
    for number, line in enumerate(text.splitlines(keepends=True), 1):
        yield "{}\n" if number in rows else line


def _blank_records(text: str, fmt: Format, rows: frozenset[int]) -> Iterator[str]:
    """Lines of a row belong together while a quote is open; lines without anything are no rows."""
    lines = iter(io.StringIO(text, newline=""))
    for _ in range(fmt.skip_lines):
        yield next(lines, "")
    records = _records(lines, fmt.quote)
    if fmt.columns:
        width = len(fmt.columns)
    else:
        header = next(records, "")
        width = header.count(fmt.separator) + 1
        yield header
    number = 0
    for record in records:
        number += bool(record.strip())
        yield fmt.separator * (width - 1) + "\n" if number in rows and record.strip() else record


def _records(lines: Iterable[str], quote: str) -> Iterator[str]:
    held = ""
    for line in lines:
        held += line
        if held.count(quote) % 2 == 0:
            yield held
            held = ""
    if held:
        yield held


def _write_parquet(source: pa.NativeFile, target: str | io.BytesIO, rows: Rows) -> None:
    """Row group by row group; what its dictionaries and statistics hold is made anew from the rows that stay."""
    file = pq.ParquetFile(source)
    schema = pa.schema([_nullable(field) for field in file.schema_arrow])
    first = 1
    with pq.ParquetWriter(target, schema) as writer:
        for group in range(file.num_row_groups):
            table = file.read_row_group(group)
            places = pa.array(range(first, first + table.num_rows), pa.int64())
            goes = pc.is_in(places, pa.array(sorted(rows), pa.int64()))
            columns = [_emptied(column, goes, field.type) for column, field in zip(table.columns, schema, strict=True)]
            writer.write_table(pa.table(columns, schema=schema))
            first += table.num_rows


def _nullable(field: pa.Field) -> pa.Field:
    kind = field.type.value_type if pa.types.is_dictionary(field.type) else field.type
    return pa.field(field.name, kind)


def _emptied(column: pa.ChunkedArray, goes: pa.Array, kind: pa.DataType) -> pa.ChunkedArray:
    plain = column.cast(kind) if column.type != kind else column
    return pc.if_else(goes, pa.scalar(None, kind), plain)
