"""Files of an S3-compatible store, served by moto on loopback."""

from datetime import UTC, datetime
from typing import Any

import boto3
import pytest

from tests.know.ingest.connectors.conftest import CSV, connection, fetched, names, publish, source
from tests.know.ingest.deliveries import HEADER, LI, WANG, ZHANG
from tieline.foundation.errors import Refused, Unavailable
from tieline.foundation.warehouse.connection import Warehouse
from tieline.know.ingest.commands import fetch_source
from tieline.know.ingest.connectors.browsing import check
from tieline.know.ingest.models import FetchedFile

CUSTOMERS = source({"files": "exports/**/*.csv"}, **CSV)
BUCKET = "deliveries"


@pytest.fixture
def bucket(feed: Warehouse, s3_url: str, monkeypatch: pytest.MonkeyPatch) -> Any:
    for name, value in (("S3_KEY", "key"), ("S3_SECRET", "se/cret+")):
        monkeypatch.setenv(name, value)
    client = boto3.client(
        "s3", endpoint_url=s3_url, aws_access_key_id="key", aws_secret_access_key="secret", region_name="us-east-1"
    )
    client.create_bucket(Bucket=BUCKET)
    publish(declared(s3_url), CUSTOMERS)
    yield client
    for each in client.list_objects_v2(Bucket=BUCKET).get("Contents", []):
        client.delete_object(Bucket=BUCKET, Key=each["Key"])
    client.delete_bucket(Bucket=BUCKET)


def declared(endpoint: str, url: str = f"s3://{BUCKET}/crm") -> Any:
    return connection("s3", url, endpoint_url=endpoint, key="${S3_KEY}", secret="${S3_SECRET}", region="us-east-1")


def put(client: Any, key: str, *lines: str) -> None:
    client.put_object(Bucket=BUCKET, Key=key, Body="".join(f"{line}\n" for line in (HEADER, *lines)).encode())


def test_new_and_changed_objects_are_fetched(bucket: Any, feed: Warehouse) -> None:
    put(bucket, "crm/exports/2026/01/a.csv", ZHANG)
    put(bucket, "crm/exports/b.csv", LI)
    put(bucket, "elsewhere/exports/c.csv", WANG)
    assert [load.file_name for load in fetched(CUSTOMERS)] == ["a.csv", "b.csv"]
    assert fetched(CUSTOMERS) == []
    assert set(FetchedFile.objects.values_list("name", flat=True)) == {"exports/2026/01/a.csv", "exports/b.csv"}
    put(bucket, "crm/exports/b.csv", LI.replace("李娜", "李莉"))
    assert [load.file_name for load in fetched(CUSTOMERS)] == ["b.csv"]
    assert names(feed) == ["张伟", "李莉"]


def test_a_large_object_is_streamed_and_whole(bucket: Any, feed: Warehouse) -> None:
    put(bucket, "crm/exports/a.csv", *(f"{number},Name {number},,,," for number in range(900_000)))
    (load,) = fetch_source(CUSTOMERS, datetime.now(UTC), "")
    assert load.bytes > 16_000_000
    assert load.file.read_bytes().endswith(b"899999,Name 899999,,,,\n")


def test_a_store_without_such_objects_gives_nothing(bucket: Any) -> None:
    assert fetched(CUSTOMERS) == []


def test_a_missing_bucket_is_told(bucket: Any, s3_url: str) -> None:
    with pytest.raises(Unavailable, match="not there"):
        check(declared(s3_url, "s3://nowhere"))


def test_a_store_that_is_away_is_unavailable(bucket: Any) -> None:
    publish(declared("http://127.0.0.1:1"))
    with pytest.raises(Unavailable, match="does not answer") as told:
        fetched(CUSTOMERS)
    assert "se/cret" not in str(told.value)


def test_the_metadata_service_of_a_cloud_is_no_store(bucket: Any) -> None:
    publish(declared("http://169.254.169.254"))
    with pytest.raises(Refused, match=r"169\.254\.169\.254"):
        fetched(CUSTOMERS)
