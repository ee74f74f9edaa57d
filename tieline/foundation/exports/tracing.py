"""
From which export a file came: by its bytes, by the traces in its rows, or by the mark that it carries.

The bytes prove an untouched file, a trace proves its row: nobody makes one up without the key of this installation.
A mark alone proves nothing, as anybody can write it. A file from which the column of traces and the mark were taken
out, and that was saved anew, is not found: nothing in the values of customers is changed to mark them.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO
from uuid import UUID
from zipfile import ZipFile, is_zipfile

import pyarrow as pa
import pyarrow.parquet as pq

from tieline.foundation.errors import NotFound
from tieline.foundation.exports.folder import customer_at, digest_of
from tieline.foundation.exports.marking import TRACE, is_ours
from tieline.foundation.exports.models import Export

CHUNK = 1 << 20
OVERLAP = 200
"""Characters that are read twice, as a trace or a mark may lie across two chunks."""
MARK = re.compile(r"(?:Tieline|tieline)\W+(?:export|导出)\W+([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})")
SHOWN_CUSTOMERS = 5


@dataclass
class Found:
    """What leads to one export: the same bytes, rows with a trace of ours, forged ones, the mark, first customers."""

    export: Export
    same_bytes: bool = False
    rows: set[int] = field(default_factory=set)
    forged: int = 0
    marked: bool = False

    @property
    def proven(self) -> bool:
        """Whether it is more than a mark that anybody can write."""
        return self.same_bytes or bool(self.rows)

    @property
    def customers(self) -> list[str]:
        """The customers of the first rows that were found."""
        named = (customer_at(self.export, row) for row in sorted(self.rows)[:SHOWN_CUSTOMERS])
        return [each for each in named if each]


def trace_file(path: Path) -> list[Found]:
    """The exports that a file leads to, proven ones first; NotFound where there is no file."""
    if not path.is_file():
        raise NotFound("There is no such file", where=str(path), do="Check the path")
    found: dict[UUID, Found] = {}
    for export in Export.objects.filter(digest=digest_of(path)):
        _of(found, export).same_bytes = True
    known: dict[str, Export | None] = {}
    for text in _texts(path):
        for short, row, code in TRACE.findall(text):
            traced = known[short] if short in known else known.setdefault(short, _find_by_short(short))
            if traced is not None and is_ours(short, int(row), code):
                _of(found, traced).rows.add(int(row))
            elif traced is not None:
                _of(found, traced).forged += 1
        for marked in MARK.findall(text):
            if named := Export.objects.filter(pk=UUID(marked)).first():
                _of(found, named).marked = True
    return sorted(found.values(), key=lambda each: (not each.proven, -len(each.rows)))


def _of(found: dict[UUID, Found], export: Export) -> Found:
    return found.setdefault(export.id, Found(export))


def _find_by_short(short: str) -> Export | None:
    rest = 32 - len(short)
    between = (UUID(short + "0" * rest), UUID(short + "f" * rest))
    return Export.objects.filter(pk__range=between).first()


def _texts(path: Path) -> Iterator[str]:
    """The text of a file in pieces that overlap: of a workbook its parts, of Parquet its columns, else as it is."""
    if is_zipfile(path):
        with ZipFile(path) as parts:
            for name in parts.namelist():
                with parts.open(name) as part:
                    yield from _pieces(part)
        return
    with path.open("rb") as file:
        is_parquet = file.read(4) == b"PAR1"
        file.seek(0)
        yield from _texts_of_parquet(path) if is_parquet else _pieces(file)


def _pieces(file: IO[bytes]) -> Iterator[str]:
    before = ""
    while chunk := file.read(CHUNK):
        text = before + chunk.decode("utf-8", errors="replace")
        yield text
        before = text[-OVERLAP:]


def _texts_of_parquet(path: Path) -> Iterator[str]:
    with pq.ParquetFile(path) as file:
        yield " ".join(value.decode(errors="replace") for value in (file.schema_arrow.metadata or {}).values())
        texts = [
            name for name, kind in zip(file.schema_arrow.names, file.schema_arrow.types, strict=True) if _is_text(kind)
        ]
        for batch in file.iter_batches(columns=texts):
            for column in batch.columns:
                yield " ".join(each or "" for each in column.to_pylist())


def _is_text(kind: pa.DataType) -> bool:
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind))
