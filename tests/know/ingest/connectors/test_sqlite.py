"""Rows of a database: here SQLite, quick; what is particular to PostgreSQL and MariaDB has files of its own."""

import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
import sqlalchemy as sa

from tests.know.ingest.connectors.conftest import connection, fetched, kept_cursor, names, publish, source
from tieline.foundation.errors import Invalid, Refused, Unavailable
from tieline.foundation.warehouse.connection import Warehouse
from tieline.know.ingest.commands import fetch_source, rewind_feed
from tieline.know.ingest.connectors.access import open_access
from tieline.know.ingest.connectors.database import opened
from tieline.know.ingest.feeding import get_connection
from tieline.know.ingest.models import Feed, Load

SQL = "select id, name, updated_at from customer where updated_at >= :cursor order by updated_at"
CUSTOMERS = source({"query": {"sql": SQL, "cursor": "updated_at", "start": "2000-01-01"}})
ALL = source({"query": {"sql": "select id, name, updated_at from customer order by id"}})


@pytest.fixture
def crm(feed: Warehouse, folder: Path) -> sqlite3.Connection:
    file = folder / "crm.sqlite3"
    database = sqlite3.connect(file, isolation_level=None)
    database.execute("create table customer (id integer primary key, name, updated_at)")
    publish(connection("database", f"sqlite://{file}"), CUSTOMERS)
    return database


def add(database: sqlite3.Connection, number: int, name: str, at: str) -> None:
    database.execute("insert or replace into customer values (?, ?, ?)", (number, name, at))


def query(sql: str, **more: Any) -> Any:
    return source({"query": {"sql": sql} | more})


def test_only_rows_beyond_the_cursor_are_fetched(crm: sqlite3.Connection, feed: Warehouse) -> None:
    add(crm, 1, "Ann", "2026-01-01 10:00:00")
    add(crm, 2, "Bob", "2026-01-02 10:00:00")
    (first,) = fetched(CUSTOMERS)
    assert (first.state, first.rows_landed, first.arrival) == (Load.State.LANDED, 2, "fetch")
    assert Feed.objects.get().cursor == {"column": "updated_at", "type": "text", "value": "2026-01-02 10:00:00"}
    add(crm, 1, "Anna", "2026-01-03 10:00:00")
    (second,) = fetched(CUSTOMERS, later=timedelta(seconds=1))
    assert second.rows_received == 2, "the row of the last moment is read again"
    assert names(feed) == ["Anna", "Bob"]


def test_a_fetch_without_anything_new_is_the_same_load(crm: sqlite3.Connection, feed: Warehouse) -> None:
    add(crm, 1, "Ann", "2026-01-01 10:00:00")
    (first,) = fetched(CUSTOMERS)
    (again,) = fetched(CUSTOMERS, later=timedelta(seconds=1))
    assert again.pk == first.pk
    assert Load.objects.count() == 1


def test_no_rows_are_no_load(crm: sqlite3.Connection) -> None:
    assert fetched(CUSTOMERS) == []
    assert Feed.objects.get().cursor is None
    assert Feed.objects.get().fetched_at is not None


def test_the_overlap_reaches_back_for_writers_that_are_late(crm: sqlite3.Connection, feed: Warehouse) -> None:
    declared = query(SQL, cursor="updated_at", start="2000-01-01", overlap="PT10M")
    add(crm, 1, "Ann", "2026-01-01T10:00:00")
    fetched(declared)
    add(crm, 2, "Late", "2026-01-01T09:55:00")
    add(crm, 3, "Too late", "2026-01-01T09:45:00")
    fetched(declared, later=timedelta(seconds=1))
    assert names(feed) == ["Ann", "Late"]
    assert kept_cursor()["value"] == "2026-01-01T10:00:00"


def test_numbers_are_a_cursor_too(crm: sqlite3.Connection, feed: Warehouse) -> None:
    declared = query("select id, name, updated_at from customer where id > :cursor", cursor="id", start=0)
    add(crm, 9, "Ann", "2026-01-01")
    add(crm, 10, "Bob", "2026-01-01")
    fetched(declared)
    assert Feed.objects.get().cursor == {"column": "id", "type": "number", "value": 10}
    assert fetched(declared) == []


def test_a_cursor_with_sql_in_it_is_a_value_and_nothing_else(crm: sqlite3.Connection, feed: Warehouse) -> None:
    add(crm, 1, "Ann", "2026'; drop table customer; --")
    for _ in range(2):
        fetch_source(CUSTOMERS, datetime.now(UTC), "")
    assert kept_cursor()["value"].startswith("2026'; drop")
    assert crm.execute("select count(*) from customer").fetchone() == (1,)


