"""Tables that live as long as one calculation: computed once, read often, never seen by anybody else."""

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from typing import Any
from uuid import uuid4

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from tieline.foundation.warehouse.connection import Warehouse

POSITION = "__row"
"""Name of the column that ``keep_in_order`` adds."""


class Staging:
    """Tables that the warehouse keeps for one calculation, under names that nobody else uses."""

    def __init__(self, warehouse: Warehouse) -> None:
        self.warehouse = warehouse
        self._names: list[str] = []

    def keep(self, rows: ir.Table) -> ir.Table:
        """The rows of an expression, computed now."""
        return self.warehouse.keep(self._name(), rows)

    def keep_as(self, name: str, rows: ir.Table) -> ir.Table:
        """The same under a name that this thread uses for nothing else, so that recipes which read it stay equal."""
        self.warehouse.forget(name)
        self._names.append(name)
        return self.warehouse.keep(name, rows)

    def keep_known(self, name: str, recipe: Hashable | None, rows: Callable[[], ir.Table]) -> ir.Table:
        """
        The rows of a recipe under such a name: what the engine is told is written once for equal recipes.

        Without a recipe, as ``keep``.
        """
        if recipe is None:
            return self.keep(rows())
        self.warehouse.forget(name)
        self._names.append(name)
        return self.warehouse.keep_known(name, recipe, rows)

    def keep_in_order(self, rows: ir.Table) -> ir.Table:
        """The rows of a file, computed now, with their position from 1 in the order of the file as ``__row``."""
        kept = self.keep(rows)
        return kept.mutate(**{POSITION: kept.rowid() + 1})

    def keep_values(self, columns: dict[str, tuple[str, list[Any]]]) -> ir.Table:
        """Rows given as values: per column its type and its values."""
        schema = ibis.schema({name: kind for name, (kind, _) in columns.items()})
        table = pa.table({name: values for name, (_, values) in columns.items()}, schema=schema.to_pyarrow())
        return self.keep_arrow(table)

    def keep_arrow(self, rows: pa.Table | pa.RecordBatchReader) -> ir.Table:
        """Rows that are in memory, or come in batches."""
        return self.warehouse.keep_arrow(self._name(), rows)

    def drop(self) -> None:
        """Drop all of them."""
        while self._names:
            self.warehouse.forget(self._names.pop())

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
