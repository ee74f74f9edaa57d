"""Connections and feeds over HTTP: what is shown, what is tried, who may, and that no secret gets out."""

import sqlite3
import threading
from pathlib import Path
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from tests.foundation.access.conftest import PASSWORD, Browser
from tests.know.ingest.connectors.conftest import CSV, NAME, connection, publish, settled, source
from tests.know.ingest.deliveries import HEADER, ZHANG, written
from tieline.foundation.access.commands import create_user
from tieline.foundation.jobs.worker import Worker
from tieline.foundation.warehouse.connection import Warehouse

SQL = "select id, name, updated_at from customer where updated_at >= :cursor"


@pytest.fixture
def published(feed: Warehouse, folder: Path) -> Path:
    database = sqlite3.connect(folder / "crm.sqlite3", isolation_level=None)
    database.execute("create table customer (id integer primary key, name text not null, updated_at text)")
    database.execute("create view customer_name as select name from customer")
    database.execute("insert into customer values (1, 'Ann', '2026-01-01'), (2, null is null, '2026-01-02')")
    publish(
        connection("database", f"sqlite://{folder}/crm.sqlite3"),
        source({"query": {"sql": SQL, "cursor": "updated_at", "start": ""}}, fetch_every="PT1H"),
    )
    return folder


def browser_of(role: str) -> Browser:
    create_user(role, name=role.title(), roles=[role], password=PASSWORD)
    browser = Browser()
    browser.log_in(role)
    return browser


