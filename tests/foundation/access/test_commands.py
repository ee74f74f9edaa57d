"""Users and teams are made and changed by commands that refuse what would harm, and leave an entry each."""

import json
from typing import Any

import pytest

from tests.foundation.access.conftest import PASSWORD
from tieline.foundation.access.commands import change_user, create_team, create_user
from tieline.foundation.access.models import Change, Team, User
from tieline.foundation.access.queries import get_user, get_user_by_login
from tieline.foundation.errors import Invalid, NotFound, Refused

pytestmark = pytest.mark.django_db


def last_change() -> tuple[str, str, Any, Any]:
    change = Change.objects.latest("sequence")
    return change.command, change.object_id, json.loads(change.before), json.loads(change.after)


def test_a_new_user_has_its_roles_and_team_and_a_hashed_password(li: User) -> None:
    found = get_user_by_login("li")
    assert (found.roles, found.team_id, found.permissions >= {"tasks.work"}) == (["agent"], "care", True)
    assert found.password.startswith("argon2$")
    command, login, before, after = last_change()
    assert (command, login, before, after["roles"]) == ("create_user", "li", None, ["agent"])
    assert "password" not in after


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"roles": ["boss"]}, "roles"),
        ({"password": "short"}, "password"),
        ({"login": "li wei"}, "login"),
        ({"name": " "}, "name"),
        ({"email": "nobody"}, "email"),
        ({"language": "fr"}, "language"),
    ],
)
def test_a_user_with_a_wrong_field_is_refused_and_the_field_named(wrong: dict[str, Any], field: str) -> None:
    good: dict[str, Any] = {"login": "zhao", "name": "赵", "roles": ["agent"], "password": PASSWORD}
    with pytest.raises(Invalid) as caught:
        create_user(**(good | wrong))
    assert caught.value.where == field
    assert not User.objects.exists()


def test_a_login_is_given_once(li: User) -> None:
    with pytest.raises(Refused):
        create_user("li", name="另一个", roles=[], password=PASSWORD)
    assert get_user_by_login("li").name == "李伟"


def test_a_user_in_an_unknown_team_is_refused() -> None:
    with pytest.raises(NotFound):
        create_user("zhao", name="赵", roles=[], password=PASSWORD, team="nowhere")


def test_a_change_keeps_only_the_fields_that_changed(wang: User, li: User) -> None:
    change_user(li.pk, by="wang", reason="promoted", roles=["supervisor", "agent"], name="李伟")
    assert get_user(li.pk).roles == ["agent", "supervisor"]
    assert last_change() == ("change_user", "li", {"roles": ["agent"]}, {"roles": ["agent", "supervisor"]})
    assert Change.objects.latest("sequence").reason == "promoted"


def test_a_change_to_the_same_leaves_no_entry(wang: User, li: User) -> None:
    before = Change.objects.count()
    change_user(li.pk, by="wang", name="李伟", roles=["agent"], team="care")
    assert Change.objects.count() == before


def test_a_password_set_by_an_administrator_is_in_the_log_without_its_text(wang: User, li: User) -> None:
    change_user(li.pk, by="wang", password="another calm password")
    assert last_change() == ("change_user", "li", {}, {"password": "changed"})


def test_a_user_may_leave_its_team(wang: User, li: User) -> None:
    assert change_user(li.pk, by="wang", team=None).team is None


@pytest.mark.parametrize("change", [{"is_active": False}, {"roles": ["agent"]}, {"roles": []}])
def test_the_last_administrator_can_neither_be_locked_nor_lose_the_role(wang: User, change: dict[str, Any]) -> None:
    with pytest.raises(Refused):
        change_user(wang.pk, by="wang", **change)
    kept = get_user(wang.pk)
    assert (kept.is_active, kept.roles) == (True, ["admin"])


def test_an_administrator_can_be_locked_while_another_is_left(wang: User) -> None:
    create_user("chen", name="陈", roles=["admin"], password=PASSWORD)
    assert change_user(wang.pk, by="chen", is_active=False).is_active is False


def test_a_team_made_twice_is_one_team_with_the_newer_names() -> None:
    create_team("care", zh="客户", en="Care")
    create_team("care", zh="客户", en="Care")
    create_team("care", zh="客户关怀", en="Care")
    assert Team.objects.get().name_zh == "客户关怀"
    assert Change.objects.count() == 2
