"""
An operator's Spark as the warehouse: tables are Parquet in a folder that every node sees, named by one catalogue file.

A table is a list of folders, each written once and never changed. A transaction collects new lists and puts them
into force by replacing ``catalogue.json``; so all of it happens or nothing, and readers keep what they had. Folders
that no list names any more are removed when the warehouse is opened the next time.
"""

import shutil
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import ParseResult, parse_qsl

import ibis
import ibis.expr.schema as sch
import ibis.expr.types as ir
import pyarrow as pa
import pyarrow.parquet as pq

from tieline.foundation.errors import Unavailable
from tieline.foundation.warehouse.catalogue import Catalogue
from tieline.foundation.warehouse.connection import Row, Warehouse, bound, equals, stored_table, typed
from tieline.foundation.warehouse.spark_dialect import SparkBackend, columns_as_declared, schema_of
from tieline.foundation.warehouse.tables import Table

MOST_PARTS = 32
"""A table of more parts is written anew as one: each part costs a look at its folder for every read."""

SETTINGS = {
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.ansi.enabled": "true",
    "spark.sql.ansi.doubleQuotedIdentifiers": "true",
    "spark.sql.timestampType": "TIMESTAMP_NTZ",
    "spark.sql.execution.arrow.pyspark.enabled": "true",
    "spark.sql.parquet.compression.codec": "zstd",
    "spark.sql.variable.substitute": "false",
    "spark.ui.enabled": "false",
}
"""As in the embedded engine: instants are naive and in UTC, what cannot be cast is an error, and ``${x}`` is a text."""


