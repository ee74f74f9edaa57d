"""DuckDB within this process: one engine connection, one reader per thread, one writer at a time."""

import threading
from collections import deque
from collections.abc import Callable, Hashable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
import ibis
import ibis.expr.datatypes as dt
import ibis.expr.operations as ops
import ibis.expr.types as ir
import pyarrow as pa
import sqlglot.expressions as sge
from ibis.backends.duckdb import Backend
from ibis.backends.sql.datatypes import DuckDBType

from tieline.foundation.warehouse.connection import Row, Warehouse, bound, declared, equals, stored_table, typed
from tieline.foundation.warehouse.opening import cannot_open, share_of_memory
from tieline.foundation.warehouse.statements import Statement, Statements, statement_of
from tieline.foundation.warehouse.tables import Table
from tieline.foundation.warehouse.writes import Writes

FEW = 1_000
"""Rows that are joined with at most so many others are looked for by each value: only where one can be is read."""


class _Lease:
    """
    A thread's connection, which goes to the next thread that needs one.

    Closing it at the end of its thread would end the process: the engine lets go of the interpreter's lock while
    the interpreter takes that thread's state down.
    """

    def __init__(self, backend: Backend, free: "deque[Backend]") -> None:
        self.backend = backend
        self._free = free

    def __del__(self) -> None:
        self._free.append(self.backend)


