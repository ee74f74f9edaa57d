"""The warehouse of this process: one engine connection, one reader per thread, one writer at a time."""

import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlparse

import duckdb
import ibis
import ibis.expr.types as ir
import sqlglot.expressions as sge
from ibis.backends.duckdb import Backend
from ibis.backends.sql.datatypes import DuckDBType

from tieline.foundation.errors import Invalid, NotFound, Unavailable
from tieline.foundation.warehouse.tables import Table

Row = dict[str, Any]


class Warehouse:
    """
    Tables of one DuckDB file. Reading is safe from any thread; writing takes one lock.

    Ibis keeps state per connection, so each thread gets its own over the same database; DuckDB gives
    every one of them a consistent snapshot while another writes.
    """

    def __init__(self, path: Path, *, memory_limit: str | None = None, threads: int | None = None) -> None:
        self.path = path
        path.parent.mkdir(parents=True, exist_ok=True)
        config: dict[str, Any] = {}
        if memory_limit:
            config["memory_limit"] = memory_limit
        if threads:
            config["threads"] = threads
        try:
            self._root = duckdb.connect(str(path), config=config)
        except duckdb.IOException as error:
            raise _cannot_open(path, error) from error
        self._local = threading.local()
        self._write = threading.RLock()
        self._published: set[str] = set()

    def close(self) -> None:
        """Close the file; connections of other threads end with it."""
        self._root.close()

    @property
    def ibis(self) -> Backend:
        """This thread's Ibis connection (for reading files and building expressions)."""
        backend: Backend | None = getattr(self._local, "backend", None)
        if backend is None:
            backend = ibis.duckdb.from_connection(self._root.cursor())
            self._local.backend = backend
        return backend

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

    def table(self, table: Table) -> ir.Table:
        """All rows as an Ibis expression; an empty table of the declared columns where nothing was published yet."""
        if not self.has(table):
            self.create(table)
        return self.ibis.table(table.name, database=table.schema)

    def create(self, table: Table) -> None:
        """Make the empty table if it is not there; nothing happens where it is."""
        with self.transaction() as cursor:
            cursor.execute(f'CREATE SCHEMA IF NOT EXISTS "{table.schema}"')
            empty = _empty_select(table)
            cursor.execute(f'CREATE TABLE IF NOT EXISTS "{table.schema}"."{table.name}" AS {empty}')
            _comment(cursor, table)

    def publish(self, table: Table, rows: ir.Table) -> int:
        """
        Replace all rows of ``table`` by those of the expression, cast to the declared types; the count of rows.

        Readers see the old rows until the new ones are complete. A column that is missing is an error,
        a column that is not declared is dropped.
        """
        with self.transaction() as cursor:
            cursor.execute(f'CREATE SCHEMA IF NOT EXISTS "{table.schema}"')
            cursor.execute(f'CREATE OR REPLACE TABLE "{table.schema}"."{table.name}" AS {self._select(table, rows)}')
            for name in table.indexed:
                index = f'"{table.name}_by_{name}" ON "{table.schema}"."{table.name}" ({_declared(table, name)})'
                cursor.execute(f"CREATE INDEX {index}")
            _comment(cursor, table)
            return _count(cursor, table)

    def append(self, table: Table, rows: ir.Table) -> int:
        """Add rows; the count of rows added. Twice adds twice: call ``retract`` first, in the same transaction."""
        with self.transaction() as cursor:
            self.create(table)
            before = _count(cursor, table)
            cursor.execute(f'INSERT INTO "{table.schema}"."{table.name}" BY NAME {self._select(table, rows)}')
            return _count(cursor, table) - before

    def retract(self, table: Table, **equal: Any) -> int:
        """Delete the rows whose columns have these values; the count of rows deleted."""
        if not self.has(table):
            return 0
        condition = _equals(table, equal)
        with self.transaction() as cursor:
            before = _count(cursor, table)
            cursor.execute(f'DELETE FROM "{table.schema}"."{table.name}" WHERE {condition}', _bound(equal))
            return before - _count(cursor, table)

    @contextmanager
    def transaction(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """
        All writes inside happen together or not at all; nested transactions join the outer one.

        Expressions that are published inside read what the transaction has written so far.
        """
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
                raise
            self._local.depth = depth
            if depth == 0:
                cursor.execute("COMMIT")

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
        names = [_declared(table, name) for name in (columns or table.column_names)]
        direction = " DESC NULLS LAST" if descending else ""
        sql = f'SELECT {", ".join(names)} FROM "{table.schema}"."{table.name}"'
        conditions = [_equals(table, equal)] if equal else []
        conditions += [f"{_declared(table, name)} <= ?" for name in at_most or {}]
        if conditions:
            sql += f" WHERE {' AND '.join(conditions)}"
        if order_by:
            sql += " ORDER BY " + ", ".join(_declared(table, name) + direction for name in order_by)
        if limit is not None:
            sql += f" LIMIT {int(limit)}"
        return self.fetch(sql, [*_bound(equal), *(at_most or {}).values()])

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
        names = [_declared(table, name) for name in (columns or table.column_names)]
        by = _declared(table, column)
        sql = (
            f'SELECT {", ".join(names)} FROM "{table.schema}"."{table.name}" '
            f"WHERE {by} >= ? AND {by} < ? ORDER BY {by} LIMIT {int(limit)}"
        )
        return self.fetch(sql, [prefix, prefix + "\U0010ffff"])

    def fetch(self, sql: str, parameters: list[Any]) -> list[Row]:
        """Rows of a statement that this package wrote itself; values are bound, never part of the text."""
        cursor = self._cursor().execute(sql, parameters)
        names = [column[0] for column in cursor.description or ()]
        return [dict(zip(names, values, strict=True)) for values in cursor.fetchall()]

    def _cursor(self) -> duckdb.DuckDBPyConnection:
        connection: duckdb.DuckDBPyConnection = self.ibis.con
        return connection

    def _select(self, table: Table, rows: ir.Table) -> str:
        missing = [name for name in table.column_names if name not in rows.columns]
        if missing:
            raise Invalid(f"The expression for {table.full_name} lacks {', '.join(missing)}")
        typed = rows.select(**{column.name: rows[column.name].cast(column.type) for column in table.columns})
        ordered = typed.order_by(list(table.key)) if table.key else typed
        backend = self.ibis
        backend._run_pre_execute_hooks(ordered)  # registers frames held in memory, which compile() alone does not
        return str(backend.compile(ordered))


def open_warehouse(url: str, **options: Any) -> Warehouse:
    """The warehouse behind a URL; only ``duckdb:///path`` is embedded so far, anything else is refused by name."""
    parsed = urlparse(url)
    if parsed.scheme != "duckdb":
        raise Invalid(
            f"Tieline cannot use a warehouse of the kind '{parsed.scheme}'",
            where="TIELINE_WAREHOUSE",
            do="Give a URL such as duckdb:////var/lib/tieline/warehouse.duckdb",
        )
    return Warehouse(Path(parsed.path), **options)


def _cannot_open(path: Path, error: duckdb.IOException) -> Unavailable:
    if "lock" in str(error):
        return Unavailable(
            f"The warehouse {path.name} is open in another process",
            where=str(path.parent),
            do="Stop that process, or let the running server do the work (it takes loads and runs as jobs)",
        )
    return Unavailable(
        f"The warehouse {path.name} cannot be opened: {str(error).splitlines()[0]}",
        where=str(path.parent),
        do="Check the disk and the file's owner; restore it from a backup if it is damaged",
    )


def _empty_select(table: Table) -> str:
    columns = ", ".join(f'CAST(NULL AS {_duckdb_type(column.type)}) AS "{column.name}"' for column in table.columns)
    return f"SELECT {columns} WHERE FALSE"


def _duckdb_type(ibis_type: str) -> str:
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


def _declared(table: Table, name: str) -> str:
    if name not in table.column_names:
        raise Invalid(f"{table.full_name} has no column '{name}'")
    return f'"{name}"'


def _equals(table: Table, equal: dict[str, Any]) -> str:
    return " AND ".join(f"{_declared(table, name)} {_compared(value)}" for name, value in equal.items())


def _compared(value: Any) -> str:
    if not isinstance(value, list):
        return "= ?"
    return f"IN ({', '.join('?' * len(value))})" if value else "IN (NULL)"


def _bound(equal: dict[str, Any]) -> list[Any]:
    return [each for value in equal.values() for each in (value if isinstance(value, list) else [value])]
