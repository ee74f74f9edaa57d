"""``See as``: what holders of a role would see, never more than who asks."""

from typing import Any

import pytest
from django.test import Client

from tests.know.profile.cast import MUELLER, WANG, WANG_PHONE
from tests.know.profile.conftest import refreshed, refreshed_file
from tieline.foundation.access.commands import create_user
from tieline.foundation.access.models import User
from tieline.foundation.packs.commands import publish_definition
from tieline.foundation.warehouse.connection import Warehouse
from tieline.pipeline import KINDS

__all__ = ["refreshed", "refreshed_file"]
pytestmark = pytest.mark.django_db
PASSWORD = "a long calm password"
ROLE = next(kind for kind in KINDS if kind.name == "role")


def asker(*permissions: str, **fields: str) -> Client:
    """A client of somebody whose only role sees as ``fields`` say."""
    body = {
        "key": "asker",
        "name": {"zh": "问", "en": "Asker"},
        "says": {"zh": "问", "en": "Asks"},
        "permissions": list(permissions),
        "sees": [{"purpose": "service", "fields": {"otherwise": "readable"} | fields}],
    }
    publish_definition(ROLE, body, KINDS, by="test", reason="a test")
    client = Client()
    client.force_login(create_user("asker", name="问", roles=["asker"], password=PASSWORD))
    return client


def admin(**fields: str) -> Client:
    return asker("users.manage", "customers.read", **fields)


def preview(client: Client, customer: str, reach: str = "all", as_login: str = "", **fields: str) -> tuple[int, Any]:
    sees = [{"purpose": "marketing", "customers": reach, "fields": {"otherwise": "readable"} | fields}]
    wanted = {"body": {"sees": sees}, "purpose": "marketing", "customer_id": customer, "as_login": as_login}
    answer = client.post("/api/roles/preview", wanted, content_type="application/json")
    return answer.status_code, answer.json()


@pytest.mark.parametrize("permission", ["users.manage", "customers.read"])
def test_it_takes_the_right_to_manage_users_and_the_right_to_read_customers(
    refreshed: Warehouse, permission: str
) -> None:
    status, problem = preview(asker(permission), WANG)
    assert status == 403
    assert {"users.manage", "customers.read"} - {permission} == {problem["detail"].split("'")[1]}


def test_a_draft_is_shown_beside_what_one_sees(refreshed: Warehouse) -> None:
    status, shown = preview(admin(), WANG, phone="masked", address="hidden", words="hidden")
    assert status == 200
    mine, theirs = (shown[side]["page"] for side in ("mine", "theirs"))
    assert (mine["customer"]["phone"], theirs["customer"]["phone"]) == (WANG_PHONE, "+86138****1234")
    assert theirs["customer"]["name"] == mine["customer"]["name"] == "王小明"
    assert {entry["text"] for entry in theirs["timeline"]["items"]} == {None}
    assert shown["theirs"]["sight"]["columns"]["phone"] == "masked"
    assert shown["theirs"]["sight"]["purpose"] == "marketing"
    assert shown["cut"] == []


def test_it_never_shows_more_than_the_asking_user_sees(refreshed: Warehouse) -> None:
    status, shown = preview(admin(name="masked", money="hidden"), WANG, phone="masked")
    assert status == 200
    customer = shown["theirs"]["page"]["customer"]
    assert (customer["name"], customer["phone"], customer["balance"]) == ("王**", "+86138****1234", None)
    assert "王小明" not in str(shown)
    assert {"name", "money"} <= set(shown["cut"]), "that the role sees more is said"
    assert "phone" not in shown["cut"]


def test_a_customer_out_of_reach_is_not_found_by_holders(refreshed: Warehouse) -> None:
    client = admin()
    assert preview(client, WANG, "own")[1]["theirs"]["page"] is None
    create_user("li-na", name="李娜", roles=[], password=PASSWORD)
    assert preview(client, WANG, "own", "li-na")[1]["theirs"]["page"]["customer"]["name"] == "王小明"
    assert preview(client, MUELLER, "own", "li-na")[1]["theirs"]["page"] is None


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"customer_id": "nobody"}, 404),
        ({"as_login": "nobody"}, 404),
        ({"purpose": "legal"}, 422),
        ({"body": {"sees": [{"purpose": "marketing", "fields": {"phone": "blurred"}}]}}, 422),
    ],
)
def test_bad_questions_are_refused(refreshed: Warehouse, change: dict[str, Any], status: int) -> None:
    sees = [{"purpose": "marketing", "fields": {"otherwise": "readable"}}]
    wanted = {"body": {"sees": sees}, "purpose": "marketing", "customer_id": WANG} | change
    answer = admin().post("/api/roles/preview", wanted, content_type="application/json")
    assert answer.status_code == status, answer.content
    assert User.objects.count() == 1
