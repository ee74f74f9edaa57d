"""Sessions can be seen and ended one by one, and end by themselves."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from tests.foundation.access.conftest import PASSWORD, Browser
from tieline.foundation.access.commands import change_user
from tieline.foundation.access.models import Change, User
from tieline.foundation.access.session_models import UserSession
from tieline.foundation.access.sessions import device_of

EDGE = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537 (KHTML) Chrome/142.0 Safari/537 Edg/142.0"
PHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605 (KHTML) Version/19.0 Mobile/1 Safari/604.1"
)
WECHAT = (
    "Mozilla/5.0 (Linux; Android 16; V2) AppleWebKit/537.36 (KHTML) Chrome/130 Mobile Safari/537.36 MicroMessenger/8.0"
)


def is_in(browser: Browser) -> bool:
    return bool(browser.get("/api/session").json()["authenticated"])


def sessions(browser: Browser) -> list[dict[str, Any]]:
    return list(browser.get("/api/sessions").json()["items"])


@pytest.fixture
def elsewhere(li: User) -> Browser:
    browser = Browser("192.0.2.7")
    browser.defaults["HTTP_USER_AGENT"] = EDGE
    assert browser.log_in("li").status_code == 200
    return browser


@pytest.mark.parametrize(
    ("agent", "device"),
    [
        (EDGE, "Edge · Windows"),
        (PHONE, "Safari · iPhone"),
        (WECHAT, "WeChat · Android"),
        ("curl/8.5", "curl"),
        ("", ""),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox · Linux"),
    ],
)
def test_a_device_is_named_after_its_browser_and_system(agent: str, device: str) -> None:
    assert device_of(agent) == device


def test_a_user_sees_all_own_sessions_and_which_is_this_one(as_li: Browser, elsewhere: Browser) -> None:
    found = sessions(as_li)
    assert {(s["address"], s["device"], s["current"]) for s in found} == {
        ("127.0.0.1", "", True),
        ("192.0.2.7", "Edge · Windows", False),
    }
    assert {s["way"] for s in found} == {"password"}


def test_the_secret_of_a_session_is_not_in_the_list(as_li: Browser) -> None:
    assert as_li.cookies["sessionid"].value not in as_li.get("/api/sessions").content.decode()


def test_a_session_is_ended_from_another_one(as_li: Browser, elsewhere: Browser) -> None:
    other = next(s for s in sessions(as_li) if not s["current"])
    assert as_li.send("DELETE", f"/api/sessions/{other['number']}").status_code == 200
    assert (is_in(elsewhere), is_in(as_li)) == (False, True)
    assert Change.objects.latest("sequence").command == "end_session"
    assert as_li.send("DELETE", f"/api/sessions/{other['number']}").status_code == 404


def test_all_other_sessions_are_ended_at_once(as_li: Browser, elsewhere: Browser) -> None:
    assert as_li.send("DELETE", "/api/sessions").json() == {"ended": 1}
    assert (is_in(elsewhere), is_in(as_li)) == (False, True)


def test_nobody_ends_the_session_of_somebody_else_but_who_manages_users(
    as_li: Browser, as_wang: Browser, li: User
) -> None:
    own = sessions(as_wang)[0]["number"]
    assert as_li.send("DELETE", f"/api/sessions/{own}").status_code == 404
    assert as_li.send("DELETE", f"/api/users/{li.pk}/sessions/{own}").status_code == 403
    assert as_li.send("GET", f"/api/users/{li.pk}/sessions").status_code == 403
    found = as_wang.get(f"/api/users/{li.pk}/sessions").json()["items"]
    assert as_wang.send("DELETE", f"/api/users/{li.pk}/sessions/{found[0]['number']}").status_code == 200
    assert not is_in(as_li)


def test_who_manages_users_ends_all_sessions_of_a_user(
    as_li: Browser, elsewhere: Browser, as_wang: Browser, li: User
) -> None:
    assert as_wang.send("DELETE", f"/api/users/{li.pk}/sessions").json() == {"ended": 2}
    assert (is_in(as_li), is_in(elsewhere), is_in(as_wang)) == (False, False, True)
    change = Change.objects.latest("sequence")
    assert (change.command, change.object_id, change.user) == ("end_sessions", "li", "wang")


def test_a_session_ends_when_nobody_uses_it_and_use_prolongs_it(as_li: Browser, settings: Any) -> None:
    now = timezone.now()
    UserSession.objects.update(seen_at=now - timedelta(minutes=59))
    assert is_in(as_li)
    assert UserSession.objects.get().seen_at >= now
    UserSession.objects.update(seen_at=now - timedelta(minutes=61))
    assert not is_in(as_li)
    assert not UserSession.objects.filter(user__isnull=False).exists()


def test_a_session_ends_in_any_case_however_much_it_is_used(as_li: Browser) -> None:
    now = timezone.now()
    UserSession.objects.update(began_at=now - timedelta(hours=11, minutes=59))
    assert is_in(as_li)
    UserSession.objects.update(began_at=now - timedelta(hours=12))
    assert not is_in(as_li)


def test_times_of_a_session_are_settings(as_li: Browser, settings: Any) -> None:
    settings.TIELINE_SESSION_IDLE_MINUTES = 5
    assert as_li.get("/api/sessions").json()["idle_minutes"] == 5
    UserSession.objects.update(seen_at=timezone.now() - timedelta(minutes=6))
    assert not is_in(as_li)


def test_using_a_session_writes_its_row_at_most_once_a_minute(as_li: Browser) -> None:
    seen = UserSession.objects.get(user__login="li").seen_at
    as_li.get("/api/session")
    assert UserSession.objects.get(user__login="li").seen_at == seen


@pytest.mark.parametrize("change", [{"roles": ["supervisor"]}, {"is_active": False}, {"password": "another calm one"}])
def test_other_rights_a_lock_and_a_new_password_end_the_sessions_of_a_user(
    as_li: Browser, wang: User, li: User, change: dict[str, Any]
) -> None:
    change_user(li.pk, by="wang", **change)
    assert not UserSession.objects.filter(user=li).exists()
    assert not is_in(as_li)


def test_a_change_that_gives_no_other_rights_leaves_the_sessions(as_li: Browser, wang: User, li: User) -> None:
    change_user(li.pk, by="wang", name="李伟强", roles=["agent"])
    assert is_in(as_li)


def test_a_new_own_password_ends_the_rows_of_the_others_too(as_li: Browser, elsewhere: Browser, li: User) -> None:
    before = as_li.cookies["sessionid"].value
    as_li.send("POST", "/api/session/password", {"current": PASSWORD, "new": "another calm password"})
    assert as_li.cookies["sessionid"].value != before
    assert [row.session_key for row in UserSession.objects.filter(user=li)] == [as_li.cookies["sessionid"].value]
