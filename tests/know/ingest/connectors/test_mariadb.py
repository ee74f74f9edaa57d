"""Rows of a MariaDB (or MySQL) database, from a server that the test starts."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import pyarrow.parquet as pq
import pymysql
import pytest

from tests.know.ingest.connectors.conftest import connection, fetched, kept_cursor, names, publish, source
from tests.mariadb_server import PASSWORD, mariadb
from tieline.foundation.errors import Invalid, Refused, Unavailable
from tieline.foundation.warehouse.connection import Warehouse
from tieline.know.ingest.commands import fetch_source
from tieline.know.ingest.connectors.browsing import first_rows, list_tables
from tieline.know.ingest.feeding import get_connection
from tieline.know.ingest.models import Feed, Load

pytestmark = pytest.mark.slow
SQL = "select id, name, updated_at from customer where updated_at >= :cursor order by updated_at, id"
CUSTOMERS = source({"query": {"sql": SQL, "cursor": "updated_at", "start": "2000-01-01"}})


@pytest.fixture(scope="module")
def server() -> Iterator[int]:
    with mariadb() as url:
        port = int(urlsplit(url).port or 0)
        with pymysql.connect(host="127.0.0.1", port=port, user="root", autocommit=True) as administrator:
            for statement in (
                "create database crm character set utf8mb4",
                "create table crm.customer (id int primary key, name varchar(60), updated_at datetime(6))",
                f"create user reader identified by '{PASSWORD}'",
                "grant all on crm.* to reader",
            ):
                administrator.cursor().execute(statement)
        yield port


@pytest.fixture
def crm(server: int, feed: Warehouse, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    monkeypatch.setenv("CRM_PASSWORD", PASSWORD)
    publish(connection("database", f"mariadb://reader:${{CRM_PASSWORD}}@127.0.0.1:{server}/crm"), CUSTOMERS)
    with pymysql.connect(host="127.0.0.1", port=server, user="root", database="crm", autocommit=True) as administrator:
        cursor = administrator.cursor()
        cursor.execute("delete from customer")
        yield cursor


def query(sql: str, **more: Any) -> Any:
    return source({"query": {"sql": sql} | more})


def test_only_rows_beyond_the_cursor_are_fetched(crm: Any, feed: Warehouse) -> None:
    crm.execute("insert into customer values (1, '张伟', '2026-01-01 10:00'), (2, 'Bob', '2026-01-02 10:00:00.000007')")
    assert fetched(CUSTOMERS)[0].rows_landed == 2
    assert kept_cursor()["value"] == "2026-01-02T10:00:00.000007"
    crm.execute("insert into customer values (3, 'Eve', '2026-01-03')")
    assert fetched(CUSTOMERS, later=timedelta(seconds=1))[0].rows_received == 2
    assert names(feed) == ["Bob", "Eve", "张伟"]


def test_columns_keep_the_types_that_the_database_declares(crm: Any) -> None:
    crm.execute("set sql_mode = ''")
    crm.execute(
        "create or replace table types (a tinyint, b bigint, c float, d decimal(12,3), e date, f datetime(6),"
        " g timestamp, h time, i json, j varbinary(4), k decimal(65,30), l year, m bit(8), n date)"
    )
    crm.execute(
        "insert into types values (1, -5000000000, 1.5, 12.345, '2026-01-31', '2026-01-31 12:00:00.5',"
        " '2026-01-31 12:00', '12:00', '{\"a\": 1}', x'ff', 1.5, 2026, b'1', '0000-00-00')"
    )
    (load,) = fetch_source(query("select * from types"), datetime.now(UTC), "")
    table = pq.read_table(load.file)
    types = {field.name: str(field.type) for field in table.schema}
    assert types.pop("d").startswith("decimal128(")
    numbers = {"a": "int64", "b": "int64", "c": "double", "l": "int64"}
    instants = {"e": "date32[day]", "f": "timestamp[us]", "g": "timestamp[us]", "n": "date32[day]"}
    assert types == numbers | instants | dict.fromkeys("hijkm", "string")
    (row,) = table.to_pylist()
    assert [row[name] for name in "bchijln"] == [-5_000_000_000, 1.5, "12:00:00", '{"a": 1}', "ff", 2026, None]
    assert (str(row["d"]), row["k"][:3]) == ("12.345", "1.5")


@pytest.mark.parametrize(
    "sql",
    [
        "delete from customer",
        "select 1 as id; drop table customer",
        "select id from customer into outfile '/tmp/stolen'",
        "select id from customer for update",
        "load data infile '/etc/passwd' into table customer",
    ],
)
def test_what_would_write_is_refused(crm: Any, sql: str) -> None:
    crm.execute("insert into customer values (1, 'Ann', now())")
    with pytest.raises((Refused, Invalid)):
        fetched(query(sql))
    assert crm.execute("select * from customer") == 1


def test_a_function_that_writes_is_kept_from_it_by_the_transaction(crm: Any) -> None:
    crm.execute("set global log_bin_trust_function_creators = 1")
    crm.execute(
        "create or replace function extra() returns int"
        " begin insert into customer values (7, 'x', now()); return 1; end"
    )
    with pytest.raises(Refused, match="would write"):
        fetched(query("select extra() as id"))
    assert crm.execute("select * from customer") == 0


def test_a_database_that_goes_away_mid_read_receives_nothing(crm: Any) -> None:
    crm.execute("insert into customer select seq, concat('Name ', seq, repeat('x', 40)), now() from seq_1_to_300000")
    seen: list[str] = []

    def lose(share: float, doing: str) -> None:
        seen.append(doing)
        if len(seen) == 2:
            crm.execute("select id from information_schema.processlist where user = 'reader'")
            for (number,) in crm.fetchall():
                crm.execute(f"kill connection {number}")

    with pytest.raises(Unavailable, match="does not answer"):
        fetch_source(CUSTOMERS, datetime.now(UTC), "", progress=lose)
    assert (Load.objects.count(), Feed.objects.get().cursor) == (0, None)
    assert fetched(CUSTOMERS)[0].rows_landed == 300_000


def test_a_look_at_the_first_rows_does_not_read_the_rest(crm: Any) -> None:
    crm.execute("insert into customer select seq, concat('Name ', seq), now() from seq_1_to_1000000")
    began = datetime.now(UTC)
    columns, rows = first_rows(get_connection("crm"), query("select * from customer").where, 5)
    assert (columns, len(rows)) == (["id", "name", "updated_at"], 5)
    assert datetime.now(UTC) - began < timedelta(seconds=2)


def test_a_wrong_password_is_refused_without_being_shown(crm: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CRM_PASSWORD", "quite wrong")
    with pytest.raises(Refused, match="does not let us in") as told:
        fetched(CUSTOMERS)
    assert "quite" not in str(told.value)


def test_tables_are_listed_with_columns_and_a_statement(crm: Any) -> None:
    (customer,) = [table for table in list_tables(get_connection("crm")) if table.name == "customer"]
    assert (customer.schema, customer.sql) == ("crm", "select * from customer")
    assert [(column.name, column.key) for column in customer.columns] == [
        ("id", True), ("name", False), ("updated_at", False),
    ]  # fmt: skip
