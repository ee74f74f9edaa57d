"""Servers that connectors are tested against, and a feed that is fetched step by step."""

import os
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.know.ingest.deliveries import CUSTOMER_MAP
from tieline.foundation.packs.models import Application, Definition
from tieline.foundation.warehouse.connection import Warehouse
from tieline.know.ingest.commands import fetch_source, load
from tieline.know.ingest.definitions import Connection, Source
from tieline.know.ingest.models import Feed, Load
from tieline.know.ingest.tables import INDIVIDUAL

NOW = datetime.now(UTC)
NAME = {"zh": "连接", "en": "Connection"}


def connection(kind: str, url: str, /, **options: Any) -> Connection:
    """The connection ``crm`` with these options."""
    return Connection.model_validate({"key": "crm", "name": NAME, "type": kind, "url": url, "options": options})


def source(where: dict[str, Any], key: str = "crm.customers", **changes: Any) -> Source:
    """Customers of a CRM as the connection gives them."""
    body: dict[str, Any] = {
        "key": key,
        "name": {"zh": "客户", "en": "Customers"},
        "system": "crm",
        "where": {"connection": "crm"} | where,
        "records": [
            {
                "record": "individual",
                "key": ["id"],
                "map": {"party_ref": "id", "full_name": "name", "updated_at": "updated_at"},
                "require": ["full_name"],
            }
        ],
    }
    return Source.model_validate(body | changes)


CSV: dict[str, Any] = {
    "format": {"type": "csv"},
    "records": [{"record": "individual", "key": ["NO"], "map": CUSTOMER_MAP}],
}
"""Changes for customers in CSV files."""


def publish(*declared: Connection | Source) -> None:
    """Publish these definitions, replacing those of the same key."""
    for each in declared:
        kind = "connection" if isinstance(each, Connection) else "source"
        Definition.objects.filter(kind=kind, key=each.key).delete()
        body = each.model_dump(mode="json", by_alias=True, exclude_unset=True)
        Definition.objects.create(
            kind=kind, key=each.key, version=1, body=body, digest=each.key, pack="test", applied_at=NOW
        )
    Application.objects.create(pack="test", applied_at=NOW)


def fetched(declared: Source, *, later: timedelta = timedelta()) -> list[Load]:
    """The loads that a fetch gives, landed."""
    loads = fetch_source(declared, datetime.now(UTC) + later, "anna")
    return [load(each.pk, source=declared) for each in loads]


def names(warehouse: Warehouse) -> list[str]:
    """The names of all individuals that hold now, in order."""
    if not warehouse.has(INDIVIDUAL):
        return []
    return sorted(warehouse.table(INDIVIDUAL).select("full_name").to_pyarrow()["full_name"].to_pylist())


def kept_cursor() -> dict[str, Any]:
    """Where the one feed goes on."""
    return Feed.objects.get().cursor or {}


def settled(path: Path) -> Path:
    """The file, last changed a minute ago."""
    minute_ago = time.time() - 60
    os.utime(path, (minute_ago, minute_ago))
    return path


@pytest.fixture
def folder(settings: Any, tmp_path: Path) -> Path:
    """A folder that connections may read."""
    allowed = tmp_path / "incoming"
    allowed.mkdir()
    settings.TIELINE_FOLDERS = [str(allowed)]
    return allowed


@pytest.fixture
def feed(db: None, warehouse: Warehouse, settings: Any) -> Warehouse:
    """The databases that a feed needs."""
    settings.TIELINE_SECRETS = ""
    return warehouse


@pytest.fixture(scope="module")
def s3_url() -> Iterator[str]:
    """The endpoint of an S3-compatible store."""
    from moto.server import ThreadedMotoServer  # noqa: PLC0415 - a second, for those who use it

    server = ThreadedMotoServer("127.0.0.1", 0)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()
