"""Tables that live as long as one calculation: computed once, read often, never seen by anybody else."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import uuid4

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from tieline.foundation.warehouse.connection import Warehouse
from tieline.foundation.warehouse.tables import Table

POSITION = "__row"
"""Name of the column that ``keep_in_order`` adds."""


class Staging:
    """Temporary tables of this thread's connection. They go to disk beside the warehouse when memory is short."""

    def __init__(self, warehouse: Warehouse) -> None:
        self.warehouse = warehouse
        self._names: list[str] = []

    def keep(self, rows: ir.Table) -> ir.Table:
        """The rows of an expression, computed now."""
        return self.warehouse.ibis.create_table(self._name(), rows, temp=True)

    def keep_in_order(self, rows: ir.Table) -> ir.Table:
        """The rows of a file, computed now, with their position from 1 in the order of the file as ``__row``."""
        kept = self.keep(rows)
        return kept.mutate(**{POSITION: kept.rowid() + 1})

    def keep_values(self, columns: dict[str, tuple[str, list[Any]]]) -> ir.Table:
        """Rows given as values: per column its type and its values."""
        schema = ibis.schema({name: kind for name, (kind, _) in columns.items()})
        table = pa.table({name: values for name, (_, values) in columns.items()}, schema=schema.to_pyarrow())
        return self.keep(ibis.memtable(table, schema=schema))

    def drop(self) -> None:
        """Drop all of them."""
        while self._names:
            self.warehouse.ibis.drop_table(self._names.pop(), database=("temp", "main"), force=True)

    def _name(self) -> str:
        name = f"staging_{uuid4().hex}"
        self._names.append(name)
        return name


@contextmanager
def staging(warehouse: Warehouse) -> Iterator[Staging]:
    """A staging area that is dropped at the end, also after an error."""
    area = Staging(warehouse)
    try:
        yield area
    finally:
        area.drop()


def remove(warehouse: Warehouse, table: Table, keys: ir.Table) -> int:
    """Delete the rows of ``table`` that agree with a row of ``keys`` in all its columns; the count of rows deleted."""
    if not warehouse.has(table):
        return 0
    unknown = [name for name in keys.columns if name not in table.column_names]
    if unknown:
        raise KeyError(unknown[0])
    agree = " AND ".join(f'kept."{name}" = gone."{name}"' for name in keys.columns)
    name = f'"{table.schema}"."{table.name}"'
    with warehouse.transaction() as cursor:
        gone = warehouse.ibis.compile(keys)
        found = cursor.execute(f"DELETE FROM {name} AS kept USING ({gone}) AS gone WHERE {agree}").fetchone()
        return int(found[0]) if found else 0
