"""Splink on the warehouse's own engine: it reads tables of the staging area and leaves none of its own behind."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import ibis
import ibis.expr.types as ir
from splink import DuckDBAPI, Linker, SettingsCreator

from tieline.foundation.errors import Unavailable
from tieline.foundation.warehouse.staging import Staging
from tieline.know.identity.tables import LISTS


class _Embedded(DuckDBAPI):
    """Splink on DuckDB with temporary tables: they go to disk when memory is short, and never into the file."""

    def _setup_for_execute_sql(self, sql: str, physical_name: str) -> str:
        made = str(super()._setup_for_execute_sql(sql, physical_name))
        return made.replace("CREATE TABLE", "CREATE OR REPLACE TEMP TABLE", 1)


@contextmanager
def linking(
    area: Staging, records: ir.Table, settings: SettingsCreator, frequencies: dict[str, ir.Table]
) -> Iterator[Linker]:
    """
    A linker over ``records`` (a kept table with ``node``), with the frequencies of values by feature
    (``<feature>, tf_<feature>``). Its tables are dropped at the end, also after an error.
    """
    logging.getLogger("splink").setLevel(logging.ERROR)
    engine = _engine(area)
    try:
        table = engine.register(physical_name(records))
        linker = Linker(table, settings, log_level=logging.ERROR, validate_settings=False)  # the policy's own is done
        for feature, rows in frequencies.items():
            linker.table_management.register_term_frequency_lookup(engine.register(physical_name(rows)), feature)
        yield linker
    finally:
        engine.delete_tables_created_by_splink_from_db()


def physical_name(kept: ir.Table) -> str:
    """The name by which Splink finds a table of the staging area."""
    return str(kept.get_name()).rsplit(".", 1)[-1]


def _engine(area: Staging) -> Any:
    backend: Any = area.warehouse.ibis
    if backend.name == "duckdb":
        return _Embedded(connection=backend.con)
    if backend.name == "pyspark":
        from splink import SparkAPI  # noqa: PLC0415 - needs pyspark, which the embedded warehouse does without

        spark: Any = SparkAPI
        return spark(spark_session=backend._session)
    raise Unavailable(f"Persons cannot be matched on {backend.name}", do="Use DuckDB or Spark as warehouse")


def records_of(area: Staging, features: ir.Table, names: list[str]) -> ir.Table:
    """``node`` and these features, where an empty list is no value."""
    columns = {
        name: ibis.ifelse(features[name].length() > 0, features[name], ibis.null("array<string>"))
        if name in LISTS
        else features[name]
        for name in names
    }
    return area.keep(features.select("node", **columns))
