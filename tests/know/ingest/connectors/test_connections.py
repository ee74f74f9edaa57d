"""What a connection may say, where its secrets come from, and where they never appear."""

import sqlite3
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from tests.http_server import Answer, answering
from tests.know.ingest.connectors.conftest import CSV, connection, publish, settled, source
from tests.know.ingest.deliveries import HEADER, ZHANG, written
from tieline.foundation.errors import Invalid, NotFound
from tieline.foundation.warehouse.connection import Warehouse
from tieline.know.ingest.connectors.access import open_access
from tieline.know.ingest.connectors.browsing import sample
from tieline.know.ingest.connectors.credentials import Credentials

DATABASE = "postgresql://reader:${CRM_PASSWORD}@crm:5432/crm"


@pytest.mark.parametrize(
    ("kind", "url", "options", "says"),
    [
        ("database", "postgresql://reader:plain@crm/crm", {}, "never written down"),
        ("database", "postgresql://reader@${HOST}/crm", {}, "user part"),
        ("database", "postgresql://reader@crm/crm?options=-c", {}, "belongs into options"),
        ("database", "mysql://reader@crm/crm?local_infile=1", {}, "belongs into options"),
        ("database", "duckdb:///tmp/x", {}, "begins with"),
        ("database", DATABASE, {"tls": "perhaps"}, "options.tls"),
        ("database", DATABASE, {"connect_args": {}}, "options.connect_args"),
        ("folder", "file:///srv/../etc", {}, "without wildcards"),
        ("folder", "file:///srv/*", {}, "without wildcards"),
        ("s3", "s3://bucket", {}, "anonymous"),
        ("s3", "s3://bucket", {"key": "AKIA", "secret": "${S}"}, "options.key"),
        ("s3", "s3://bucket", {"anonymous": True, "endpoint_url": "file:///etc"}, "options.endpoint_url"),
        ("rest", "https://api/v1", {"headers": {"Authorization": "Bearer abc"}}, "carries a secret"),
        ("rest", "https://api/v1", {"auth": {"type": "bearer", "token": "abc"}}, "options.auth"),
        ("rest", "https://api/v1", {"headers": {"X": "${tieline}"}}, "not the name of a secret"),
        ("rest", "https://api/v1", {"headers": {"X": "${TIELINE_SECRET_KEY}"}}, "not the name of a secret"),
    ],
)
def test_a_connection_that_cannot_be_safe_is_refused(kind: str, url: str, options: dict[str, Any], says: str) -> None:
    with pytest.raises(ValueError, match=says):
        connection(kind, url, **options)


def test_a_written_password_is_not_even_in_the_error_that_refuses_it() -> None:
    with pytest.raises(ValueError, match="options") as told:
        connection("s3", "s3://bucket", key="AKIAPLAIN", secret="${S}")
    first = told.value.errors(include_input=False)[0]  # type: ignore[attr-defined]  # of pydantic's error
    assert "AKIAPLAIN" not in first["msg"]


def test_a_secret_is_a_file_of_its_folder_or_else_a_variable(
    tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    declared = connection("database", DATABASE)
    settings.TIELINE_SECRETS = str(tmp_path)
    monkeypatch.delenv("CRM_PASSWORD", raising=False)
    with pytest.raises(Invalid, match="CRM_PASSWORD is not set"):
        Credentials(declared)
    monkeypatch.setenv("CRM_PASSWORD", "of the environment")
    assert open_access(declared).password == "of the environment"
    (tmp_path / "CRM_PASSWORD").write_text("p@ss:wörd/1\n")
    assert open_access(declared).password == "p@ss:wörd/1"
    assert open_access(declared).user == "reader"


@pytest.mark.parametrize("spelled", ["p@ss:wörd/1", "p%40ss%3Aw%C3%B6rd%2F1", "p%40ss%3Aw%C3%B6rd/1"])
def test_secrets_are_taken_out_of_texts_in_every_spelling(
    spelled: str, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    settings.TIELINE_SECRETS = ""
    monkeypatch.setenv("CRM_PASSWORD", "p@ss:wörd/1")
    access = open_access(connection("database", DATABASE))
    told = access.unavailable(OSError(f"cannot reach postgresql://reader:{spelled}@crm with {spelled}"))
    assert spelled not in str(told)
    assert "cannot reach" in str(told)


def test_a_sample_is_the_beginning_of_what_a_fetch_delivers(feed: Warehouse, folder: Path, tmp_path: Path) -> None:
    files = source({"files": "*.csv"}, **CSV)
    declared = connection("folder", f"file://{folder}")
    with pytest.raises(NotFound, match="No file"):
        sample(declared, files.where, tmp_path / "sample")
    settled(written(folder / "b.csv", HEADER, ZHANG))
    taken = sample(declared, files.where, tmp_path / "sample")
    assert (taken.file_name, taken.format, taken.file.read_text()) == ("b.csv", None, f"{HEADER}\n{ZHANG}\n")
    rest = source({"rest": {"path": "x", "paginator": "single_page"}})
    with answering(lambda request: Answer([{"id": number} for number in range(9)])) as api:
        taken = sample(connection("rest", api.url), rest.where, tmp_path / "sample", limit=2)
    assert (taken.file.read_text(), taken.format and taken.format.type) == ('{"id": 0}\n{"id": 1}\n', "ndjson")


def test_a_sample_of_a_query_is_parquet(feed: Warehouse, folder: Path, tmp_path: Path) -> None:
    sqlite3.connect(folder / "x.sqlite3", isolation_level=None).execute("create table t as select 1 as id, 'a' as b")
    query = source({"query": {"sql": "select * from t"}})
    publish(connection("database", f"sqlite://{folder}/x.sqlite3"))
    taken = sample(connection("database", f"sqlite://{folder}/x.sqlite3"), query.where, tmp_path / "sample")
    assert pq.read_table(taken.file).to_pylist() == [{"id": "1", "b": "a"}]
    assert query.format.type == "parquet"


def test_a_source_and_its_connection_must_fit() -> None:
    with pytest.raises(ValueError, match="arrives as parquet"):
        source({"query": {"sql": "select 1"}}, format={"type": "csv"})
    with pytest.raises(ValueError, match="needs cursor"):
        source({"query": {"sql": "select 1 where x > :cursor"}})
    with pytest.raises(ValueError, match="does not ask"):
        source({"query": {"sql": "select 1", "cursor": "x", "start": 1}})
    with pytest.raises(ValueError, match="needs a connection"):
        source({"files": "*.csv", "connection": None}, fetch_every="PT1H", format={"type": "csv"})
