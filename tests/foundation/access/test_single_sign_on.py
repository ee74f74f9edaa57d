"""Who signs on from elsewhere comes in as whom, with which roles, and who does not come in."""

from pathlib import Path
from typing import Any

from django.utils import timezone

from tests.foundation.access.conftest import Browser
from tests.foundation.access.signing_on import declare, is_in, sign_on
from tests.foundation.access.test_second_factor import now_code, prove
from tests.openid_provider import Provider
from tieline.foundation.access.commands import change_user, create_team, create_user
from tieline.foundation.access.models import Change, User
from tieline.foundation.access.queries import get_user_by_login
from tieline.foundation.access.second_factor import confirm_second_factor, set_up_second_factor
from tieline.foundation.access.sign_on_models import SignOnIdentity
from tieline.foundation.access.totp import code_at, step_at


def test_who_comes_for_the_first_time_becomes_a_user_with_the_roles_of_the_groups(provider: Provider) -> None:
    browser = Browser()
    assert sign_on(browser, "/tasks?mine=1") == "/tasks?mine=1"
    user = browser.get("/api/session").json()["user"]
    assert (user["login"], user["name"], user["roles"]) == ("chen", "陈静", ["agent"])
    assert browser.get("/api/sessions").json()["items"][0]["way"] == "sso corp"
    assert Browser().log_in("chen", "").status_code == 401
    changes = Change.objects.filter(user="sso corp").order_by("sequence").values_list("command", "object_id")
    assert list(changes) == [("create_user", "chen"), ("link_sign_on", "chen")]


def test_roles_team_and_name_follow_the_provider_at_every_login(provider: Provider) -> None:
    create_team("care", zh="客户关怀", en="Customer care")
    sign_on(Browser())
    provider.user |= {"groups": ["crm-leads", "crm-care"], "name": "陈静怡"}
    sign_on(Browser())
    user = get_user_by_login("chen")
    assert (user.roles, user.team_id, user.name) == (["supervisor"], "care", "陈静怡")
    provider.user["groups"] = []
    sign_on(Browser())
    assert (get_user_by_login("chen").roles, get_user_by_login("chen").team_id) == ([], None)


def test_the_subject_is_the_user_even_under_another_login_name(provider: Provider) -> None:
    sign_on(Browser())
    provider.user["preferred_username"] = "chen.jing"
    browser = Browser()
    sign_on(browser)
    assert browser.get("/api/session").json()["user"]["login"] == "chen"
    assert SignOnIdentity.objects.count() == 1


def test_nobody_takes_over_a_user_with_a_password_by_its_name(provider: Provider, wang: User) -> None:
    provider.user |= {"preferred_username": "wang", "sub": "u-666"}
    browser = Browser()
    assert sign_on(browser) == "/?sign_on=taken"
    assert not is_in(browser)


def test_a_user_without_a_password_is_found_by_login(provider: Provider) -> None:
    create_user("chen", name="陈", roles=["agent"], password=None)
    browser = Browser()
    sign_on(browser)
    assert is_in(browser)
    assert User.objects.filter(login="chen").count() == 1


def test_a_provider_that_creates_nobody_lets_only_known_users_in(
    provider: Provider, tmp_path: Path, settings: Any
) -> None:
    declare(provider, tmp_path, settings, creates_users=False)
    assert sign_on(Browser()) == "/?sign_on=unknown"
    assert not User.objects.filter(login="chen").exists()


def test_a_locked_user_does_not_come_in(provider: Provider, wang: User) -> None:
    sign_on(Browser())
    change_user(get_user_by_login("chen").pk, by="wang", is_active=False)
    assert sign_on(Browser()) == "/?sign_on=locked"


def test_a_second_factor_is_asked_for_unless_the_provider_is_trusted_with_it(
    provider: Provider, tmp_path: Path, settings: Any
) -> None:
    sign_on(Browser())
    user, now = get_user_by_login("chen"), timezone.now()
    secret = set_up_second_factor(user, now=now)
    confirm_second_factor(user, code_at(secret, step_at(now) - 1), address="192.0.2.1", now=now)
    browser = Browser()
    sign_on(browser)
    assert browser.get("/api/session").json()["waits_for"] == "second factor"
    assert prove(browser, now_code(secret)).json()["authenticated"] is True
    declare(provider, tmp_path, settings, trusts_second_factor=True)
    trusted = Browser()
    sign_on(trusted)
    assert is_in(trusted)
