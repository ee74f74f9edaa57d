"""Rows of a PostgreSQL database: types, cursors, what may not be written, and a server that goes away mid-read."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
import pyarrow.parquet as pq
import pytest

from tests.know.ingest.connectors.conftest import connection, fetched, kept_cursor, names, publish, source
from tests.postgres_server import postgres
from tieline.foundation.errors import Invalid, Refused, Unavailable
from tieline.foundation.warehouse.connection import Warehouse
from tieline.know.ingest.commands import fetch_source
from tieline.know.ingest.connectors import bulk
from tieline.know.ingest.connectors import query as query_module
from tieline.know.ingest.connectors.browsing import list_tables
from tieline.know.ingest.feeding import get_connection
from tieline.know.ingest.models import Feed, Load

SQL = "select id, name, updated_at from crm.customer where updated_at >= :cursor order by updated_at, id"
CUSTOMERS = source({"query": {"sql": SQL, "cursor": "updated_at", "start": "2000-01-01"}})
PASSWORD = "p@ss:word/'1"


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with postgres() as url:
        with psycopg.connect(url, autocommit=True) as administrator:
            administrator.execute(f"create role reader login password '{PASSWORD.replace(chr(39), chr(39) * 2)}'")
            administrator.execute("create schema crm")
            administrator.execute("create table crm.customer (id int primary key, name text, updated_at timestamptz)")
            administrator.execute("grant usage on schema crm to reader")
            administrator.execute("grant all on all tables in schema crm to reader")
        yield url


@pytest.fixture
def crm(server: str, feed: Warehouse, monkeypatch: pytest.MonkeyPatch) -> Iterator[psycopg.Connection]:
    monkeypatch.setenv("CRM_PASSWORD", PASSWORD)
    place = server.rpartition("@")[2]
    publish(connection("database", f"postgresql://reader:${{CRM_PASSWORD}}@{place}"), CUSTOMERS)
    with psycopg.connect(server, autocommit=True) as administrator:
        administrator.execute("truncate crm.customer")
        yield administrator


def query(sql: str, **more: Any) -> Any:
    return source({"query": {"sql": sql} | more})


def test_only_rows_beyond_the_cursor_are_fetched(crm: psycopg.Connection, feed: Warehouse) -> None:
    crm.execute("insert into crm.customer values (1, '张伟', '2026-01-01 10:00+08'), (2, 'Bob', '2026-01-02 10:00+08')")
    assert fetched(CUSTOMERS)[0].rows_landed == 2
    cursor = kept_cursor()
    assert cursor["type"] == "timestamp"
    assert datetime.fromisoformat(cursor["value"]) == datetime(2026, 1, 2, 2, tzinfo=UTC)
    crm.execute("insert into crm.customer values (3, 'Eve', '2026-01-02 10:00:00.000001+08')")
    (second,) = fetched(CUSTOMERS, later=timedelta(seconds=1))
    assert second.rows_received == 2
    assert names(feed) == ["Bob", "Eve", "张伟"]


def test_columns_keep_the_types_that_the_database_declares(crm: psycopg.Connection) -> None:
    (load,) = fetch_source(
        query(
            "select 1::smallint a, 2::bigint b, 1.5::real c, 12.345::numeric(12,3) d, 'NaN'::numeric e, true f,"
            " date '2026-01-31' g, timestamp '2026-01-31 12:00' h, timestamptz '2026-01-31 12:00+08' i,"
            " '12:00'::time j, array[1,2] k, jsonb '{\"a\": 1}' l, 'ab'::char(4) m, '\\xff'::bytea n,"
            " interval '1 day' o, null::int p, '00000000-0000-0000-0000-000000000001'::uuid q, ' :colon' r"
        ),
        datetime.now(UTC),
        "",
    )
    table = pq.read_table(load.file)
    types = {field.name: str(field.type) for field in table.schema}
    numbers = {"a": "int64", "b": "int64", "c": "double", "d": "decimal128(12, 3)", "p": "int64", "f": "bool"}
    instants = {"g": "date32[day]", "h": "timestamp[us]", "i": "timestamp[us, tz=UTC]"}
    assert types == numbers | instants | dict.fromkeys("ejklmnoqr", "string")
    (row,) = table.select(list("ejklmnoqr")).to_pylist()
    assert list(row.values()) == [
        "NaN", "12:00:00", "[1, 2]", '{"a": 1}', "ab  ", "ff", "1 day, 0:00:00",
        "00000000-0000-0000-0000-000000000001", " :colon",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "sql",
    [
        "insert into crm.customer values (1, 'x', now()) returning id",
        "with gone as (delete from crm.customer returning id) select id from gone",
        "select 1 as id; commit; drop table crm.customer",
        "select * into crm.copy from crm.customer",
        "select id from crm.customer for update",
        "copy (select 1) to program 'true'",
        "set default_transaction_read_only = off",
    ],
)
def test_what_would_write_is_refused(crm: psycopg.Connection, sql: str) -> None:
    crm.execute("insert into crm.customer values (1, 'Ann', now())")
    with pytest.raises((Refused, Invalid)):
        fetched(query(sql))
    assert crm.execute("select count(*) from crm.customer").fetchone() == (1,)


def test_a_function_that_writes_is_kept_from_it_by_the_transaction(crm: psycopg.Connection) -> None:
    crm.execute(
        "create or replace function crm.add() returns int language sql security definer as"
        " $$ insert into crm.customer values (7, 'x', now()) returning id $$"
    )
    crm.execute("grant execute on function crm.add to reader")
    with pytest.raises(Refused, match="would write"):
        fetched(query("select crm.add() as id"))
    assert crm.execute("select count(*) from crm.customer").fetchone() == (0,)


def test_a_database_that_goes_away_mid_read_receives_nothing(crm: psycopg.Connection, feed: Warehouse) -> None:
    crm.execute("insert into crm.customer select g, 'Name ' || g, now() from generate_series(1, 60000) g")
    seen: list[str] = []

    def lose(share: float, doing: str) -> None:
        seen.append(doing)
        if len(seen) == 2:
            crm.execute("select pg_terminate_backend(pid) from pg_stat_activity where usename = 'reader'")

    with pytest.raises(Unavailable, match="does not answer"):
        fetch_source(CUSTOMERS, datetime.now(UTC), "", progress=lose)
    assert (Load.objects.count(), Feed.objects.get().cursor) == (0, None)
    assert Feed.objects.get().failures == 1
    assert fetched(CUSTOMERS)[0].rows_landed == 60_000
    assert Feed.objects.get().failures == 0


def test_a_wrong_password_is_refused_without_being_shown(
    crm: psycopg.Connection, server: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = server.rpartition("@")[2].replace("/postgres", "/nowhere")
    publish(connection("database", f"postgresql://reader:${{CRM_PASSWORD}}@{place}"))
    with pytest.raises((Invalid, Unavailable), match="nowhere") as told:
        fetched(CUSTOMERS)
    assert PASSWORD not in str(told.value)


def test_a_user_or_a_database_that_is_not_there_is_no_mistake_of_the_statement(
    crm: psycopg.Connection, server: str
) -> None:
    place = server.rpartition("@")[2]
    publish(connection("database", f"postgresql://nobody:${{CRM_PASSWORD}}@{place}"))
    with pytest.raises(Refused, match="does not let us in"):
        fetched(CUSTOMERS)
    nowhere = place.replace("/postgres", "/nowhere")
    publish(connection("database", f"postgresql://reader:${{CRM_PASSWORD}}@{nowhere}"))
    with pytest.raises(Invalid, match="no such database"):
        fetched(CUSTOMERS)


def test_a_mistake_in_the_statement_is_told(crm: psycopg.Connection) -> None:
    with pytest.raises(Invalid, match="nothing"):
        fetched(query("select nothing from crm.customer"))


def test_tables_are_listed_with_columns_and_a_statement(crm: psycopg.Connection) -> None:
    crm.execute('create table if not exists crm."Odd name" (a int)')
    crm.execute("grant select on all tables in schema crm to reader")
    tables = {(table.schema, table.name): table for table in list_tables(get_connection("crm"))}
    customer = tables["crm", "customer"]
    assert [(column.name, column.type, column.key) for column in customer.columns] == [
        ("id", "integer", True), ("name", "text", False), ("updated_at", "timestamp", False),
    ]  # fmt: skip
    assert tables["crm", "Odd name"].sql == 'select * from crm."Odd name"'
    crm.execute("insert into crm.customer values (1, 'Ann', now())")
    assert fetch_source(query(customer.sql), datetime.now(UTC), "")


def test_a_whole_result_is_the_same_in_one_go_and_row_by_row(
    crm: psycopg.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    declared = query(
        "select g as id, 'Name ' || g as name, (g / 4.0)::numeric(12, 2) as fee, g % 2 = 0 as paid,"
        " timestamptz '2026-01-01 12:00+08' + g * interval '1 second' as updated_at, null::date as gone"
        " from generate_series(1, 250000) g order by g -- 100 %"
    )
    used: list[int | None] = []

    def watched(*given: Any) -> int | None:
        used.append(bulk.read_whole(*given))
        return used[-1]

    monkeypatch.setattr(query_module, "read_whole", watched)
    (at_once,) = fetch_source(declared, datetime.now(UTC), "")
    monkeypatch.setattr(query_module, "read_whole", lambda *given: None)
    (row_by_row,) = fetch_source(declared, datetime.now(UTC), "")
    assert used == [250_000]
    assert pq.read_table(at_once.file).equals(pq.read_table(row_by_row.file))


@pytest.mark.parametrize("column", ["'NaN'::numeric(4, 1)", "array[1]", "1.5::real", "1.5::numeric"])
def test_what_cannot_be_read_in_one_go_is_read_row_by_row(crm: psycopg.Connection, column: str) -> None:
    declared = query(f"select 1 as id, {column} as odd")
    if "NaN" in column:
        with pytest.raises(Invalid, match="odd"):
            fetch_source(declared, datetime.now(UTC), "")
    else:
        (load,) = fetch_source(declared, datetime.now(UTC), "")
        assert pq.read_table(load.file).num_rows == 1


def test_a_slow_statement_does_not_keep_other_threads_waiting_and_can_be_stopped(crm: psycopg.Connection) -> None:
    began = datetime.now(UTC)

    def stop(share: float, doing: str) -> None:
        if datetime.now(UTC) - began > timedelta(seconds=2):
            raise Unavailable("stopped")

    with pytest.raises(Unavailable, match="stopped"):
        fetch_source(query("select 1 as id, 'x' as name from pg_sleep(20)"), datetime.now(UTC), "", progress=stop)
    assert datetime.now(UTC) - began < timedelta(seconds=10)


@pytest.mark.slow
def test_a_database_that_goes_away_in_one_go_receives_nothing(
    crm: psycopg.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The process that reads in one go loses its connection; then the login is locked, as where the server is gone."""
    crm.execute("insert into crm.customer select g, repeat('x', 500), now() from generate_series(1, 400000) g")

    def lose(share: float, doing: str) -> None:
        crm.execute("alter role reader nologin")
        crm.execute("select pg_terminate_backend(pid) from pg_stat_activity where usename = 'reader'")

    try:
        with pytest.raises((Unavailable, Refused)):
            fetch_source(query("select id, name from crm.customer"), datetime.now(UTC), "", progress=lose)
    finally:
        crm.execute("alter role reader login")
    assert not Load.objects.exists()