class EmbeddedWarehouse(Warehouse):
    """
    Tables of one DuckDB file. Reading is safe from any thread; writing takes one lock.

    Ibis keeps state per connection, so each thread gets its own over the same database; DuckDB gives
    every one of them a consistent snapshot while another writes.
    """

    def __init__(self, path: Path, *, memory_limit: str | None = None, threads: int | None = None) -> None:
        self.path = path
        path.parent.mkdir(parents=True, exist_ok=True)
        config: dict[str, Any] = {
            "storage_compatibility_version": "latest",  # newer encodings of texts cost a fifth less to write
            "memory_limit": memory_limit or share_of_memory(),
            "dynamic_or_filter_threshold": FEW,
            "autoinstall_known_extensions": "false",  # or a function that is not built in is looked for on the internet
        }
        if threads:
            config["threads"] = threads
        try:
            self._root = duckdb.connect(str(path), config=config)
        except duckdb.IOException as error:
            raise cannot_open(path, error) from error
        self._local = threading.local()
        self._free: deque[Backend] = deque()
        self._write = threading.RLock()
        self._published: set[str] = set()
        self._writes = Writes()
        self._statements = Statements()

    def close(self) -> None:
        """Close the file; connections of other threads end with it."""
        self._root.close()

    def place(self, table: Table) -> str:
        """``"schema"."name"``."""
        return f'"{table.schema}"."{table.name}"'

    @property
    def ibis(self) -> Backend:
        """This thread's Ibis connection (for reading files and building expressions)."""
        lease: _Lease | None = getattr(self._local, "lease", None)
        if lease is None:
            try:
                backend = self._free.pop()
            except IndexError:
                backend = ibis.duckdb.from_connection(self._root.cursor())
            lease = self._local.lease = _Lease(backend, self._free)
        return lease.backend

    def has(self, table: Table) -> bool:
        """Whether the table has ever been published. A yes is remembered once committed: no table ever goes away."""
        if table.full_name in self._published:
            return True
        found = self._cursor().execute(
            "SELECT 1 FROM duckdb_tables() WHERE schema_name = ? AND table_name = ?", [table.schema, table.name]
        )
        is_there = found.fetchone() is not None
        if is_there and not getattr(self._local, "depth", 0):
            self._published.add(table.full_name)
        return is_there

    def create(self, table: Table) -> None:
        """Make the empty table if it is not there; nothing happens where it is."""
        with self.transaction() as cursor:
            cursor.execute(f'CREATE SCHEMA IF NOT EXISTS "{table.schema}"')
            empty = _empty_select(table)
            cursor.execute(f'CREATE TABLE IF NOT EXISTS "{table.schema}"."{table.name}" AS {empty}')
            _comment(cursor, table)

    def publish(self, table: Table, rows: ir.Table) -> int:
        """As declared: one statement, and readers have the old table until the end of the transaction."""
        with self.transaction() as cursor:
            cursor.execute(f'CREATE SCHEMA IF NOT EXISTS "{table.schema}"')
            cursor.execute(f'CREATE OR REPLACE TABLE "{table.schema}"."{table.name}" AS {self._select(table, rows)}')
            self.index(table)
            self._writes.note(table)
            _comment(cursor, table)
            return _count(cursor, table)

    def index(self, table: Table) -> None:
        """As declared; an index per column, which finds few rows in milliseconds."""
        with self.transaction() as cursor:
            for name in table.indexed:
                index = f'"{table.name}_by_{name}" ON {self.place(table)} ({declared(table, name)})'
                cursor.execute(f"CREATE INDEX {index}")

    def append(self, table: Table, rows: ir.Table) -> int:
        """Add rows as they come; the count of rows added."""
        with self.transaction() as cursor:
            if not self.has(table):
                self.create(table)
            self._writes.note(table)
            select = self._select(table, rows, in_order=False)
            found = cursor.execute(f"INSERT INTO {self.place(table)} BY NAME {select}").fetchone()
            return int(found[0]) if found else 0

    def retract(self, table: Table, **equal: Any) -> int:
        """Delete the rows whose columns have these values; the count of rows deleted."""
        if not self.has(table):
            return 0
        condition = equals(table, equal)
        with self.transaction() as cursor:
            self._writes.note(table)
            found = cursor.execute(f"DELETE FROM {self.place(table)} WHERE {condition}", bound(equal)).fetchone()
            return int(found[0]) if found else 0

    def remove(self, table: Table, keys: ir.Table) -> int:
        """Delete the rows that agree with a row of ``keys`` in all its columns; the count of rows deleted."""
        if not self.has(table):
            return 0
        agree = " AND ".join(f"kept.{declared(table, name)} = gone.{declared(table, name)}" for name in keys.columns)
        with self.transaction() as cursor:
            self._writes.note(table)
            gone = self.ibis.compile(keys)
            sql = f"DELETE FROM {self.place(table)} AS kept USING ({gone}) AS gone WHERE {agree}"
            found = cursor.execute(sql).fetchone()
            return int(found[0]) if found else 0

    def writes_of(self, table: Table) -> int | None:
        """As declared; a table that is made empty was not written."""
        return self._writes.of(table)

    def tables_with(self, columns: Sequence[str]) -> list[Table]:
        """As declared."""
        found = self.fetch(
            "SELECT DISTINCT schema_name AS schema, table_name AS name FROM duckdb_columns() "
            "WHERE database_name <> 'temp' AND list_contains(?, column_name) ORDER BY 1, 2",
            [list(columns)],
        )
        bare = (Table(row["schema"], row["name"], "row", (), ()) for row in found)
        return [stored_table(each.schema, each.name, self.reference(each).schema()) for each in bare]

    def keep(self, name: str, rows: ir.Table) -> ir.Table:
        """
        The rows computed now, as a temporary table of this thread that goes to disk when memory is short.

        As Ibis's ``create_table`` makes it, but in two statements where that takes five: of a calculation on a few
        rows, which is hundreds of small tables, the others were half the time.
        """
        return self._kept(name, statement_of(self.ibis, rows))

    def keep_known(self, name: str, recipe: Hashable, rows: Callable[[], ir.Table]) -> ir.Table:
        """As declared: the statement of a recipe is written once."""
        return self._kept(name, self._statements.of((name, recipe), lambda: statement_of(self.ibis, rows())))

    def _kept(self, name: str, asked: Statement) -> ir.Table:
        columns = ", ".join(f"{_named(column)} {_stored_as(kind)}" for column, kind in asked.schema.items())
        cursor = self._cursor()
        cursor.execute(f"CREATE TEMP TABLE {_named(name)} ({columns})")
        cursor.execute(f"INSERT INTO {_named(name)} {asked.sql}")
        read = {column: _read_as(_duckdb_type(kind), kind.nullable) for column, kind in asked.schema.items()}
        place = ops.Namespace(catalog="temp", database="main")
        return ops.DatabaseTable(name, schema=ibis.schema(read), source=self.ibis, namespace=place).to_expr()

    def keep_arrow(self, name: str, rows: pa.Table | pa.RecordBatchReader) -> ir.Table:
        """The same for rows that are in memory."""
        held = rows if isinstance(rows, pa.Table) else rows.read_all()
        return self.keep(name, ibis.memtable(held, schema=ibis.Schema.from_pyarrow(held.schema)))

    def forget(self, name: str) -> None:
        """Drop what was kept under a name."""
        self._cursor().execute(f"DROP TABLE IF EXISTS temp.main.{_named(name)}")

    @contextmanager
    def transaction(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """As declared; one at a time, and what was written is counted once it is seen."""
        with self._write:
            cursor = self._cursor()
            depth = getattr(self._local, "depth", 0)
            if depth == 0:
                cursor.execute("BEGIN TRANSACTION")
            self._local.depth = depth + 1
            try:
                yield cursor
            except BaseException:
                self._local.depth = depth
                if depth == 0:
                    cursor.execute("ROLLBACK")
                    self._writes.close(seen=False)
                raise
            self._local.depth = depth
            if depth == 0:
                cursor.execute("COMMIT")
                self._writes.close(seen=True)

    def checkpoint(self) -> None:
        """What is in the log into the file; an error of the engine while others write."""
        with self._write:
            self._cursor().execute("CHECKPOINT")

    def reference(self, table: Table) -> ir.Table:
        """The published table as an Ibis expression, with the columns that it has in the file."""
        described = self._cursor().execute(f"DESCRIBE {self.place(table)}").fetchall()
        columns = {name: _read_as(kind, nullable == "YES") for name, kind, nullable, *_ in described}
        place = ops.Namespace(database=table.schema)
        return ops.DatabaseTable(table.name, schema=ibis.schema(columns), source=self.ibis, namespace=place).to_expr()

    def fetch(self, sql: str, parameters: list[Any]) -> list[Row]:
        """Rows of a statement that this package wrote itself; values are bound, never part of the text."""
        cursor = self._cursor().execute(sql, parameters)
        names = [column[0] for column in cursor.description or ()]
        return [dict(zip(names, values, strict=True)) for values in cursor.fetchall()]

    def _cursor(self) -> duckdb.DuckDBPyConnection:
        connection: duckdb.DuckDBPyConnection = self.ibis.con
        return connection

    def _select(self, table: Table, rows: ir.Table, *, in_order: bool = True) -> str:
        return statement_of(self.ibis, typed(table, rows, in_order=in_order)).sql


def _named(name: str) -> str:
    return sge.to_identifier(name, quoted=True).sql("duckdb")


def _stored_as(kind: dt.DataType) -> str:
    """The column's type, and that it is never null where that is known."""
    return _duckdb_type(kind) + ("" if kind.nullable else " NOT NULL")


@cache
def _read_as(kind: str, nullable: bool) -> dt.DataType:  # noqa: FBT001 - as Ibis calls it
    """A type of the engine as Ibis reads it; many tables have the same few."""
    return DuckDBType.from_string(kind, nullable=nullable)


def _empty_select(table: Table) -> str:
    columns = ", ".join(f'CAST(NULL AS {_duckdb_type(column.type)}) AS "{column.name}"' for column in table.columns)
    return f"SELECT {columns} WHERE FALSE"


@cache
def _duckdb_type(ibis_type: str | dt.DataType) -> str:
    return str(DuckDBType.to_string(ibis.dtype(ibis_type)))


def _comment(cursor: duckdb.DuckDBPyConnection, table: Table) -> None:
    name = f'"{table.schema}"."{table.name}"'
    cursor.execute(f"COMMENT ON TABLE {name} IS {_quote('One row per ' + table.one_row_per + '.')}")
    for column in table.columns:
        cursor.execute(f'COMMENT ON COLUMN {name}."{column.name}" IS {_quote(column.says)}')


def _quote(text: str) -> str:
    return sge.Literal.string(text).sql("duckdb")


def _count(cursor: duckdb.DuckDBPyConnection, table: Table) -> int:
    found = cursor.execute(f'SELECT count(*) FROM "{table.schema}"."{table.name}"').fetchone()
    return int(found[0]) if found else 0
