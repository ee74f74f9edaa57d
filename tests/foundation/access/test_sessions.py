"""Logging in: who gets a session, who is kept out, and what ends it."""

import statistics
import threading
import time
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import RequestFactory
from django.utils import timezone

from tests.foundation.access.conftest import PASSWORD, Browser
from tieline.foundation.access import attempts
from tieline.foundation.access.addresses import address_of
from tieline.foundation.access.commands import change_user, create_user
from tieline.foundation.access.logins import find_user_by_password
from tieline.foundation.access.models import LoginAttempt, User
from tieline.foundation.access.sessions import forget_expired_sessions


def test_before_login_nobody_is_there_and_the_csrf_cookie_is_given(browser: Browser) -> None:
    response = browser.get("/api/session")
    assert response.json() == {"authenticated": False, "user": None, "waits_for": None, "ways": []}
    assert "csrftoken" in browser.cookies


def test_login_tells_who_it_is_and_what_the_screens_may_offer(browser: Browser, li: User) -> None:
    response = browser.log_in("li")
    assert response.status_code == 200
    user = dict(response.json()["user"])
    assert user.pop("sight")["categories"]["phone"] == "readable"
    assert user == {
        "id": li.pk,
        "login": "li",
        "name": "李伟",
        "language": "en",
        "team": {"key": "care", "name_zh": "客户关怀", "name_en": "Customer care"},
        "roles": ["agent"],
        "role_names": [{"zh": "坐席", "en": "Agent"}],
        "permissions": ["alerts.read", "consents.record", "customers.read", "tasks.work"],
        "purposes": ["service"],
        "time_zone": "Asia/Shanghai",
    }
    assert browser.get("/api/session").json() == response.json()


@pytest.mark.parametrize(("login", "password"), [("li", "wrong"), ("nobody", PASSWORD), ("li", "")])
def test_a_wrong_password_and_an_unknown_login_get_the_same_answer(li: User, login: str, password: str) -> None:
    browser = Browser()
    response = browser.log_in(login, password)
    assert response.status_code == 401
    assert response.json()["detail"] == "Login or password is wrong"
    assert "sessionid" not in browser.cookies


def test_an_unknown_login_takes_about_as_long_as_a_wrong_password(db: None, settings: Any) -> None:
    settings.PASSWORD_HASHERS = [settings.PASSWORD_HASHERS[1]]
    create_user("li", name="李伟", roles=[], password=PASSWORD)

    def seconds(login: str) -> float:
        began = time.perf_counter()
        assert find_user_by_password(login, "wrong") is None
        return time.perf_counter() - began

    pairs = [(seconds("li"), seconds("nobody")) for _ in range(9)]
    known, unknown = (statistics.median(times) for times in zip(*pairs, strict=True))
    assert 0.4 < unknown / known < 2.5


@pytest.mark.parametrize("login", ["", "l\x00i", "x" * 61])
def test_a_login_that_no_user_can_have_is_bad_input(browser: Browser, login: str) -> None:
    assert browser.log_in(login).status_code == 422


def test_login_without_the_csrf_token_is_refused(browser: Browser, li: User) -> None:
    response = browser.send("POST", "/api/session", {"login": "li", "password": PASSWORD}, token=False)
    assert response.status_code == 403
    assert browser.get("/api/session").json()["authenticated"] is False


@pytest.mark.parametrize(("method", "path"), [("DELETE", "/api/session"), ("PATCH", "/api/session")])
def test_writes_without_the_csrf_token_are_refused(as_li: Browser, method: str, path: str) -> None:
    assert as_li.send(method, path, {"language": "en"}, token=False).status_code == 403
    assert as_li.get("/api/session").json()["authenticated"] is True


def test_login_gives_the_session_a_fresh_key_and_the_csrf_token_a_fresh_secret(browser: Browser, li: User) -> None:
    session = browser.session
    session["planted"] = "by somebody else"
    session.save()
    planted, token = str(session.session_key), browser.cookies["csrftoken"].value
    browser.cookies["sessionid"] = planted
    browser.log_in("li")
    assert browser.cookies["sessionid"].value != planted
    assert browser.cookies["csrftoken"].value != token
    other = Browser()
    other.cookies["sessionid"] = planted
    assert other.get("/api/session").json()["authenticated"] is False


def test_the_session_cookie_cannot_be_read_by_scripts(as_li: Browser) -> None:
    assert as_li.cookies["sessionid"]["httponly"]
    assert as_li.cookies["sessionid"]["samesite"] == "Lax"


def test_rows_of_sessions_that_have_expired_are_forgotten(as_li: Browser) -> None:
    assert forget_expired_sessions(timezone.now()) == 0
    assert forget_expired_sessions(timezone.now() + timedelta(days=2)) >= 1
    assert as_li.get("/api/session").json()["authenticated"] is False


def test_logout_ends_the_session_for_good(as_li: Browser) -> None:
    key = as_li.cookies["sessionid"].value
    assert as_li.send("DELETE", "/api/session").json()["authenticated"] is False
    other = Browser()
    other.cookies["sessionid"] = key
    assert other.get("/api/session").json()["authenticated"] is False


