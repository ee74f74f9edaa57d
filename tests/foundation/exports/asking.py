"""People who export: roles made for a test, and what they do at the API."""

from typing import Any
from uuid import UUID

from django.test import Client
from django.utils import timezone

from tieline.foundation.access.commands import create_user
from tieline.foundation.access.models import User
from tieline.foundation.exports.exportable import get_exportable
from tieline.foundation.exports.folder import file_of
from tieline.foundation.exports.models import Export
from tieline.foundation.exports.queries import get_export
from tieline.foundation.exports.writing import write_export
from tieline.foundation.packs.commands import publish_definition
from tieline.pipeline import KINDS

ROLE = next(kind for kind in KINDS if kind.name == "role")
EVERYTHING = {"otherwise": "exportable"}
ASKS = ("customers.read", "alerts.read", "exports.ask")
DECIDES = ("customers.read", "alerts.read", "exports.approve")
COLUMNS = ["customer_number", "name", "phone", "city", "plan", "monthly_fee", "balance"]


def give(
    key: str,
    permissions: tuple[str, ...],
    fields: dict[str, str] | None = None,
    *,
    rows: int = 1000,
    customers: str = "all",
    purpose: str = "service",
) -> None:
    """Publish a role."""
    body = {
        "key": key,
        "name": {"zh": key, "en": key},
        "says": {"zh": key, "en": key},
        "permissions": list(permissions),
        "sees": [{"purpose": purpose, "customers": customers, "fields": EVERYTHING if fields is None else fields}],
        "export_rows": rows,
    }
    publish_definition(ROLE, body, KINDS, by="test", reason="a test")


def person(login: str, role: str, language: str = "en") -> User:
    """A user with one role."""
    return create_user(login, name=login.title(), roles=[role], password="a long calm password", language=language)


class Browser(Client):
    """A logged-in client that speaks JSON."""

    def __init__(self, user: User) -> None:
        super().__init__()
        self.force_login(user)

    def send(self, path: str, **body: Any) -> tuple[int, Any]:
        """Post to the exports API: status and answer."""
        answer = self.post(f"/api/exports{path}", body, content_type="application/json")
        return answer.status_code, answer.json()

    def see(self, path: str = "", **parameters: Any) -> tuple[int, Any]:
        """Read from it."""
        answer = self.get(f"/api/exports{path}", parameters)
        return answer.status_code, answer.json()

    def ask(self, **said: Any) -> tuple[int, Any]:
        """Ask for an export of customers."""
        usual = {"what": "customers", "columns": COLUMNS, "format": "csv", "purpose": "service", "reason": "a letter"}
        return self.send("", **usual | said)

    def agree(self, export: Any, *, agree: bool = True, **said: Any) -> tuple[int, Any]:
        """Decide on an export as it was shown."""
        return self.send(
            f"/{export['id']}/decision", **{"agree": agree, "reason": "fine", "rows": export["rows"]} | said
        )


def write(export_id: str) -> Export:
    """The export after its job."""
    return write_export(UUID(export_id), progress=lambda *_: None, clock=timezone.now)


def text_of(export_id: str) -> str:
    """The text of its file."""
    return file_of(get_export(UUID(export_id))).read_text(encoding="utf-8-sig")


def waiting_export(asking: Client) -> str:
    """The id of an export of everything, of somebody who may export everything and nothing alone."""
    columns = [each.name for each in get_exportable("customers").columns]
    asked = {"what": "customers", "columns": columns, "format": "csv", "purpose": "service", "reason": "a probe"}
    answer = asking.post("/api/exports", asked, content_type="application/json")
    assert answer.json()["state"] == "waiting", answer.content
    return str(answer.json()["id"])
