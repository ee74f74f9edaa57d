"""
What every warehouse engine gives to the stages and screens, and the engine behind a URL.

The embedded engine is in ``embedded``, an operator's Spark in ``spark``.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Hashable, Mapping, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any
from urllib.parse import urlparse

import ibis
import ibis.expr.types as ir
import pyarrow as pa
from ibis.backends.sql import SQLBackend

from tieline.foundation.errors import Invalid, NotFound
from tieline.foundation.warehouse.tables import Column, Table

Row = dict[str, Any]


class Readable(ABC):
    """What can be read: the tables of a warehouse, or those that one person sees of them. Safe from any thread."""

    @property
    @abstractmethod
    def ibis(self) -> SQLBackend:
        """This thread's Ibis connection."""

    @abstractmethod
    def place(self, table: Table) -> str:
        """How the engine's SQL names the rows of a declared table."""

    @abstractmethod
    def has(self, table: Table) -> bool:
        """Whether the table has ever been published."""

    @abstractmethod
    def table(self, table: Table) -> ir.Table:
        """All rows as an Ibis expression; an empty table of the declared columns where nothing was published yet."""

    @abstractmethod
    def fetch(self, sql: str, parameters: list[Any]) -> list[Row]:
        """Rows of a statement that this package wrote itself; values are bound, never part of the text."""

    def place_of(self, table: Table, shown: tuple[str, ...], asked: tuple[str, ...]) -> str:  # noqa: ARG002 - for those who show less
        """``place``, of which only the columns that are shown and those that are asked about are needed."""
        return self.place(table)

    def asked(self, table: Table, name: str) -> str:
        """The quoted name under which ``place`` has a column for conditions; Invalid where it is not declared."""
        return declared(table, name)

    def rows(
        self,
        table: Table,
        *,
        columns: Sequence[str] = (),
        order_by: Sequence[str] = (),
        descending: bool = False,
        limit: int | None = None,
        at_most: Mapping[str, Any] | None = None,
        **equal: Any,
    ) -> list[Row]:
        """
        A few rows by equality on columns, for screens: parameters are bound, names must be declared.

        A list as value means any of its members; ``at_most`` keeps rows whose columns do not exceed these values.
        A table that was never published has no rows. Instants come back naive, in UTC.
        """
        if not self.has(table):
            return []
        names = [declared(table, name) for name in (columns or table.column_names)]
        direction = " DESC NULLS LAST" if descending else ""
        conditions = [f"{self.asked(table, name)} {_compared(value)}" for name, value in equal.items()]
        conditions += [f"{self.asked(table, name)} <= ?" for name in at_most or {}]
        order = [declared(table, name) + direction for name in order_by]
        shown = tuple(dict.fromkeys((*(columns or table.column_names), *order_by)))
        sql = f"SELECT {', '.join(names)} FROM {self.place_of(table, shown, (*equal, *(at_most or {})))}"
        if conditions:
            sql += f" WHERE {' AND '.join(conditions)}"
        if order:
            sql += " ORDER BY " + ", ".join(order)
        if limit is not None:
            sql += f" LIMIT {int(limit)}"
        return self.fetch(sql, [*bound(equal), *(at_most or {}).values()])

    def row(self, table: Table, *, columns: Sequence[str] = (), **equal: Any) -> Row:
        """The one row with this key, or NotFound."""
        found = self.rows(table, columns=columns, limit=1, **equal)
        if not found:
            key = ", ".join(f"{name} = {value}" for name, value in equal.items())
            raise NotFound(f"No {table.one_row_per} with {key}", where=table.full_name)
        return found[0]

    def starting_with(
        self, table: Table, column: str, prefix: str, *, columns: Sequence[str] = (), limit: int = 50
    ) -> list[Row]:
        """Rows whose text column begins with ``prefix``, in its order; quick where it leads the key."""
        if not self.has(table):
            return []
        names = [declared(table, name) for name in (columns or table.column_names)]
        by = declared(table, column)
        sql = (
            f"SELECT {', '.join(names)} FROM {self.place(table)} "
            f"WHERE {by} >= ? AND {by} < ? ORDER BY {by} LIMIT {int(limit)}"
        )
        return self.fetch(sql, [prefix, prefix + "\U0010ffff"])