def test_logout_without_a_session_is_answered_as_not_logged_in(browser: Browser) -> None:
    assert browser.send("DELETE", "/api/session").status_code == 401


def test_locking_a_user_ends_the_session_and_refuses_the_next_login(as_li: Browser, li: User, wang: User) -> None:
    change_user(li.pk, by="wang", is_active=False)
    assert as_li.get("/api/session").json()["authenticated"] is False
    assert Browser().log_in("li").status_code == 401


def test_users_choose_their_own_language(as_li: Browser, li: User) -> None:
    response = as_li.send("PATCH", "/api/session", {"language": "zh-CN"})
    assert response.json()["user"]["language"] == "zh-CN"
    assert as_li.send("PATCH", "/api/session", {"language": "fr"}).status_code == 422


def test_a_new_own_password_keeps_this_session_and_ends_the_others(as_li: Browser, li: User) -> None:
    elsewhere = Browser()
    elsewhere.log_in("li")
    body = {"current": PASSWORD, "new": "another calm password"}
    assert as_li.send("POST", "/api/session/password", body).status_code == 200
    assert as_li.get("/api/session").json()["authenticated"] is True
    assert elsewhere.get("/api/session").json()["authenticated"] is False
    assert Browser().log_in("li").status_code == 401
    assert Browser().log_in("li", "another calm password").status_code == 200


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"current": "wrong", "new": "another calm password"}, 403),
        ({"current": PASSWORD, "new": "short"}, 422),
        ({"current": PASSWORD, "new": "password1234"}, 422),
    ],
)
def test_an_own_password_needs_the_current_one_and_must_not_be_weak(as_li: Browser, body: Any, status: int) -> None:
    assert as_li.send("POST", "/api/session/password", body).status_code == status
    assert Browser().log_in("li").status_code == 200


def test_after_five_failures_a_login_waits_even_with_the_right_password(li: User) -> None:
    browser = Browser()
    for _ in range(attempts.PER_LOGIN_AND_ADDRESS):
        assert browser.log_in("li", "wrong").status_code == 401
    response = browser.log_in("li")
    assert response.status_code == 429
    assert 890 <= int(response.headers["Retry-After"]) <= 900


def test_the_limit_is_for_that_login_from_that_address_only(li: User, wang: User) -> None:
    browser = Browser()
    for _ in range(attempts.PER_LOGIN_AND_ADDRESS):
        browser.log_in("li", "wrong")
    assert browser.log_in("wang").status_code == 200
    assert Browser("192.0.2.7").log_in("li").status_code == 200


def test_an_address_that_tries_many_logins_is_limited_too(wang: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(attempts, "PER_ADDRESS", 3)
    browser = Browser()
    for number in range(3):
        assert browser.log_in(f"guess{number}", "wrong").status_code == 401
    assert browser.log_in("wang").status_code == 429
    assert Browser("192.0.2.7").log_in("wang").status_code == 200


def test_refused_attempts_do_not_prolong_the_wait(li: User) -> None:
    browser = Browser()
    for _ in range(attempts.PER_LOGIN_AND_ADDRESS + 5):
        browser.log_in("li", "wrong")
    assert LoginAttempt.objects.count() == attempts.PER_LOGIN_AND_ADDRESS


def test_the_wait_ends_when_the_window_has_passed(li: User) -> None:
    browser = Browser()
    for _ in range(attempts.PER_LOGIN_AND_ADDRESS):
        browser.log_in("li", "wrong")
    LoginAttempt.objects.update(at=timezone.now() - attempts.WINDOW - timedelta(seconds=1))
    assert browser.log_in("li").status_code == 200


def test_the_right_password_forgets_earlier_failures(li: User) -> None:
    browser = Browser()
    for _ in range(attempts.PER_LOGIN_AND_ADDRESS - 1):
        browser.log_in("li", "wrong")
    browser.log_in("li")
    assert not LoginAttempt.objects.exists()


@pytest.mark.parametrize(
    ("proxies", "address"), [(0, "10.0.0.1"), (1, "198.51.100.2"), (2, "203.0.113.9"), (9, "10.0.0.1")]
)
def test_the_address_is_what_our_own_proxies_saw_not_what_the_caller_claims(
    settings: Any, proxies: int, address: str
) -> None:
    settings.TIELINE_PROXIES = proxies
    forwarded = "6.6.6.6, 203.0.113.9, 198.51.100.2"
    request = RequestFactory().get("/", REMOTE_ADDR="10.0.0.1", headers={"X-Forwarded-For": forwarded})
    assert address_of(request) == address


@pytest.mark.django_db(transaction=True)
def test_guesses_made_at_the_same_moment_cannot_all_pass() -> None:
    looked_at = []
    barrier = threading.Barrier(12)

    def guess() -> None:
        barrier.wait()
        try:
            looked_at.append(attempts.allow_attempt("li", "192.0.2.7", timezone.now()))
        except attempts.TooManyAttempts:
            pass
        finally:
            connection.close()

    threads = [threading.Thread(target=guess) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(looked_at) <= attempts.PER_LOGIN_AND_ADDRESS
    assert LoginAttempt.objects.count() == len(looked_at)
