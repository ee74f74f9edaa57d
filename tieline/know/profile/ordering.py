"""Rows written in their order, and customers worked through in buckets, so that memory does not grow with them."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Protocol

import ibis
import ibis.expr.types as ir

from tieline.foundation.warehouse.tables import Table

BUCKET = 500_000
"""Customers that are worked on at once: a gigabyte or two of what all systems say about them."""


@dataclass(frozen=True)
class Bucket:
    """Customers whose numbers are from ``first`` to ``last``, and whose ids from ``first_id`` to ``last_id``."""

    first: int
    last: int
    first_id: str
    last_id: str

    def numbered(self, rows: ir.Table) -> ir.Table:
        """The rows of its customers, by their number."""
        return rows.filter(rows.customer.between(self.first, self.last))

    def named(self, rows: ir.Table) -> ir.Table:
        """The rows of its customers, by their id; quick in a table that is stored in that order."""
        return rows.filter(rows.customer_id.between(self.first_id, self.last_id))


def buckets_of(customers: ir.Table, size: int | None = None) -> Iterator[Bucket]:
    """Consecutive buckets that hold all customers of ``customer_id, customer``, in their order."""
    width = size or BUCKET
    found = customers.mutate(bucket=(customers.customer / width).floor().cast("int64"))
    ends = found.group_by("bucket").aggregate(
        first=found.customer.min(),
        last=found.customer.max(),
        first_id=found.customer_id.min(),
        last_id=found.customer_id.max(),
    )
    for row in ends.order_by("bucket").to_pyarrow().to_pylist():
        yield Bucket(row["first"], row["last"], row["first_id"], row["last_id"])


def nothing(table: Table) -> ir.Table:
    """No rows, in the shape of a table."""
    return ibis.memtable([], schema=table.ibis_schema)


class Written(Protocol):
    """Where tables of the profile are written."""

    def publish(self, table: Table, rows: ir.Table) -> None:
        """Put rows in the place of those that are there."""

    def append(self, table: Table, rows: ir.Table) -> None:
        """Add rows to them."""

    def index(self, table: Table) -> None:
        """Make the indexes of a table that was published without."""


class Writing:
    """A declared table that is replaced part by part; parts come in the order in which they are to lie."""

    def __init__(self, store: Written, table: Table) -> None:
        self._store, self._table = store, table
        self._unordered = replace(table, key=(), indexed=())
        self._is_begun = False

    def add(self, rows: ir.Table) -> None:
        """Write the next rows as they lie."""
        if self._is_begun:
            self._store.append(self._unordered, rows)
        else:
            self._store.publish(self._unordered, rows)
        self._is_begun = True

    def finish(self) -> None:
        """Index what was written; a table of which nothing was written is empty then."""
        if not self._is_begun:
            self.add(nothing(self._table))
        self._store.index(self._table)
