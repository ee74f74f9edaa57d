"""Sources of events, and published definitions of them and of connections."""

from datetime import UTC, datetime
from typing import Any

from tieline.foundation.packs.models import Application, Definition
from tieline.know.ingest.definitions import Connection, Source

NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)


def source(**changes: Any) -> Source:
    """What customers do in the app, sent by HTTP, with changes."""
    body: dict[str, Any] = {
        "key": "app.live",
        "name": {"zh": "App 实时行为", "en": "Live app events"},
        "system": "app",
        "where": {"events": {}},
        "time_zone": "UTC",
        "records": [
            {
                "record": "interaction",
                "key": ["id"],
                "map": {
                    "interaction_ref": "id",
                    "party_ref": "uid",
                    "at": "at",
                    "kind": {"column": "type", "codes": {"login": "login", "page_view": "page view"}},
                    "reason": "page",
                },
                "require": ["at"],
            }
        ],
    }
    return Source.model_validate(body | changes)


def connection(kind: str, url: str, **options: Any) -> Connection:
    """A connection called ``broker``."""
    name = {"zh": "消息", "en": "Broker"}
    return Connection.model_validate({"key": "broker", "name": name, "type": kind, "url": url, "options": options})


def publish(*declared: Source | Connection) -> None:
    """Make these the published definitions."""
    for each in declared:
        kind = "source" if isinstance(each, Source) else "connection"
        body = each.model_dump(mode="json", by_alias=True, exclude_unset=True)
        Definition.objects.create(
            kind=kind, key=each.key, version=1, body=body, digest=each.key, pack="test", applied_at=NOW
        )
    Application.objects.create(pack="test", applied_at=NOW)


def event(name: str | int, **fields: Any) -> dict[str, Any]:
    """A login, with changes."""
    return {"id": str(name), "at": "2026-11-01T08:00:00Z", "uid": "u1", "type": "login", **fields}
