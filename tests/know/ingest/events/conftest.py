"""A key of the app's backend, and a machine that shows it."""

import gzip
import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from tests.know.ingest.events.sources import publish, source
from tieline.foundation.warehouse.connection import Warehouse
from tieline.know.ingest.events import doors
from tieline.know.ingest.events.keys import new_key


class Machine(Client):
    """A program that sends events with a key and no cookie."""

    def __init__(self, key: str | None) -> None:
        super().__init__(enforce_csrf_checks=True)
        self.key = key

    def send(self, body: Any, query: str = "?source=app.live", *, packed: bool = False, **headers: str) -> Any:
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        given = {"X-API-Key": self.key} if self.key else {}
        encoding = headers.pop("encoding", "gzip" if packed else "")
        if packed:
            content = gzip.compress(content)
        if encoding:
            given["Content-Encoding"] = encoding
        kind = headers.pop("content_type", "application/json")
        return self.generic("POST", f"/api/ingest/events{query}", content, kind, headers={**given, **headers})


@pytest.fixture
def key(settings: Any) -> str:
    made, entry = new_key("app", ["app.live"])
    settings.TIELINE_EVENT_KEYS = entry
    return made


@pytest.fixture
def published(db: None, warehouse: Warehouse) -> Iterator[None]:
    publish(source(), source(key="app.other"), source(key="app.files", where={"files": "app/*.ndjson"}))
    yield
    doors.stop_writing()


@pytest.fixture
def machine(published: None, key: str) -> Machine:
    return Machine(key)
