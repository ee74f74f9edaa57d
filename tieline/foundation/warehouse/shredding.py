"""
Rows that were deleted leave the file too.

DuckDB marks deleted rows, keeps replaced blocks for later use, and writes what is new to its log first. So the tables
are written anew, which leaves their old blocks free; the free blocks are filled with noise, which overwrites them;
and a checkpoint empties the log. All of it happens beside readers, in the one process that holds the file.
"""

import time
from dataclasses import dataclass
from uuid import uuid4

import duckdb

from tieline.foundation.errors import Unavailable
from tieline.foundation.warehouse.connection import Warehouse
from tieline.foundation.warehouse.embedded import EmbeddedWarehouse

PATIENCE = 60.0
"""Seconds that a checkpoint waits for others to finish what they write."""
SPARE = 2
"""Free blocks that may be left, as the engine needs some for itself while it writes."""
ROUNDS = 12


@dataclass(frozen=True)
class Shredded:
    """How many tables were written anew (or former files removed) and free blocks overwritten, and how long it took."""

    tables: int
    blocks: int
    seconds: float


def shred_deleted(warehouse: Warehouse) -> Shredded:
    """
    Leave nothing of deleted rows in the warehouse's files.

    In the embedded engine it takes about as long as writing all tables once, and as much free disk as the largest of
    them. Elsewhere tables were written anew when rows left them; the files they were made of before are removed.
    """
    started = time.monotonic()
    if not isinstance(warehouse, EmbeddedWarehouse):
        return Shredded(warehouse.sweep(), 0, round(time.monotonic() - started, 3))
    tables = _write_anew(warehouse)
    _checkpoint(warehouse)
    blocks = _fill_free_blocks(warehouse)
    return Shredded(tables, blocks, round(time.monotonic() - started, 3))


def _write_anew(warehouse: EmbeddedWarehouse) -> int:
    """Every table replaced by itself, with its indexes and comments; how many."""
    found = warehouse.fetch(
        "SELECT schema_name AS schema, table_name AS name, comment FROM duckdb_tables() WHERE NOT temporary", []
    )
    for table in found:
        place = f'"{table["schema"]}"."{table["name"]}"'
        named = [table["schema"], table["name"]]
        with warehouse.transaction() as cursor:
            indexes = warehouse.fetch(
                "SELECT sql FROM duckdb_indexes() WHERE schema_name = ? AND table_name = ? AND sql IS NOT NULL", named
            )
            comments = warehouse.fetch(
                "SELECT column_name AS name, comment FROM duckdb_columns() "
                "WHERE schema_name = ? AND table_name = ? AND comment IS NOT NULL",
                named,
            )
            cursor.execute(f"CREATE OR REPLACE TABLE {place} AS SELECT * FROM {place}")
            for index in indexes:
                cursor.execute(index["sql"])
            if table["comment"]:
                cursor.execute(f"COMMENT ON TABLE {place} IS {_quoted(table['comment'])}")
            for each in comments:
                cursor.execute(f'COMMENT ON COLUMN {place}."{each["name"]}" IS {_quoted(each["comment"])}')
    return len(found)


def _fill_free_blocks(warehouse: EmbeddedWarehouse) -> int:
    """Write noise until no block is free, then let go of it again; how many blocks it overwrote."""
    name = f'"shred_{uuid4().hex}"'
    overwritten = 0
    with warehouse.transaction() as cursor:
        cursor.execute(f"CREATE TABLE {name} (noise DOUBLE, more DOUBLE)")
    try:
        for _ in range(ROUNDS):
            free, size = _free_blocks(warehouse)
            if free <= SPARE:
                break
            rows = (free * size) // 16 + 1
            with warehouse.transaction() as cursor:
                cursor.execute(f"INSERT INTO {name} SELECT random(), random() FROM range(?)", [rows])
            _checkpoint(warehouse)
            overwritten += free
    finally:
        with warehouse.transaction() as cursor:
            cursor.execute(f"DROP TABLE {name}")
        _checkpoint(warehouse)
    return overwritten


def _free_blocks(warehouse: EmbeddedWarehouse) -> tuple[int, int]:
    found = warehouse.fetch("SELECT free_blocks, block_size FROM pragma_database_size()", [])
    return int(found[0]["free_blocks"]), int(found[0]["block_size"])


def _checkpoint(warehouse: EmbeddedWarehouse) -> None:
    """Everything into the file and the log emptied; Unavailable where others write for longer than patience lasts."""
    until = time.monotonic() + PATIENCE
    while True:
        try:
            warehouse.checkpoint()
        except duckdb.TransactionException as error:
            if time.monotonic() > until:
                raise Unavailable(
                    "The warehouse is being written or read without a pause",
                    where=str(warehouse.path),
                    do="It is tried again by itself; end what runs for so long",
                ) from error
            time.sleep(0.2)
        else:
            return


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
