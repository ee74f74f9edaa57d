"""A second factor: RFC 6238, accepted once, sealed in the database, asked for at login, needed by role."""

import base64
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.db import connection
from django.utils import timezone

from tests.foundation.access.conftest import PASSWORD, Browser
from tieline.foundation.access import attempts
from tieline.foundation.access.login_models import RecoveryCode, SecondFactor
from tieline.foundation.access.models import Change, User
from tieline.foundation.access.session_models import UserSession
from tieline.foundation.access.totp import STEP_SECONDS, address_of_secret, code_at, find_step, picture_of, step_at
from tieline.foundation.errors import Unavailable
from tieline.foundation.keys.envelope import open_text

RFC_SECRET = base64.b32encode(b"12345678901234567890").decode()


def enrol(browser: Browser) -> tuple[str, list[str]]:
    """The secret and the recovery codes; the code of the last step was used up."""
    secret = browser.send("POST", "/api/session/second-factor").json()["secret"]
    code = code_at(secret, step_at(timezone.now()) - 1)
    answer = browser.send("POST", "/api/session/second-factor/confirmation", {"code": code})
    assert answer.status_code == 200, answer.content
    return secret, answer.json()["codes"]


def now_code(secret: str) -> str:
    return code_at(secret, step_at(timezone.now()))


def prove(browser: Browser, code: str) -> Any:
    return browser.send("POST", "/api/session/second-factor/proof", {"code": code})


@pytest.fixture
def enrolled(as_li: Browser) -> tuple[str, list[str]]:
    return enrol(as_li)