class Warehouse(Readable):
    """
    Declared tables of one engine. Reading is safe from any thread; writing takes one lock.

    ``path`` is the file or the folder that holds them.
    """

    path: Path

    @abstractmethod
    def close(self) -> None:
        """Let go of the engine."""

    @abstractmethod
    def create(self, table: Table) -> None:
        """Make the empty table if it is not there; nothing happens where it is."""

    @abstractmethod
    def reference(self, table: Table) -> ir.Table:
        """The published table as an Ibis expression."""

    @abstractmethod
    def publish(self, table: Table, rows: ir.Table) -> int:
        """
        Replace all rows of ``table`` by those of the expression, cast to the declared types; the count of rows.

        Readers see the old rows until the new ones are complete. A column that is missing is an error,
        a column that is not declared is dropped.
        """

    def index(self, table: Table) -> None:
        """Make the indexes that ``table`` declares, of rows that were published without: appending is quicker so."""

    @abstractmethod
    def append(self, table: Table, rows: ir.Table) -> int:
        """
        Add rows as they come; the count of rows added.

        Twice adds twice: call ``retract`` first, in the same transaction.
        """

    @abstractmethod
    def retract(self, table: Table, **equal: Any) -> int:
        """Delete the rows whose columns have these values; the count of rows deleted."""

    @abstractmethod
    def remove(self, table: Table, keys: ir.Table) -> int:
        """Delete the rows that agree with a row of ``keys`` in all its columns; the count of rows deleted."""

    @abstractmethod
    def transaction(self) -> AbstractContextManager[Any]:
        """
        All writes inside happen together or not at all; nested transactions join the outer one.

        Expressions that are published inside read what the transaction has written so far.
        """

    def writes_of(self, table: Table) -> int | None:  # noqa: ARG002 - for engines that know
        """How often the table was written since the process began; None where others write too, and nobody knows."""
        return None

    @abstractmethod
    def tables_with(self, columns: Sequence[str]) -> list[Table]:
        """Every published table that has one of these columns, as it is stored, also where nothing declares it now."""

    def sweep(self) -> int:
        """Remove the files of which no published table is made any more; how many. None where all is one file."""
        return 0

    @abstractmethod
    def keep(self, name: str, rows: ir.Table) -> ir.Table:
        """The rows computed now, under a name that nobody else uses, until ``forget``."""

    def keep_known(self, name: str, recipe: Hashable, rows: Callable[[], ir.Table]) -> ir.Table:  # noqa: ARG002 - for engines that remember
        """
        As ``keep`` for the rows of a recipe, which an engine may remember to write its statement only once.

        The recipe names all that the expression depends on, tables that are kept among it; what is held in memory has
        no place in it.
        """
        return self.keep(name, rows())

    @abstractmethod
    def keep_arrow(self, name: str, rows: pa.Table | pa.RecordBatchReader) -> ir.Table:
        """The same for rows that are in memory."""

    @abstractmethod
    def forget(self, name: str) -> None:
        """Drop what was kept under a name."""

    def table(self, table: Table) -> ir.Table:
        """All rows as an Ibis expression; an empty table of the declared columns where nothing was published yet."""
        if not self.has(table):
            self.create(table)
        return self.reference(table)


def open_warehouse(url: str, *, memory_limit: str | None = None, threads: int | None = None) -> Warehouse:
    """The warehouse behind a URL: ``duckdb:///path`` is embedded, ``spark://`` a cluster; others are refused."""
    parsed = urlparse(url)
    if parsed.scheme == "duckdb":
        from tieline.foundation.warehouse.embedded import EmbeddedWarehouse  # noqa: PLC0415 - it builds on this module

        return EmbeddedWarehouse(Path(parsed.path), memory_limit=memory_limit, threads=threads)
    if parsed.scheme == "spark":
        from tieline.foundation.warehouse.spark import SparkWarehouse  # noqa: PLC0415 - as above

        return SparkWarehouse(parsed)
    raise Invalid(
        f"Tieline cannot use a warehouse of the kind '{parsed.scheme}'",
        where="TIELINE_WAREHOUSE",
        do="Give a URL such as duckdb:////var/lib/tieline/warehouse.duckdb",
    )


def typed(table: Table, rows: ir.Table, *, in_order: bool = True) -> ir.Table:
    """The rows with the declared columns in their types, in the order of the key; Invalid where a column lacks."""
    missing = [name for name in table.column_names if name not in rows.columns]
    if missing:
        raise Invalid(f"The expression for {table.full_name} lacks {', '.join(missing)}")
    cast = rows.select(**{column.name: rows[column.name].cast(column.type) for column in table.columns})
    return cast.order_by(list(table.key)) if table.key and in_order else cast


def declared(table: Table, name: str) -> str:
    """The quoted name of a column that the table declares; Invalid for any other."""
    if name not in table.column_names:
        raise Invalid(f"{table.full_name} has no column '{name}'")
    return f'"{name}"'


def stored_table(schema: str, name: str, columns: ibis.Schema) -> Table:
    """A table as it is stored, which nothing may declare."""
    says = "As it is stored."
    return Table(
        schema,
        name,
        "row",
        (),
        tuple(Column(each, str(kind.copy(nullable=True)), says) for each, kind in columns.items()),
    )


def equals(table: Table, equal: Mapping[str, Any]) -> str:
    """The condition that columns have these values, each bound by a question mark."""
    return " AND ".join(f"{declared(table, name)} {_compared(value)}" for name, value in equal.items())


def _compared(value: Any) -> str:
    if not isinstance(value, list):
        return "= ?"
    return f"IN ({', '.join('?' * len(value))})" if value else "IN (NULL)"


def bound(equal: Mapping[str, Any]) -> list[Any]:
    """The values for ``equals``, in its order."""
    return [each for value in equal.values() for each in (value if isinstance(value, list) else [value])]
