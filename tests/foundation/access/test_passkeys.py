"""Passkeys: made, logged in with, named, removed; and nobody comes in with what is not quite one."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from tests.foundation.access.conftest import Browser
from tests.foundation.access.passkey_device import Device
from tests.foundation.access.test_second_factor import enrol, now_code, prove
from tieline.foundation.access import attempts
from tieline.foundation.access.login_models import Passkey
from tieline.foundation.access.models import Change, User

PLACE = "/api/session/passkeys"


def register(browser: Browser, device: Device, name: str = "Laptop") -> Any:
    asked = browser.send("POST", f"{PLACE}/options")
    assert asked.status_code == 200, asked.content
    answer = device.make(asked.json()["options"])
    return browser.send("POST", PLACE, {"credential": answer, "name": name})


def log_in(browser: Browser, device: Device) -> Any:
    options = browser.send("POST", f"{PLACE}/login/options").json()["options"]
    return browser.send("POST", f"{PLACE}/login", {"credential": device.sign(options)})


@pytest.fixture
def device(as_li: Browser) -> Device:
    device = Device()
    assert register(as_li, device).status_code == 200
    return device


def test_a_passkey_logs_in_without_a_password(device: Device) -> None:
    browser = Browser()
    assert log_in(browser, device).json()["user"]["login"] == "li"
    assert browser.get("/api/sessions").json()["items"][0]["way"] == "passkey"
    assert log_in(Browser(), device).status_code == 200


def test_a_passkey_is_the_second_factor_of_a_password(device: Device, as_li: Browser) -> None:
    browser = Browser()
    assert browser.log_in("li").json()["ways"] == ["passkey"]
    assert browser.get("/api/sessions").status_code == 401
    assert log_in(browser, device).json()["authenticated"] is True
    assert browser.get("/api/sessions").json()["items"][0]["way"] == "password + passkey"


def test_an_app_serves_beside_a_passkey(device: Device, as_li: Browser) -> None:
    secret, _ = enrol(as_li)
    browser = Browser()
    assert browser.log_in("li").json()["ways"] == ["passkey", "app", "recovery code"]
    assert prove(browser, now_code(secret)).status_code == 200


def test_the_passkey_of_somebody_else_does_not_finish_a_login(device: Device, wang: User) -> None:
    stranger, admin = Device(), Browser()
    admin.log_in("wang")
    register(admin, stranger)
    browser = Browser()
    browser.log_in("li")
    assert log_in(browser, stranger).status_code == 401
    assert browser.get("/api/session").json()["authenticated"] is False


@pytest.mark.parametrize(
    "bend",
    [
        {"origin": "http://evil.example"},
        {"origin": "http://testserver:8080"},
        {"host": "evil.example"},
        {"verified": False},
        {"key": Device().key},
        {"id": b"another credential"},
    ],
)
def test_what_another_site_another_key_or_nobody_signed_does_not_log_in(device: Device, bend: dict[str, Any]) -> None:
    for name, value in bend.items():
        setattr(device, name, value)
    browser = Browser()
    assert log_in(browser, device).status_code == 401
    assert browser.get("/api/session").json()["authenticated"] is False


@pytest.mark.parametrize("bend", [{"origin": "http://evil.example"}, {"host": "evil.example"}, {"verified": False}])
def test_what_does_not_fit_is_not_registered(as_li: Browser, bend: dict[str, Any]) -> None:
    assert register(as_li, Device(**bend)).status_code == 422
    assert not Passkey.objects.exists()


def test_an_answer_is_good_once_and_only_for_its_own_challenge(device: Device) -> None:
    browser = Browser()
    options = browser.send("POST", f"{PLACE}/login/options").json()["options"]
    answer = {"credential": device.sign(options)}
    assert browser.send("POST", f"{PLACE}/login", answer).status_code == 200
    again = Browser()
    assert again.send("POST", f"{PLACE}/login", answer).status_code == 401
    again.send("POST", f"{PLACE}/login/options")
    assert again.send("POST", f"{PLACE}/login", answer).status_code == 401


def test_a_copy_of_a_device_falls_behind_and_is_refused(device: Device) -> None:
    copy = Device(id=device.id, key=device.key, count=device.count)
    for _ in range(2):
        log_in(Browser(), device)
    assert log_in(Browser(), copy).status_code == 401


def test_a_challenge_is_good_for_five_minutes(device: Device) -> None:
    browser = Browser()
    options = browser.send("POST", f"{PLACE}/login/options").json()["options"]
    session = browser.session
    kept = session["passkey challenge"]
    session["passkey challenge"] = kept | {"since": (timezone.now() - timedelta(minutes=6)).isoformat()}
    session.save()
    assert browser.send("POST", f"{PLACE}/login", {"credential": device.sign(options)}).status_code == 401


def test_a_challenge_of_a_login_registers_nothing(as_li: Browser) -> None:
    options = as_li.send("POST", f"{PLACE}/login/options").json()["options"]
    body = {"credential": Device().make(options), "name": "x"}
    assert as_li.send("POST", PLACE, body).status_code == 401


@pytest.mark.parametrize(
    "answer", [{}, {"id": 7}, {"id": "x", "rawId": "x", "type": "public-key", "response": {}}, {"response": []}]
)
def test_nonsense_is_refused(device: Device, as_li: Browser, answer: dict[str, Any]) -> None:
    browser = Browser()
    browser.send("POST", f"{PLACE}/login/options")
    assert browser.send("POST", f"{PLACE}/login", {"credential": answer}).status_code == 401
    as_li.send("POST", f"{PLACE}/options")
    assert as_li.send("POST", PLACE, {"credential": answer, "name": "x"}).status_code == 422


def test_a_locked_user_does_not_come_in_by_passkey(device: Device, li: User) -> None:
    User.objects.filter(pk=li.pk).update(is_active=False)
    assert log_in(Browser(), device).status_code == 401


def test_trying_passkeys_is_limited_by_address(device: Device, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(attempts, "PER_ADDRESS", 3)
    answers = [log_in(Browser("192.0.2.7"), Device()).status_code for _ in range(4)]
    assert answers == [401, 401, 401, 429]


def test_a_role_that_needs_a_second_factor_is_content_with_a_passkey(li: User, settings: Any) -> None:
    settings.TIELINE_SECOND_FACTOR_ROLES = ["agent"]
    browser, device = Browser(), Device()
    assert browser.log_in("li").json()["waits_for"] == "enrolment"
    assert register(browser, device).json()["session"]["authenticated"] is True
    only = browser.get(PLACE).json()["items"][0]["id"]
    assert browser.send("DELETE", f"{PLACE}/{only}").status_code == 403


def test_passkeys_are_named_listed_and_removed_by_their_owner_only(device: Device, as_li: Browser, wang: User) -> None:
    key = as_li.get(PLACE).json()["items"][0]
    assert (key["name"], key["last_used_at"]) == ("Laptop", None)
    assert as_li.send("PATCH", f"{PLACE}/{key['id']}", {"name": "工位电脑"}).json()["name"] == "工位电脑"
    other = Browser()
    other.log_in("wang")
    assert other.send("PATCH", f"{PLACE}/{key['id']}", {"name": "x"}).status_code == 404
    assert other.send("DELETE", f"{PLACE}/{key['id']}").status_code == 404
    assert as_li.send("DELETE", f"{PLACE}/{key['id']}").json() == {"items": []}
    assert log_in(Browser(), device).status_code == 401
    commands = Change.objects.filter(command__contains="passkey").order_by("sequence")
    assert [each.command for each in commands] == ["register_passkey", "rename_passkey", "remove_passkey"]


def test_a_device_is_registered_once(device: Device, as_li: Browser) -> None:
    options = as_li.send("POST", f"{PLACE}/options").json()["options"]
    assert len(options["excludeCredentials"]) == 1
    answer = as_li.send("POST", PLACE, {"credential": device.make(options), "name": "again"})
    assert answer.status_code == 422


def test_a_reset_removes_passkeys_too(device: Device, as_wang: Browser, li: User) -> None:
    as_wang.send("POST", f"/api/users/{li.pk}/second-factor/reset", {"reason": "Lost laptop"})
    assert not Passkey.objects.exists()
    assert json.loads(Change.objects.filter(command="reset_second_factor").get().before)["passkeys"] == 1
