"""Webhooks are taken when their secret signed the raw body, and, where they are dated, when that is now."""

import hashlib
import hmac
import time
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from tests.know.ingest.events.sources import publish, source
from tieline.foundation.warehouse.connection import Warehouse
from tieline.know.ingest.events import doors

SECRET = "a secret of the shop"


def signed(body: bytes, timestamp: str = "", secret: str = SECRET) -> str:
    content = f"{timestamp}.".encode() + body if timestamp else body
    return hmac.new(secret.encode(), content, hashlib.sha256).hexdigest()


Webhook = Callable[..., Any]


@pytest.fixture
def webhook(db: None, warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch) -> Webhook:
    monkeypatch.setenv("SHOP_SECRET", SECRET)
    declared = {"signature": "hmac-sha256", "secret": "SHOP_SECRET"}
    publish(
        source(key="shop.hooks", where={"events": declared}),
        source(key="shop.dated", where={"events": {**declared, "timestamp_header": "X-Timestamp"}}),
        source(),
    )

    def send(body: bytes, key: str = "shop.hooks", **headers: str) -> Any:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return Client(enforce_csrf_checks=True).generic(
            "POST", f"/api/ingest/webhooks/{key}", body, "application/json", headers=named
        )

    return send


def test_a_webhook_is_taken_when_its_secret_signed_the_raw_body(webhook: Webhook) -> None:
    body = b'{"id":  "1", "at": "2026-11-01T08:00:00Z"}'
    assert webhook(body, X_Signature=signed(body)).status_code == 202
    assert webhook(body, X_Signature="sha256=" + signed(body).upper()).status_code == 202
    doors.stop_writing()


@pytest.mark.parametrize("signature", ["", "00", "é", signed(b'{"id": "2"}'), signed(b'{"id": "1"}', secret="other")])
def test_a_webhook_with_another_signature_is_refused(webhook: Webhook, signature: str) -> None:
    answer = webhook(b'{"id": "1"}', X_Signature=signature)
    assert answer.status_code == 401
    assert not list(doors.inbox().glob("*/segments/*"))


def test_a_webhook_without_signature_or_of_an_unsigned_source_is_refused(webhook: Webhook) -> None:
    assert webhook(b'{"id": "1"}').status_code == 401
    assert webhook(b'{"id": "1"}', "app.live", X_Signature=signed(b'{"id": "1"}')).status_code == 404
    assert webhook(b'{"id": "1"}', "no.such", X_Signature=signed(b'{"id": "1"}')).status_code == 404


@pytest.mark.parametrize(("age", "status"), [(0, 202), (-200, 202), (400, 401), (-400, 401)])
def test_a_dated_webhook_is_taken_within_its_tolerance(webhook: Webhook, age: int, status: int) -> None:
    body, at = b'{"id": "1"}', str(int(time.time()) - age)
    answer = webhook(body, "shop.dated", X_Signature=signed(body, at), X_Timestamp=at)
    assert answer.status_code == status
    doors.stop_writing()


def test_a_webhook_cannot_be_dated_anew(webhook: Webhook) -> None:
    body, old, now = b'{"id": "1"}', str(int(time.time()) - 4000), str(int(time.time()))
    assert webhook(body, "shop.dated", X_Signature=signed(body, old), X_Timestamp=now).status_code == 401
    assert webhook(body, "shop.dated", X_Signature=signed(body)).status_code == 401
    assert webhook(body, "shop.dated", X_Signature=signed(body, "soon"), X_Timestamp="soon").status_code == 401


def test_without_its_secret_a_webhook_takes_nothing(webhook: Webhook, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SHOP_SECRET")
    assert webhook(b'{"id": "1"}', X_Signature=signed(b'{"id": "1"}', secret="")).status_code == 503
