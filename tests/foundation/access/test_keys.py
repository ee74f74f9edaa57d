"""Keys of service accounts: shown once, kept as a hash, recognised while they work, and never guessed."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.http import HttpRequest
from django.test import RequestFactory
from django.utils import timezone

from tests.foundation.access.conftest import Browser
from tieline.foundation.access import attempts, keys
from tieline.foundation.access.attempts import TooManyAttempts
from tieline.foundation.access.endpoint import Machine, NotRecognised
from tieline.foundation.access.machine_models import ServiceAccount, ServiceKey
from tieline.foundation.access.models import Change, User
from tieline.foundation.errors import Invalid, NotFound, Refused

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture
def directory() -> ServiceAccount:
    return keys.create_service_account("directory", about="Directory sync; ask Chen", by="wang", now=NOW)


def issued(account: ServiceAccount, days: int = 90, now: datetime = NOW) -> tuple[ServiceKey, str]:
    return keys.issue_key(account.pk, scope=["scim"], days=days, by="wang", now=now)


def showing(text: str, address: str = "192.0.2.7") -> HttpRequest:
    return RequestFactory().get("/", REMOTE_ADDR=address, headers={"Authorization": f"Bearer {text}"})


def test_a_key_is_recognised_with_its_account_and_scope(directory: ServiceAccount) -> None:
    _, text = issued(directory)
    assert keys.recognise_key(showing(text), NOW) == Machine("directory", frozenset({"scim"}))


def test_a_request_without_a_key_is_nobodys(directory: ServiceAccount) -> None:
    assert keys.recognise_key(RequestFactory().get("/"), NOW) is None
    basic = RequestFactory().get("/", headers={"Authorization": "Basic dXNlcjp4"})
    assert keys.recognise_key(basic, NOW) is None


def test_the_text_of_a_key_is_nowhere_in_the_database(directory: ServiceAccount) -> None:
    key, text = issued(directory)
    kept = json.dumps([*ServiceKey.objects.values(), *Change.objects.values()], default=str)
    assert text not in kept
    assert text.rsplit("_", 1)[-1] not in kept
    assert text.startswith(f"tl_{key.prefix}_")
    assert key.prefix in kept


@pytest.mark.parametrize("spoil", [lambda t: t[:-1] + ("A" if t[-1] != "A" else "B"), lambda t: t[:-1], lambda _: ""])
def test_a_key_that_is_not_quite_right_is_nobodys(directory: ServiceAccount, spoil: Any) -> None:
    _, text = issued(directory)
    with pytest.raises(NotRecognised):
        keys.recognise_key(showing(spoil(text)), NOW)


def test_a_key_ends_by_time_by_revocation_and_with_its_account(directory: ServiceAccount) -> None:
    _, short = issued(directory, days=1)
    revoked, text = issued(directory)
    _, stopped = issued(directory)
    assert keys.recognise_key(showing(short), NOW + DAY - timedelta(seconds=1))
    keys.revoke_key(revoked.pk, by="wang", now=NOW, reason="leaked")
    with pytest.raises(NotRecognised):
        keys.recognise_key(showing(short), NOW + DAY)
    with pytest.raises(NotRecognised):
        keys.recognise_key(showing(text), NOW)
    keys.stop_service_account(directory.pk, stopped=True, by="wang")
    with pytest.raises(NotRecognised):
        keys.recognise_key(showing(stopped), NOW)
    keys.stop_service_account(directory.pk, stopped=False, by="wang")
    assert keys.recognise_key(showing(stopped), NOW)


def test_a_rotated_key_goes_on_for_a_day_beside_its_successor(directory: ServiceAccount) -> None:
    old, text = issued(directory)
    later = NOW + 60 * DAY
    new, fresh = keys.rotate_key(old.pk, by="wang", now=later)
    assert (new.scope, new.expires_at) == (["scim"], later + 90 * DAY)
    assert keys.recognise_key(showing(text), later + timedelta(hours=23))
    assert keys.recognise_key(showing(fresh), later + timedelta(hours=25))
    with pytest.raises(NotRecognised):
        keys.recognise_key(showing(text), later + timedelta(hours=25))


def test_rotation_never_prolongs_the_old_key_and_an_ended_one_cannot_be_rotated(directory: ServiceAccount) -> None:
    old, _ = issued(directory, days=1)
    keys.rotate_key(old.pk, by="wang", now=NOW + timedelta(hours=20))
    assert keys.get_key(old.pk).expires_at == NOW + DAY
    with pytest.raises(Refused):
        keys.rotate_key(old.pk, by="wang", now=NOW + DAY)


def test_when_and_from_where_a_key_was_used_is_kept_to_the_minute(directory: ServiceAccount) -> None:
    key, text = issued(directory)
    keys.recognise_key(showing(text), NOW)
    keys.recognise_key(showing(text, "192.0.2.8"), NOW + timedelta(seconds=59))
    assert (keys.get_key(key.pk).last_used_at, keys.get_key(key.pk).last_used_from) == (NOW, "192.0.2.7")
    keys.recognise_key(showing(text, "192.0.2.8"), NOW + timedelta(seconds=60))
    assert keys.get_key(key.pk).last_used_from == "192.0.2.8"


def test_an_address_that_guesses_keys_has_to_wait_but_a_right_key_passes(
    directory: ServiceAccount, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(attempts, "PER_ADDRESS", 3)
    _, text = issued(directory)
    for number in range(3):
        with pytest.raises(NotRecognised):
            keys.recognise_key(showing(f"tl_aaaaaaa{number}_{'x' * 43}"), NOW)
    with pytest.raises(TooManyAttempts):
        keys.recognise_key(showing(f"tl_aaaaaaa9_{'x' * 43}"), NOW)
    assert keys.recognise_key(showing(text), NOW)


def test_guesses_of_keys_do_not_lock_out_a_login_of_the_same_name(li: User) -> None:
    for _ in range(attempts.PER_LOGIN_AND_ADDRESS):
        with pytest.raises(NotRecognised):
            keys.recognise_key(showing("li", "127.0.0.1"), timezone.now())
    assert Browser().log_in("li").status_code == 200


def test_a_key_for_something_else_is_refused(directory: ServiceAccount, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(keys.SCOPES, "other", "Something else.")
    now = timezone.now()
    _, text = keys.issue_key(directory.pk, scope=["other"], days=1, by="wang", now=now)
    with pytest.raises(Refused) as caught:
        keys.recognise_key_for("scim")(showing(text))
    assert caught.value.status == 403


@pytest.mark.parametrize(
    ("wrong", "where"),
    [({"scope": ["everything"]}, "scope"), ({"scope": []}, "scope"), ({"days": 0}, "days"), ({"days": 400}, "days")],
)
def test_a_key_of_a_wrong_shape_is_refused(directory: ServiceAccount, wrong: dict[str, Any], where: str) -> None:
    given: dict[str, Any] = {"scope": ["scim"], "days": 90}
    with pytest.raises(Invalid) as caught:
        keys.issue_key(directory.pk, **(given | wrong), by="wang", now=NOW)
    assert caught.value.where == where
    assert not ServiceKey.objects.exists()


def test_a_service_account_needs_a_name_of_its_own_and_a_purpose(directory: ServiceAccount) -> None:
    with pytest.raises(Refused):
        keys.create_service_account("directory", about="Another", by="wang", now=NOW)
    for name, about in [("Directory!", "x"), ("other", " ")]:
        with pytest.raises(Invalid):
            keys.create_service_account(name, about=about, by="wang", now=NOW)
    with pytest.raises(NotFound):
        keys.issue_key(99, scope=["scim"], days=1, by="wang", now=NOW)


def test_every_command_leaves_an_entry(directory: ServiceAccount) -> None:
    key, _ = issued(directory)
    new, _ = keys.rotate_key(key.pk, by="wang", now=NOW)
    keys.revoke_key(new.pk, by="wang", now=NOW, reason="leaked")
    keys.revoke_key(new.pk, by="wang", now=NOW)
    keys.stop_service_account(directory.pk, stopped=True, by="wang")
    found = Change.objects.order_by("sequence").values_list("command", "object_id", "reason")
    assert list(found) == [
        ("create_service_account", "directory", ""),
        ("issue_key", key.prefix, ""),
        ("rotate_key", new.prefix, ""),
        ("rotate_key", key.prefix, ""),
        ("revoke_key", new.prefix, "leaked"),
        ("stop_service_account", "directory", ""),
    ]


def test_an_administrator_issues_rotates_and_revokes_through_the_api(as_wang: Browser) -> None:
    made = as_wang.send("POST", "/api/service-accounts", {"name": "directory", "about": "Sync; ask Chen"})
    assert made.status_code == 201
    place = f"/api/service-accounts/{made.json()['id']}"
    key = as_wang.send("POST", f"{place}/keys", {"scope": ["scim"], "days": 30})
    assert key.status_code == 201
    assert keys.recognise_key(showing(key.json()["text"]), timezone.now())
    rotated = as_wang.send("POST", f"/api/service-accounts/keys/{key.json()['key']['id']}/rotation")
    assert rotated.status_code == 201
    ended = as_wang.send("POST", f"/api/service-accounts/keys/{rotated.json()['key']['id']}/revocation")
    assert ended.json()["state"] == "revoked"
    listed = as_wang.get("/api/service-accounts")
    assert [each["state"] for each in listed.json()["items"][0]["keys"]] == ["revoked", "works"]
    assert rotated.json()["text"] not in listed.content.decode()
    assert as_wang.send("PATCH", place, {"is_active": False}).json()["is_active"] is False


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/api/service-accounts"),
        ("POST", "/api/service-accounts"),
        ("PATCH", "/api/service-accounts/1"),
        ("POST", "/api/service-accounts/1/keys"),
        ("POST", "/api/service-accounts/keys/1/rotation"),
        ("POST", "/api/service-accounts/keys/1/revocation"),
    ],
)
def test_an_agent_may_not_touch_keys(as_li: Browser, method: str, path: str) -> None:
    assert as_li.send(method, path).status_code == 403


def test_what_is_wrong_is_said_in_chinese(as_wang: Browser) -> None:
    answer = as_wang.generic(
        "POST",
        "/api/service-accounts/99/keys",
        json.dumps({"scope": ["scim"]}),
        "application/json",
        headers={"X-CSRFToken": as_wang.cookies["csrftoken"].value, "Accept-Language": "zh-CN"},
    )
    assert (answer.status_code, answer.json()["detail"]) == (404, "没有服务账号 99")
