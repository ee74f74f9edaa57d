"""A directory provisions users and groups through SCIM 2.0; who is removed is out at once."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.test import Client
from django.utils import timezone

from tests.foundation.access.conftest import PASSWORD, Browser
from tieline.foundation.access import keys
from tieline.foundation.access.commands import change_user, create_team
from tieline.foundation.access.endpoint import AllowMachine
from tieline.foundation.access.models import Change, User
from tieline.foundation.access.queries import get_user_by_login
from tieline.foundation.access.session_models import UserSession
from tieline.server.scim import scim_api

USER = "urn:ietf:params:scim:schemas:core:2.0:User"
GROUP = "urn:ietf:params:scim:schemas:core:2.0:Group"
PATCH = "urn:ietf:params:scim:api:messages:2.0:PatchOp"
CHEN: dict[str, Any] = {
    "schemas": [USER],
    "userName": "chen",
    "externalId": "e-7",
    "name": {"givenName": "Jing", "familyName": "Chen"},
    "displayName": "陈静",
    "emails": [{"value": "other@example.com"}, {"value": "chen@example.com", "primary": True}],
    "active": True,
}
Send = Callable[..., Any]


@pytest.fixture
def send(wang: User, tmp_path: Path, settings: Any) -> Send:
    account = keys.create_service_account("directory", about="Sync", by="wang", now=timezone.now())
    _, text = keys.issue_key(account.pk, scope=["scim"], days=1, by="wang", now=timezone.now())
    create_team("care", zh="客户关怀", en="Customer care")
    file = tmp_path / "sign_on.yaml"
    said = {"roles": {"Agents": ["agent"], "Leads": ["supervisor"]}, "teams": {"Care": "care"}}
    file.write_text(yaml.safe_dump({"scim": said}))
    settings.TIELINE_SIGN_ON = str(file)

    def to(method: str, path: str, body: Any = None, key: str = text) -> Any:
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        content = body if isinstance(body, str) else json.dumps(body)
        kind = "application/scim+json"
        return Client(enforce_csrf_checks=True).generic(method, f"/scim/v2/{path}", content, kind, headers=headers)

    return to


@pytest.fixture
def chen(send: Send) -> str:
    answer = send("POST", "Users", CHEN)
    assert answer.status_code == 201, answer.content
    return str(answer.json()["id"])


def patch(*operations: dict[str, Any]) -> dict[str, Any]:
    return {"schemas": [PATCH], "Operations": list(operations)}


def logged_in_as(login: str) -> Browser:
    """A browser of a user whom the directory made: given a password here, to have a session to look at."""
    change_user(get_user_by_login(login).pk, by="wang", password=PASSWORD)
    browser = Browser()
    assert browser.log_in(login).status_code == 200
    return browser


def test_every_operation_wants_a_key() -> None:
    found = [
        operation
        for _, router in scim_api._routers
        for view in router.path_operations.values()
        for operation in view.operations
    ]
    assert len(found) == 9
    assert all([type(a) for a in each.auth_callbacks] == [AllowMachine] for each in found)


@pytest.mark.parametrize("key", ["", "nonsense", f"tl_aaaaaaaa_{'x' * 43}"])
def test_without_a_key_nothing_is_told(send: Send, chen: str, key: str) -> None:
    for method, path in [("GET", "Users"), ("GET", f"Users/{chen}"), ("DELETE", f"Users/{chen}"), ("GET", "Schemas")]:
        answer = send(method, path, key=key)
        assert (answer.status_code, answer.json()["schemas"]) == (401, ["urn:ietf:params:scim:api:messages:2.0:Error"])
    assert get_user_by_login("chen").is_active


def test_a_session_is_no_key(send: Send, as_wang: Browser) -> None:
    assert as_wang.get("/scim/v2/Users").status_code == 401


def test_a_created_user_has_what_the_directory_says_and_no_password(send: Send, chen: str) -> None:
    user = get_user_by_login("chen")
    assert (user.name, user.email, user.roles, user.has_usable_password()) == ("陈静", "chen@example.com", [], False)
    shown = send("GET", f"Users/{chen}")
    assert shown["Content-Type"] == "application/scim+json"
    assert {"userName": "chen", "externalId": "e-7", "active": True}.items() <= shown.json().items()
    change = Change.objects.get(command="create_user", object_id="chen")
    assert change.user == "scim directory"


def test_a_login_that_anybody_has_is_refused(send: Send, chen: str) -> None:
    for login in ("chen", "wang"):
        answer = send("POST", "Users", CHEN | {"userName": login})
        assert (answer.status_code, answer.json()["scimType"]) == (409, "uniqueness")


def test_users_whom_the_directory_did_not_make_are_not_its_business(send: Send, wang: User) -> None:
    assert send("GET", "Users").json()["totalResults"] == 0
    for method, body in [("GET", None), ("PUT", CHEN | {"userName": "wang"}), ("DELETE", None)]:
        assert send(method, f"Users/{wang.pk}", body).status_code == 404
    assert get_user_by_login("wang").is_active


@pytest.mark.parametrize(
    ("wanted", "logins"),
    [
        ('userName eq "chen"', ["chen"]),
        ('USERNAME EQ "chen"', ["chen"]),
        ('userName eq "nobody"', []),
        ('externalId eq "e-7"', ["chen"]),
        ('userName sw "l" or displayName co "静"', ["chen", "liu"]),
        ('active eq true and not (userName eq "chen")', ["liu"]),
        ('emails[value eq "chen@example.com"]', ["chen"]),
    ],
)
def test_users_are_found_by_filter(send: Send, chen: str, wanted: str, logins: list[str]) -> None:
    send("POST", "Users", {"schemas": [USER], "userName": "liu"})
    found = send("GET", f"Users?filter={wanted.replace(' ', '%20')}")
    assert [each["userName"] for each in found.json().get("Resources", [])] == logins


@pytest.mark.parametrize("query", ["filter=userName%20is%20chen", "filter=(", "count=many", "startIndex=x"])
def test_a_filter_that_is_none_is_refused(send: Send, query: str) -> None:
    assert send("GET", f"Users?{query}").status_code == 400


def test_lists_are_paged(send: Send) -> None:
    for number in range(5):
        send("POST", "Users", {"schemas": [USER], "userName": f"u{number}"})
    page = send("GET", "Users?startIndex=4&count=3").json()
    assert (page["totalResults"], page["startIndex"], page["itemsPerPage"]) == (5, 4, 2)
    assert [each["userName"] for each in page["Resources"]] == ["u3", "u4"]
    assert send("GET", "Users?count=0").json()["totalResults"] == 5


def test_locking_by_patch_ends_all_sessions_at_once(send: Send, chen: str) -> None:
    browser = logged_in_as("chen")
    answer = send("PATCH", f"Users/{chen}", patch({"op": "replace", "path": "active", "value": False}))
    assert (answer.status_code, answer.json()["active"]) == (200, False)
    assert not UserSession.objects.filter(user__login="chen").exists()
    assert browser.get("/api/session").json()["authenticated"] is False
    assert Browser().log_in("chen").status_code == 401
    send("PATCH", f"Users/{chen}", patch({"op": "Replace", "value": {"active": True}}))
    assert Browser().log_in("chen").status_code == 200


def test_a_removed_user_is_locked_out_and_gone_for_the_directory(send: Send, chen: str) -> None:
    browser = logged_in_as("chen")
    assert send("DELETE", f"Users/{chen}").status_code == 204
    assert browser.get("/api/session").json()["authenticated"] is False
    assert send("GET", f"Users/{chen}").status_code == 404
    assert send("DELETE", f"Users/{chen}").status_code == 404
    assert send("GET", "Users").json()["totalResults"] == 0
    assert not get_user_by_login("chen").is_active
    assert Change.objects.latest("sequence").command == "remove_user"


def test_a_user_is_replaced_but_keeps_the_login(send: Send, chen: str) -> None:
    answer = send("PUT", f"Users/{chen}", CHEN | {"displayName": "陈静怡", "emails": []})
    assert (answer.status_code, answer.json()["displayName"]) == (200, "陈静怡")
    assert get_user_by_login("chen").email == ""
    assert send("PUT", f"Users/{chen}", CHEN | {"userName": "another"}).status_code == 400


def test_groups_give_roles_and_team_and_take_them_back(send: Send, chen: str) -> None:
    body = {"schemas": [GROUP], "displayName": "Agents", "members": [{"value": chen}]}
    agents = send("POST", "Groups", body).json()["id"]
    send("POST", "Groups", {"schemas": [GROUP], "displayName": "Care", "members": [{"value": chen}]})
    user = get_user_by_login("chen")
    assert (user.roles, user.team_id) == (["agent"], "care")
    assert {each["display"] for each in send("GET", f"Users/{chen}").json()["groups"]} == {"Agents", "Care"}
    browser = logged_in_as("chen")
    gone = patch({"op": "remove", "path": f'members[value eq "{chen}"]'})
    assert send("PATCH", f"Groups/{agents}", gone).status_code == 200
    assert get_user_by_login("chen").roles == []
    assert browser.get("/api/session").json()["authenticated"] is False
    send("PATCH", f"Groups/{agents}", patch({"op": "add", "path": "members", "value": [{"value": chen}]}))
    assert get_user_by_login("chen").roles == ["agent"]
    send("PATCH", f"Groups/{agents}", patch({"op": "replace", "path": "displayName", "value": "Leads"}))
    assert get_user_by_login("chen").roles == ["supervisor"]
    assert send("DELETE", f"Groups/{agents}").status_code == 204
    assert get_user_by_login("chen").roles == []


def test_a_group_of_strangers_or_without_a_name_of_its_own_is_refused(send: Send, chen: str, wang: User) -> None:
    body = {"schemas": [GROUP], "displayName": "Agents"}
    assert send("POST", "Groups", body | {"members": [{"value": str(wang.pk)}]}).status_code == 404
    assert send("POST", "Groups", body).status_code == 201
    assert send("POST", "Groups", body).status_code == 409
    assert send("GET", "Groups?filter=displayName%20eq%20%22Agents%22").json()["totalResults"] == 1
    assert get_user_by_login("wang").roles == ["admin"]


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("POST", "Users", "not json", 400),
        ("POST", "Users", [], 400),
        ("POST", "Users", {"schemas": [USER]}, 400),
        ("POST", "Users", {"schemas": [USER], "userName": "a b"}, 400),
        ("POST", "Users", {"schemas": [USER], "userName": "x" * 300}, 400),
        ("POST", "Users", {"schemas": [USER], "userName": "x", "emails": [{"value": "nobody"}]}, 400),
        ("GET", "Users/nobody", None, 404),
        ("GET", "Groups/nobody", None, 404),
        ("GET", "Things", None, 404),
        ("PATCH", "Users/{chen}", {"schemas": [PATCH], "Operations": [{"op": "explode"}]}, 400),
        (
            "PATCH",
            "Users/{chen}",
            {"schemas": [PATCH], "Operations": [{"op": "replace", "path": "x y", "value": 1}]},
            400,
        ),
    ],
)
def test_bad_input_is_told_as_rfc_7644_says(
    send: Send, chen: str, method: str, path: str, body: Any, status: int
) -> None:
    answer = send(method, path.format(chen=chen), body)
    assert answer.status_code == status, answer.content
    assert answer.json()["status"] == str(status)


def test_the_service_describes_itself(send: Send) -> None:
    about = send("GET", "ServiceProviderConfig").json()
    assert (about["patch"]["supported"], about["bulk"]["supported"]) == (True, False)
    assert {each["name"] for each in send("GET", "ResourceTypes").json()["Resources"]} == {"User", "Group"}
    assert {each["id"] for each in send("GET", "Schemas").json()["Resources"]} == {USER, GROUP}
