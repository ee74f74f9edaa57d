"""What a source of events says, and what it says where it says nothing."""

from typing import Any

import pytest
from pydantic import ValidationError

from tests.know.ingest.events.sources import connection, source


@pytest.mark.parametrize("where", [{"events": {}}, {"topic": {"name": "app.events"}, "connection": "broker"}])
def test_a_source_of_events_never_fails_as_a_whole_unless_it_says_so(where: dict[str, Any]) -> None:
    plain = source(where=where)
    assert (plain.format.type, plain.rejected_share_limit) == ("ndjson", 1.0)
    assert (plain.drift.missing, plain.drift.retyped) == ("null", "report")
    strict = source(where=where, rejected_share_limit=0.2, drift={"missing": "stop"})
    assert (strict.rejected_share_limit, strict.drift.missing, strict.drift.retyped) == (0.2, "stop", "report")


def test_events_arrive_as_ndjson_only() -> None:
    with pytest.raises(ValidationError, match="ndjson"):
        source(format={"type": "csv"})


def test_a_source_of_files_keeps_its_limits() -> None:
    assert source(where={"files": "app/*"}).rejected_share_limit == 0.1


@pytest.mark.parametrize("secret", [None, "shop secret", "TIELINE_SECRET_KEY", ""])
def test_a_signature_needs_the_name_of_a_secret(secret: str | None) -> None:
    with pytest.raises(ValidationError, match="secret"):
        source(where={"events": {"signature": "hmac-sha256", "secret": secret}})


def test_the_password_of_a_broker_is_named_and_never_written() -> None:
    connection("nats", "nats://tieline:${BROKER_PASSWORD}@broker:4222")
    with pytest.raises(ValidationError, match="never written down"):
        connection("nats", "nats://tieline:plain@broker:4222")
