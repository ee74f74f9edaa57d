"""
What can be exported: declared by the capabilities that own it, known here by key only.

An exportable reads through the projection that it is given and takes the filters of the list that people see.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import ibis.expr.types as ir
import pyarrow as pa
from pydantic import BaseModel

from tieline.foundation.access.projection import Projection
from tieline.foundation.access.sight import Sight
from tieline.foundation.errors import NotFound
from tieline.foundation.packs.kinds import Text
from tieline.foundation.warehouse.tables import Table

CUSTOMER_ID = "customer_id"
BATCH = 10_000
"""Rows that are read and written at a time."""


@dataclass(frozen=True)
class ExportColumn:
    """A column of a file; ``place`` is the warehouse column that it shows, which may have a level of its own."""

    name: str
    title: Text
    category: str
    place: str = ""


def column_of(table: Table, name: str, title: tuple[str, str]) -> ExportColumn:
    """The column of a warehouse table, with its title in Chinese and English."""
    zh, en = title
    return ExportColumn(name, Text(zh=zh, en=en), table.category_of(name), f"{table.full_name}.{name}")


@dataclass(frozen=True)
class Exportable:
    """
    A list that may leave as a file.

    ``permission`` is that of the list on the screen; ``filters`` its filters. ``check`` refuses filters and orders
    by what a sight does not show in full. ``count`` counts and ``read`` reads the rows in their order, in batches
    with ``customer_id`` and at least the columns that it is given; both are given the projection, the filters and the
    login that ``me`` means.
    """

    key: str
    title: Text
    permission: str
    columns: tuple[ExportColumn, ...]
    filters: type[BaseModel]
    check: Callable[[Sight, Any], None]
    count: Callable[[Projection, Any, str], int]
    read: Callable[[Projection, Any, str, Sequence[str]], Iterator[pa.RecordBatch]]


_declared: dict[str, Exportable] = {}


def declare_exportables(exportables: Iterable[Exportable]) -> None:
    """Say once what can be exported; the second time replaces the first."""
    _declared.clear()
    _declared.update({each.key: each for each in exportables})


def list_exportables() -> list[Exportable]:
    """All that was declared, in that order."""
    return list(_declared.values())


def get_exportable(key: str) -> Exportable:
    """What was declared under a key, or NotFound."""
    if key not in _declared:
        raise NotFound(f"'{key}' cannot be exported", where="what", do=f"Choose one of {', '.join(_declared)}")
    return _declared[key]


def counted(seen: Projection, rows: ir.Table) -> int:
    """How many rows an expression has."""
    return int(seen.ibis.to_pyarrow(rows.count()).as_py())


def streamed(seen: Projection, rows: ir.Table) -> Iterator[pa.RecordBatch]:
    """The rows of an expression in batches, never all at once."""
    yield from seen.ibis.to_pyarrow_batches(rows, chunk_size=BATCH)