class SparkWarehouse(Warehouse):
    """Tables of one Spark cluster, from ``spark://master:port/shared/folder?spark.setting=value``."""

    def __init__(self, url: ParseResult) -> None:
        self.path = Path(url.path)
        self._catalogue = Catalogue(self.path)
        self._scratch = self.path / "scratch"
        shutil.rmtree(self._scratch, ignore_errors=True)
        self._scratch.mkdir(parents=True)
        self._session = _session(f"spark://{url.netloc}", dict(parse_qsl(url.query)))
        self._session.sparkContext.setCheckpointDir(str(self._scratch / "checkpoints"))
        self._write = threading.RLock()
        self._local = threading.local()

    def close(self) -> None:
        """End the application on the cluster."""
        self._session.stop()

    @property
    def ibis(self) -> SparkBackend:
        """This thread's Ibis connection: a session of its own, as names of views are the session's."""
        backend: SparkBackend | None = getattr(self._local, "backend", None)
        if backend is None:
            session = self._session.newSession()
            for name, value in SETTINGS.items():
                if name.startswith("spark.sql.") and name != "spark.sql.ansi.doubleQuotedIdentifiers":
                    session.conf.set(name, value)
            backend = SparkBackend().connect(session)
            self._local.backend, self._local.shown = backend, {}
        return backend

    def place(self, table: Table) -> str:
        """The view of a table in this thread's session."""
        self._show(table)
        return f'"{_view(table)}"'

    def has(self, table: Table) -> bool:
        """Whether the table has ever been published."""
        return table.full_name in self._parts()

    def create(self, table: Table) -> None:
        """Make the empty table if it is not there; nothing happens where it is."""
        if not self.has(table):
            empty = table.ibis_schema.to_pyarrow().empty_table()
            with self.transaction() as parts:
                parts[table.full_name] = [self._catalogue.new_part(table.full_name)]
                target = self._catalogue.path(parts[table.full_name][0])
                target.mkdir(parents=True)
                pq.write_table(empty, target / "empty.parquet")

    def reference(self, table: Table) -> ir.Table:
        """The published table as an Ibis expression."""
        self._show(table)
        return self.ibis.table(_view(table))

    def publish(self, table: Table, rows: ir.Table) -> int:
        """As declared; rows are in the order of the key within each file."""
        with self.transaction() as parts:
            part, count = self._written(table, typed(table, rows))
            parts[table.full_name] = [part]
            return count

    def append(self, table: Table, rows: ir.Table) -> int:
        """As declared: one more part."""
        with self.transaction() as parts:
            part, count = self._written(table, typed(table, rows))
            parts[table.full_name] = [*parts.get(table.full_name, []), part]
            if len(parts[table.full_name]) > MOST_PARTS:
                parts[table.full_name] = [self._written(table, typed(table, self.reference(table)))[0]]
            return count

    def retract(self, table: Table, **equal: Any) -> int:
        """As declared; the parts are written anew without the rows."""
        if not self.has(table):
            return 0
        with self.transaction():
            condition = equals(table, equal)
            found = self.fetch(f"SELECT count(*) AS gone FROM {self.place(table)} WHERE {condition}", bound(equal))
            gone = int(found[0]["gone"])
            if gone:
                rows = self.reference(table)
                matches = [
                    rows[name].isin(value) if isinstance(value, list) else rows[name] == value
                    for name, value in equal.items()
                ]
                is_gone = ibis.and_(*matches).fill_null(False)  # noqa: FBT003 - the value that fills
                self.publish(table, rows.filter(~is_gone))
            return gone

    def remove(self, table: Table, keys: ir.Table) -> int:
        """As declared; the parts are written anew without the rows."""
        if not self.has(table):
            return 0
        with self.transaction():
            rows = self.reference(table)
            gone = int(rows.semi_join(keys, list(keys.columns)).count().execute())
            if gone:
                self.publish(table, rows.anti_join(keys, list(keys.columns)))
            return gone

    def tables_with(self, columns: Sequence[str]) -> list[Table]:
        """As declared; the columns are those of the files of its first part."""
        found = []
        for name, (first, *_) in sorted(self._parts().items()):
            file = next(self._catalogue.path(first).glob("*.parquet"), None)
            schema = ibis.Schema.from_pyarrow(pq.read_schema(file)) if file else ibis.schema({})
            if set(columns) & set(schema):
                kind, _, own = name.partition(".")
                found.append(stored_table(kind, own, schema))
        return found

    def sweep(self) -> int:
        """As declared; a query that reads such a file at this moment ends with an error, and is asked again."""
        with self._write:
            return self._catalogue.sweep()

    def keep(self, name: str, rows: ir.Table) -> ir.Table:
        """As declared: Parquet in the scratch folder, as a view of this thread's session."""
        target, frame = self._scratch / name, self._frame(rows)
        frame.write.parquet(str(target))
        return self._kept(name, target, frame.schema)

    def keep_arrow(self, name: str, rows: pa.Table | pa.RecordBatchReader) -> ir.Table:
        """As declared: one Parquet file in the scratch folder."""
        target = self._scratch / name
        target.mkdir()
        with pq.ParquetWriter(target / "rows.parquet", rows.schema) as file:
            for batch in rows.to_batches() if isinstance(rows, pa.Table) else rows:
                file.write_batch(batch)
        return self._kept(name, target, schema_of(ibis.Schema.from_pyarrow(rows.schema)))

    def forget(self, name: str) -> None:
        """Drop what was kept under a name."""
        self.ibis._session.catalog.dropTempView(name)
        shutil.rmtree(self._scratch / name, ignore_errors=True)

    @contextmanager
    def transaction(self) -> Iterator[dict[str, list[str]]]:
        """As declared; inside, the lists of parts that the transaction is about to put into force."""
        with self._write:
            outer: dict[str, list[str]] | None = getattr(self._local, "pending", None)
            if outer is not None:
                yield outer
                return
            pending = {name: list(parts) for name, parts in self._catalogue.parts.items()}
            self._local.pending = pending
            try:
                yield pending
            finally:
                self._local.pending = None
            self._catalogue.commit(pending)

    def fetch(self, sql: str, parameters: list[Any]) -> list[Row]:
        """As declared."""
        frame = self.ibis._session.sql(sql.replace('"', "`"), args=parameters)
        return [row.asDict() for row in frame.collect()]

    def _parts(self) -> dict[str, list[str]]:
        pending: dict[str, list[str]] | None = getattr(self._local, "pending", None)
        return self._catalogue.parts if pending is None else pending

    def _show(self, table: Table) -> None:
        """Let this thread's view of the table show the parts that are in force for it."""
        session, parts = self.ibis._session, tuple(self._parts()[table.full_name])
        if self._local.shown.get(table.full_name) != parts:
            paths = [str(self._catalogue.path(part)) for part in parts]
            schema = schema_of(_with_stored(table, self._catalogue.path(parts[-1])))
            session.read.schema(schema).parquet(*paths).createOrReplaceTempView(_view(table))
            self._local.shown[table.full_name] = parts

    def _written(self, table: Table, rows: ir.Table) -> tuple[str, int]:
        """A new part with these rows, and how many there are."""
        part = self._catalogue.new_part(table.full_name)
        target = self._catalogue.path(part)
        frame = self._frame(rows)
        (frame.sortWithinPartitions(*table.key) if table.key else frame).write.parquet(str(target))
        return part, sum(pq.read_metadata(file).num_rows for file in target.glob("*.parquet"))

    def _frame(self, rows: ir.Table) -> Any:
        backend = self.ibis
        backend._run_pre_execute_hooks(rows)  # registers frames held in memory, which compile() alone does not
        frame = backend._session.sql(backend.compile(rows))
        return frame.selectExpr(*columns_as_declared(dict(rows.schema().items())))

    def _kept(self, name: str, target: Path, schema: Any) -> ir.Table:
        """What was written as a view; its columns are told, as finding them out costs Spark a job each time."""
        self.ibis._session.read.schema(schema).parquet(str(target)).createOrReplaceTempView(name)
        return self.ibis.table(name)


def _with_stored(table: Table, part: Path) -> sch.Schema:
    """The declared columns, and those that the part has beside them: of a table whose columns are definitions."""
    declared = dict(table.ibis_schema.items())
    files = sorted(part.glob("*.parquet"))
    stored = dict(sch.Schema.from_pyarrow(pq.read_schema(files[0])).items()) if files else {}
    return ibis.schema({**stored, **declared})


def _view(table: Table) -> str:
    return f"{table.schema}__{table.name}"


def _session(master: str, options: dict[str, str]) -> Any:
    try:
        from pyspark.sql import SparkSession  # noqa: PLC0415 - installed by the operators who have a cluster
    except ImportError as error:
        raise Unavailable(
            "A warehouse on Spark needs the package pyspark",
            where="TIELINE_WAREHOUSE",
            do="pip install 'tieline[spark]'",
        ) from error
    from splink.backends.spark import similarity_jar_location  # noqa: PLC0415 - as above

    jars = {"spark.jars": similarity_jar_location()}  # Splink's words for the likeness of texts, known from the start
    builder = SparkSession.builder.master(master).appName("tieline")
    for name, value in {**SETTINGS, **jars, **options}.items():
        builder = builder.config(name, value)
    return builder.getOrCreate()