def test_connections_are_listed_with_the_names_of_their_secrets_and_never_their_values(
    feed: Warehouse, monkeypatch: pytest.MonkeyPatch, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    monkeypatch.setenv("API_SECRET", "top/secret")
    auth = {"type": "bearer", "token": "${API_SECRET}"}
    publish(connection("rest", "http://127.0.0.1:1", auth=auth, headers={"X-Token": "${OTHER}"}))
    browser = browser_of("analyst")
    with django_assert_max_num_queries(10):
        answer = browser.get("/api/connections")
    (item,) = answer.json()["items"]
    assert (item["key"], item["type"], item["offers"]) == ("crm", "rest", "rest")
    assert item["secrets"] == [{"name": "API_SECRET", "is_set": True}, {"name": "OTHER", "is_set": False}]
    assert "top/secret" not in answer.content.decode()


def test_a_connection_says_whether_it_works_and_what_is_wrong(published: Path) -> None:
    browser = browser_of("analyst")
    good = browser.send("POST", "/api/connections/crm/check", {}).json()
    assert (good["reachable"], good["offers"], good["error"]) == (True, "query", None)
    publish(connection("database", f"sqlite://{published}/none.sqlite3"))
    bad = browser.send("POST", "/api/connections/crm/check", {}).json()
    assert (bad["reachable"], "no such database" in bad["error"]["what"]) == (False, True)
    assert browser.send("POST", "/api/connections/none/check", {}).status_code == 404


def test_tables_and_first_rows_are_shown(published: Path) -> None:
    browser = browser_of("analyst")
    tables = browser.get("/api/connections/crm/tables").json()
    assert [(table["name"], table["kind"], table["sql"]) for table in tables["items"]] == [
        ("customer", "table", "select * from customer"),
        ("customer_name", "view", "select * from customer_name"),
    ]
    assert tables["items"][0]["columns"][0] == {"name": "id", "type": "integer", "nullable": True, "key": True}
    asked = {"where": {"query": {"sql": "select * from customer order by id"}}, "limit": 1}
    rows = browser.send("POST", "/api/connections/crm/rows", asked).json()
    assert rows == {"columns": ["id", "name", "updated_at"], "rows": [["1", "Ann", "2026-01-01"]]}
    wrong = browser.send("POST", "/api/connections/crm/rows", {"where": {"query": {"sql": "drop table customer"}}})
    assert (wrong.status_code, "not one SELECT" in wrong.json()["detail"]) == (403, True)
    assert browser.send("POST", "/api/connections/crm/rows", {"where": {"files": "../x"}}).status_code == 422


def test_files_are_shown(feed: Warehouse, folder: Path) -> None:
    publish(connection("folder", f"file://{folder}"), source({"files": "*.csv"}, **CSV))
    for name in ("a.csv", "b.csv", "deep/c.csv", "d.txt"):
        settled(written(folder / name, HEADER, ZHANG))
    browser = browser_of("analyst")
    page = browser.get("/api/connections/crm/files?pattern=**/*.csv&limit=2").json()
    assert ([item["name"] for item in page["items"]], page["more"]) == (["a.csv", "b.csv"], True)
    assert browser.get("/api/connections/crm/files?pattern=../../*").status_code == 422
    assert browser.get("/api/connections/crm/tables").status_code == 422


def test_a_new_connection_is_tried_before_it_is_published(feed: Warehouse, folder: Path) -> None:
    browser = browser_of("admin")
    body: dict[str, Any] = {"key": "new", "name": NAME, "type": "folder", "url": f"file://{folder}"}
    assert browser.send("POST", "/api/connections/check", {"body": body}).json()["reachable"] is True
    outside = browser.send("POST", "/api/connections/check", {"body": body | {"url": "file:///etc"}}).json()
    assert (outside["reachable"], "outside" in outside["error"]["what"]) == (False, True)
    wrong = browser.send("POST", "/api/connections/check", {"body": body | {"url": "http://x", "type": "sftp"}})
    assert wrong.status_code == 422
    leak = {"type": "rest", "url": "http://127.0.0.1:1", "options": {"headers": {"X-Key": "plain"}}}
    answer = browser.send("POST", "/api/connections/check", {"body": body | leak})
    assert (answer.status_code, "carries a secret" in answer.json()["detail"]) == (422, True)
    ours = {"type": "rest", "url": "http://127.0.0.1:1", "options": {"headers": {"X-Key": "${TIELINE_SECRET_KEY}"}}}
    assert browser.send("POST", "/api/connections/check", {"body": body | ours}).status_code == 422


def test_feeds_are_fetched_paused_and_rewound(published: Path) -> None:
    browser = browser_of("marketer")
    (item,) = browser.get("/api/feeds").json()["items"]
    assert (item["source"], item["way"], item["state"], item["cursor"]) == ("crm.customers", "query", "new", None)
    asked = browser.send("POST", "/api/feeds/crm.customers/fetch", {})
    assert (asked.status_code, asked.json()["feed"]["state"]) == (202, "fetching")
    worker = Worker(threading.Event())
    while worker.run_one():
        pass
    (item,) = browser.get("/api/feeds").json()["items"]
    assert (item["state"], item["cursor"], item["failures"]) == ("waiting", "2026-01-02", 0)
    assert browser.get("/api/loads").json()["items"][0]["state"] == "landed"
    assert browser.send("POST", "/api/feeds/crm.customers/pause", {}).json()["state"] == "paused"
    assert browser.send("POST", "/api/feeds/crm.customers/fetch", {}).status_code == 403
    assert browser.send("POST", "/api/feeds/crm.customers/resume", {}).json()["state"] == "fetching"
    assert browser.send("POST", "/api/feeds/crm.customers/rewind", {"reason": "again"}).json()["cursor"] is None
    assert browser.send("POST", "/api/feeds/none/fetch", {}).status_code == 404


def test_a_feed_that_fails_says_what_where_and_what_to_do(published: Path) -> None:
    browser = browser_of("analyst")
    (published / "crm.sqlite3").unlink()
    browser.send("POST", "/api/feeds/crm.customers/fetch", {})
    Worker(threading.Event()).run_one()
    (item,) = browser.get("/api/feeds").json()["items"]
    assert (item["state"], item["failures"], item["error"]["what"]) == ("failing", 1, "There is no such database file")


def test_only_those_who_may_look_and_fetch(published: Path) -> None:
    marketer = browser_of("marketer")
    assert marketer.get("/api/connections").status_code == 200
    for path in ("check", "rows"):
        assert marketer.send("POST", f"/api/connections/crm/{path}", {"where": {}}).status_code == 403
    assert marketer.get("/api/connections/crm/tables").status_code == 403
    assert browser_of("analyst").send("POST", "/api/connections/check", {"body": {}}).status_code == 403
    agent = browser_of("agent")
    assert [agent.get(path).status_code for path in ("/api/connections", "/api/feeds")] == [403, 403]
    assert agent.send("POST", "/api/feeds/crm.customers/fetch", {}).status_code == 403