@pytest.mark.parametrize(
    ("seconds", "code"),
    [(59, "287082"), (1111111109, "081804"), (1111111111, "050471"), (1234567890, "005924"), (20000000000, "353130")],
)
def test_codes_are_those_of_rfc_6238_appendix_b(seconds: int, code: str) -> None:
    assert code_at(RFC_SECRET, seconds // STEP_SECONDS) == code


def test_a_clock_may_be_off_by_one_step_and_not_by_two() -> None:
    now = datetime(2026, 11, 22, 8, 0, 10, tzinfo=UTC)
    step = step_at(now)
    found = [find_step(RFC_SECRET, code_at(RFC_SECRET, step + off), now) for off in (-2, -1, 0, 1, 2)]
    assert found == [None, step - 1, step, step + 1, None]


def test_the_picture_is_drawn_here_and_says_what_apps_read() -> None:
    said = address_of_secret(RFC_SECRET, "li.wei")
    assert said.startswith(f"otpauth://totp/Tieline:li.wei?secret={RFC_SECRET}&issuer=Tieline")
    assert picture_of(said).startswith("data:image/svg+xml")


def test_the_secret_is_sealed_in_the_database_and_bound_to_its_user(li: User, enrolled: tuple[str, list[str]]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT secret FROM access_secondfactor")
        ((stored,),) = cursor.fetchall()
    row = SecondFactor.objects.get(user=li)
    assert row.secret == enrolled[0]
    assert enrolled[0] not in stored
    with pytest.raises(Unavailable):
        open_text(stored, "access_secondfactor.secret\x1f0")


def test_a_login_with_an_app_waits_for_its_code(li: User, enrolled: tuple[str, list[str]]) -> None:
    browser = Browser()
    first = browser.log_in("li").json()
    assert (first["authenticated"], first["waits_for"], first["ways"]) == (
        False,
        "second factor",
        ["app", "recovery code"],
    )
    assert browser.get("/api/session").json() == first
    assert browser.get("/api/sessions").status_code == 401
    assert prove(browser, now_code(enrolled[0])).json()["user"]["login"] == "li"
    assert browser.get("/api/sessions").json()["items"][0]["way"] == "password + app"


def test_a_code_is_accepted_once(enrolled: tuple[str, list[str]]) -> None:
    first, second = Browser(), Browser()
    code = now_code(enrolled[0])
    for browser in (first, second):
        browser.log_in("li")
    assert prove(first, code).status_code == 200
    assert prove(second, code).status_code == 401


def test_a_code_that_confirmed_the_app_does_not_log_in(as_li: Browser) -> None:
    secret = as_li.send("POST", "/api/session/second-factor").json()["secret"]
    code = now_code(secret)
    as_li.send("POST", "/api/session/second-factor/confirmation", {"code": code})
    browser = Browser()
    browser.log_in("li")
    assert prove(browser, code).status_code == 401


def test_a_recovery_code_logs_in_once_however_it_is_written(enrolled: tuple[str, list[str]]) -> None:
    _, codes = enrolled
    assert len(set(codes)) == 10
    browser, again = Browser(), Browser()
    for each in (browser, again):
        each.log_in("li")
    assert prove(browser, codes[3].lower().replace("-", " ")).status_code == 200
    assert prove(again, codes[3]).status_code == 401
    assert browser.get("/api/session/second-factor").json()["recovery_codes"] == 9


@pytest.mark.parametrize("code", ["000000", "", "12345678901", "9ZZZ-ZZZZ-ZZZ", "一二三四五六", "1" * 40])
def test_a_wrong_code_does_not_log_in(enrolled: tuple[str, list[str]], code: str) -> None:
    browser = Browser()
    browser.log_in("li")
    assert prove(browser, code).status_code in (401, 422)
    assert browser.get("/api/session").json()["authenticated"] is False


def test_codes_cannot_be_guessed_from_many_addresses(enrolled: tuple[str, list[str]]) -> None:
    for number in range(attempts.PER_LOGIN_AND_ADDRESS):
        browser = Browser(f"192.0.2.{number}")
        browser.log_in("li")
        assert prove(browser, "000000").status_code == 401
    browser = Browser("192.0.2.99")
    assert browser.log_in("li").json()["waits_for"] == "second factor"
    answer = prove(browser, now_code(enrolled[0]))
    assert (answer.status_code, "Retry-After" in answer.headers) == (429, True)


def test_a_code_without_a_login_is_nothing(browser: Browser, enrolled: tuple[str, list[str]]) -> None:
    assert prove(browser, now_code(enrolled[0])).status_code == 401


def test_a_login_waits_ten_minutes_and_can_begin_anew(enrolled: tuple[str, list[str]]) -> None:
    browser = Browser()
    browser.log_in("li")
    session = browser.session
    kept = session["waiting login"]
    session["waiting login"] = kept | {"since": (timezone.now() - timedelta(minutes=11)).isoformat()}
    session.save()
    assert browser.get("/api/session").json()["waits_for"] is None
    assert prove(browser, now_code(enrolled[0])).status_code == 401
    browser.log_in("li")
    assert browser.send("DELETE", "/api/session/second-factor/proof").json()["waits_for"] is None


def test_a_user_locked_in_between_is_not_let_in(enrolled: tuple[str, list[str]], li: User) -> None:
    browser = Browser()
    browser.log_in("li")
    User.objects.filter(pk=li.pk).update(is_active=False)
    assert prove(browser, now_code(enrolled[0])).status_code == 401


def test_the_second_step_has_a_fresh_session_key(enrolled: tuple[str, list[str]]) -> None:
    browser = Browser()
    browser.log_in("li")
    waiting = browser.cookies["sessionid"].value
    prove(browser, now_code(enrolled[0]))
    assert browser.cookies["sessionid"].value != waiting
    assert not UserSession.objects.filter(session_key=waiting).exists()


def test_a_role_that_needs_a_second_factor_is_led_to_set_it_up(li: User, settings: Any) -> None:
    settings.TIELINE_SECOND_FACTOR_ROLES = ["agent"]
    browser = Browser()
    assert browser.log_in("li").json()["waits_for"] == "enrolment"
    assert browser.get("/api/session/second-factor").status_code == 401
    assert browser.send("PATCH", "/api/session", {"language": "en"}).status_code == 401
    _, codes = enrol(browser)
    assert len(codes) == 10
    assert browser.get("/api/session").json()["user"]["login"] == "li"
    assert browser.send("DELETE", "/api/session/second-factor").status_code == 403


def test_roles_without_the_need_log_in_as_before(wang: User, settings: Any) -> None:
    settings.TIELINE_SECOND_FACTOR_ROLES = ["agent"]
    assert Browser().log_in("wang").json()["authenticated"] is True


def test_who_waits_for_a_code_cannot_set_up_another_app(enrolled: tuple[str, list[str]]) -> None:
    browser = Browser()
    browser.log_in("li")
    assert browser.send("POST", "/api/session/second-factor").status_code == 401
    assert browser.send("DELETE", "/api/session/second-factor").status_code == 401


def test_an_app_that_counts_is_not_replaced_silently(as_li: Browser, enrolled: tuple[str, list[str]]) -> None:
    assert as_li.send("POST", "/api/session/second-factor").status_code == 403


def test_changing_how_one_logs_in_needs_a_fresh_login(as_li: Browser) -> None:
    session = as_li.session
    session["login"] = session["login"] | {"began_at": (timezone.now() - timedelta(minutes=16)).isoformat()}
    session.save()
    for method, path in [("POST", ""), ("DELETE", ""), ("POST", "/recovery-codes")]:
        assert as_li.send(method, f"/api/session/second-factor{path}").status_code == 403


def test_new_recovery_codes_end_the_old_ones(as_li: Browser, enrolled: tuple[str, list[str]]) -> None:
    fresh = as_li.send("POST", "/api/session/second-factor/recovery-codes").json()["codes"]
    browser = Browser()
    browser.log_in("li")
    assert prove(browser, enrolled[1][0]).status_code == 401
    assert prove(browser, fresh[0]).status_code == 200


def test_a_removed_app_is_asked_for_no_more(as_li: Browser, enrolled: tuple[str, list[str]]) -> None:
    assert as_li.send("DELETE", "/api/session/second-factor").status_code == 200
    assert Browser().log_in("li").json()["authenticated"] is True
    assert not RecoveryCode.objects.exists()


def test_an_administrator_resets_a_lost_app_with_a_reason(
    as_wang: Browser, as_li: Browser, li: User, enrolled: tuple[str, list[str]]
) -> None:
    path = f"/api/users/{li.pk}/second-factor/reset"
    assert as_li.send("POST", path, {"reason": "mine"}).status_code == 403
    assert as_wang.send("POST", path, {"reason": " "}).status_code == 422
    assert as_wang.send("POST", path, {"reason": "Lost phone; came in person"}).status_code == 200
    assert as_li.get("/api/session").json()["authenticated"] is False
    assert Browser().log_in("li").json()["authenticated"] is True


def test_every_command_leaves_an_entry_and_no_secret_is_anywhere(
    as_li: Browser, enrolled: tuple[str, list[str]], caplog: pytest.LogCaptureFixture
) -> None:
    secret, codes = enrolled
    browser = Browser()
    browser.log_in("li")
    prove(browser, codes[0])
    as_li.send("POST", "/api/session/second-factor/recovery-codes")
    as_li.send("DELETE", "/api/session/second-factor")
    commands = list(Change.objects.order_by("sequence").values_list("command", flat=True))
    assert commands[-4:] == [
        "confirm_second_factor",
        "use_recovery_code",
        "renew_recovery_codes",
        "remove_second_factor",
    ]
    kept = json.dumps([*Change.objects.values()], default=str) + caplog.text
    assert not [each for each in (secret, *codes, PASSWORD, django_settings.SECRET_KEY) if each in kept]


def test_secret_and_codes_are_not_in_clear_in_the_database(enrolled: tuple[str, list[str]]) -> None:
    secret, codes = enrolled
    kept = json.dumps([*SecondFactor.objects.values(), *RecoveryCode.objects.values()], default=str)
    assert not [each for each in (secret, *codes, *(c.replace("-", "") for c in codes)) if each in kept]
