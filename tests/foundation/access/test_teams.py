"""The organisation: what the commands make and refuse, and its routes."""

from typing import Any

import pytest

from tests.foundation.access.conftest import Browser
from tieline.foundation.access.models import Change, Team, User
from tieline.foundation.access.organisation import areas_of
from tieline.foundation.access.team_commands import add_team, change_team, remove_team
from tieline.foundation.errors import Invalid, NotFound, Refused
from tieline.foundation.warehouse.connection import Warehouse

pytestmark = pytest.mark.django_db
EAST: dict[str, Any] = {"key": "east", "name_zh": "东区", "name_en": "East", "kind": "province", "areas": ["杭州市"]}


@pytest.fixture
def tree() -> None:
    add_team("group", zh="集团", en="Group", kind="group", by="wang")
    add_team("east", zh="东区", en="East", kind="province", parent="group", areas=["杭州市"], by="wang")
    add_team(
        "west_lake",
        zh="西湖厅",
        en="West Lake",
        kind="shop",
        parent="east",
        areas=[" 西湖区 ", "西湖区", ""],
        by="wang",
    )


def test_units_lie_under_one_another_and_serve_areas_once(tree: None) -> None:
    shop = Team.objects.get(key="west_lake")
    assert (shop.parent_id, shop.areas) == ("east", ["西湖区"])
    assert areas_of(Team.objects.get(key="group")) == ("杭州市", "西湖区")
    entry = Change.objects.get(object_id="west_lake")
    assert (entry.command, entry.user, entry.before) == ("add_team", "wang", "null")


def test_a_change_records_what_changed_and_nothing_where_nothing_did(tree: None) -> None:
    change_team("west_lake", by="wang", reason="moved", parent="group", name_en="West Lake")
    entry = Change.objects.latest("sequence")
    assert (entry.before, entry.after, entry.reason) == ('{"parent":"east"}', '{"parent":"group"}', "moved")
    change_team("west_lake", by="wang", parent="group")
    assert Change.objects.latest("sequence") == entry


@pytest.mark.parametrize("parent", ["group", "east", "west_lake"])
def test_a_unit_cannot_lie_under_itself(tree: None, parent: str) -> None:
    with pytest.raises(Refused, match="cannot lie under"):
        change_team("group", by="wang", parent=parent)


@pytest.mark.parametrize(
    ("fields", "where"),
    [
        ({"kind": "moon"}, "kind"),
        ({"name_zh": " "}, "name_zh"),
        ({"name_en": "x" * 81}, "name_en"),
        ({"areas": ["x" * 81]}, "areas"),
    ],
)
def test_what_does_not_fit_is_refused_with_its_place(tree: None, fields: dict[str, Any], where: str) -> None:
    with pytest.raises(Invalid) as refused:
        change_team("east", by="wang", **fields)
    assert refused.value.where == where
    assert Team.objects.get(key="east").name_en == "East"


def test_keys_are_plain_and_taken_once(tree: None) -> None:
    with pytest.raises(Refused, match="already"):
        add_team("east", zh="东", en="East", by="wang")
    with pytest.raises(Invalid, match="valid key"):
        add_team("a b", zh="东", en="East", by="wang")
    with pytest.raises(NotFound, match="nowhere"):
        add_team("new", zh="新", en="New", parent="nowhere", by="wang")


def test_a_unit_goes_only_when_nothing_hangs_on_it(tree: None, wang: User) -> None:
    with pytest.raises(Refused, match="lie under"):
        remove_team("east", by="wang")
    User.objects.filter(pk=wang.pk).update(team="west_lake")
    with pytest.raises(Refused, match="Users or tasks"):
        remove_team("west_lake", by="wang")
    User.objects.filter(pk=wang.pk).update(team=None)
    remove_team("west_lake", by="wang")
    assert not Team.objects.filter(key="west_lake").exists()
    assert Change.objects.latest("sequence").command == "remove_team"


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/api/teams"),
        ("GET", "/api/teams/areas"),
        ("POST", "/api/teams"),
        ("PATCH", "/api/teams/care"),
        ("DELETE", "/api/teams/care"),
    ],
)
def test_only_who_manages_users_touches_the_organisation(as_li: Browser, method: str, path: str) -> None:
    assert as_li.send(method, path, EAST).status_code == 403
    assert Browser().send(method, path, EAST).status_code == 401


def test_the_routes_make_change_list_and_remove(as_wang: Browser, li: User, warehouse: Warehouse) -> None:
    made = as_wang.send("POST", "/api/teams", EAST)
    assert (made.status_code, made.json()) == (201, {**EAST, "parent": None, "users": 0})
    moved = as_wang.send("PATCH", "/api/teams/care", {"parent": "east", "areas": ["宁波市"]})
    assert (moved.json()["parent"], moved.json()["users"], moved.json()["kind"]) == ("east", 1, "team")
    page = as_wang.get("/api/teams").json()
    assert [(unit["key"], unit["parent"]) for unit in page["items"]] == [("care", "east"), ("east", None)]
    assert page["kinds"][0] == "group"
    assert as_wang.send("DELETE", "/api/teams/east").status_code == 403
    assert as_wang.send("PATCH", "/api/teams/care", {"parent": None}).json()["parent"] is None
    assert as_wang.send("DELETE", "/api/teams/east").status_code == 204
    assert as_wang.send("DELETE", "/api/teams/east").status_code == 404
    assert as_wang.get("/api/teams/areas").json() == {"items": [], "total": 0}