@pytest.mark.parametrize(
    "sql",
    [
        "delete from customer",
        "drop table customer",
        "select 1 as id; drop table customer",
        "insert into customer values (1, 'x', 'y') returning id",
        "with gone as (delete from customer returning id) select id from gone",
        "pragma writable_schema = 1",
        "attach database '/tmp/x' as x",
        "vacuum into '/tmp/stolen'",
    ],
)
def test_statements_that_do_not_only_read_are_refused(crm: sqlite3.Connection, sql: str) -> None:
    add(crm, 1, "Ann", "2026-01-01")
    with pytest.raises((Refused, Invalid)):
        fetched(query(sql))
    assert crm.execute("select count(*) from customer").fetchone() == (1,)
    assert Feed.objects.get().failures == 1


def test_the_file_is_opened_so_that_it_cannot_be_written(crm: sqlite3.Connection) -> None:
    with pytest.raises(Refused, match="would write"), opened(open_access(get_connection("crm"))) as database:
        database.execute(sa.text("insert into customer values (1, 'x', 'y')"))


@pytest.mark.parametrize(
    ("sql", "says"),
    [
        ("select id from nowhere", "no such table"),
        ("select nope from customer", "no such column"),
        ("selec id from customer", "not one SELECT|cannot be read"),
        ("select id, name as id from customer", "twice"),
    ],
)
def test_a_wrong_statement_is_told(crm: sqlite3.Connection, sql: str, says: str) -> None:
    with pytest.raises((Invalid, Refused), match=says):
        fetched(query(sql))


def test_the_cursor_must_be_a_column_of_the_result(crm: sqlite3.Connection) -> None:
    with pytest.raises(Invalid, match="no column 'changed'"):
        fetched(query("select id from customer where id > :cursor", cursor="changed", start=0))


def test_values_of_several_types_are_no_cursor(crm: sqlite3.Connection) -> None:
    add(crm, 1, "Ann", "2026-01-01")
    crm.execute("insert into customer values (2, 'Bob', 17)")
    declared = query("select id, name, updated_at from customer where :cursor = 0", cursor="updated_at", start=0)
    with pytest.raises(Invalid, match="several types"):
        fetched(declared)


def test_a_whole_table_is_read_each_time_and_a_changed_one_is_a_new_load(
    crm: sqlite3.Connection, feed: Warehouse
) -> None:
    add(crm, 1, "Ann", "2026-01-01")
    (first,) = fetched(ALL)
    (same,) = fetched(ALL, later=timedelta(seconds=1))
    add(crm, 1, "Anna", "2026-01-02")
    (changed,) = fetched(ALL, later=timedelta(seconds=2))
    assert (same.pk == first.pk, changed.pk == first.pk) == (True, False)
    assert names(feed) == ["Anna"]


def test_what_sqlite_declares_nothing_of_is_text_so_that_a_column_may_turn_half_way(crm: sqlite3.Connection) -> None:
    crm.execute(
        "with recursive number(n) as (select 0 union all select n + 1 from number where n < 24999)"
        " insert into customer select n, iif(n < 20000, n, 'name ' || n), '2026-01-01' from number"
    )
    (load,) = fetch_source(ALL, datetime.now(UTC), "")
    table = pq.read_table(load.file)
    assert (table.num_rows, {str(field.type) for field in table.schema}) == (25_000, {"string"})
    assert table["name"][0].as_py() == "0"
    assert table["name"][24_999].as_py() == "name 24999"


def test_a_rewound_feed_reads_everything_again_and_doubles_nothing(crm: sqlite3.Connection, feed: Warehouse) -> None:
    add(crm, 1, "Ann", "2026-01-01")
    fetched(CUSTOMERS)
    add(crm, 2, "Bob", "2026-01-02")
    fetched(CUSTOMERS, later=timedelta(seconds=1))
    rewind_feed(CUSTOMERS, by="anna", reason="a test")
    assert Feed.objects.get().cursor is None
    fetched(CUSTOMERS, later=timedelta(seconds=2))
    assert names(feed) == ["Ann", "Bob"]


def test_a_cursor_of_another_column_does_not_count(crm: sqlite3.Connection, feed: Warehouse) -> None:
    add(crm, 1, "Ann", "2026-01-01")
    fetched(CUSTOMERS)
    declared = query("select id, name, updated_at from customer where id > :cursor", cursor="id", start=0)
    (load,) = fetched(declared, later=timedelta(seconds=1))
    assert load.rows_received == 1
    assert kept_cursor()["column"] == "id"


def test_databases_outside_the_allowed_folders_are_refused(crm: sqlite3.Connection, tmp_path: Path) -> None:
    sqlite3.connect(tmp_path / "other.sqlite3").execute("create table customer (id)")
    publish(connection("database", f"sqlite://{tmp_path}/other.sqlite3"))
    with pytest.raises(Refused, match="outside the folders"):
        fetched(CUSTOMERS)


def test_a_file_that_is_no_database_is_told(crm: sqlite3.Connection, folder: Path) -> None:
    (folder / "text.sqlite3").write_text("this is no database" * 100)
    publish(connection("database", f"sqlite://{folder}/text.sqlite3"))
    with pytest.raises((Invalid, Unavailable), match="not a database"):
        fetched(CUSTOMERS)
