"""What a password may be, how it is kept and compared, and that a login costs the same whoever asks."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth import hashers
from django.utils import timezone

from tests.foundation.access.conftest import PASSWORD, Browser
from tieline.foundation.access.commands import create_user
from tieline.foundation.access.logins import find_user_by_password
from tieline.foundation.access.models import User
from tieline.foundation.access.session_models import UserSession
from tieline.foundation.errors import Invalid

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "password",
    [
        "lower case letters only",
        "123 456 789 987 24",
        "十二个汉字也可以当作密码来使用",
        "x7" + "y" * 62 + "z" * 64,
        " spaces around ",
    ],
)
def test_any_long_password_is_taken(password: str) -> None:
    create_user("li", name="李伟", roles=[], password=password)
    assert Browser().log_in("li", password).status_code == 200


@pytest.mark.parametrize("password", ["", "short", "elevenchars", "password1234", "1234567890123", "qwertyuiop123"])
def test_a_weak_password_is_refused(password: str) -> None:
    with pytest.raises(Invalid):
        create_user("li", name="李伟", roles=[], password=password)
    assert not User.objects.exists()


@pytest.mark.parametrize(
    "password",
    [
        "tieline-tieline",
        "TieLine-10086!",
        "zhang.weizhang.wei",
        "张伟张伟张伟张伟张伟张伟",
        "zw@example.cn",
        "客户客户客户客户-2026",
    ],
)
def test_words_that_anybody_could_guess_are_no_password(password: str) -> None:
    with pytest.raises(Invalid, match="Words that anybody could guess here"):
        create_user("zhang.wei", name="张伟", roles=[], password=password, email="zw@example.cn")


@pytest.mark.parametrize(
    "password", ["tieline is not all of it", "zhang.wei and much more besides", "十二个汉字加上张伟也可以的"]
)
def test_such_a_word_does_no_harm_in_a_long_one(password: str) -> None:
    assert create_user("zhang.wei", name="张伟", roles=[], password=password).check_password(password)


def test_a_weak_password_is_told_in_chinese_with_every_reason(wang: User, as_wang: Browser) -> None:
    body = {"login": "li", "name": "李伟", "roles": [], "password": "tieline1"}
    told = as_wang.generic(
        "POST",
        "/api/users",
        json.dumps(body),
        "application/json",
        headers={"X-CSRFToken": as_wang.cookies["csrftoken"].value, "Accept-Language": "zh-CN"},
    )
    assert told.status_code == 422
    assert told.json()["detail"] == "密码太短，至少要 12 个字符；这个密码大部分是旁人容易猜到的词"


@pytest.mark.parametrize(
    "given",
    [PASSWORD.upper(), PASSWORD + " ", " " + PASSWORD, PASSWORD[:-1], PASSWORD + "x", PASSWORD.replace(" ", "")],
)
def test_a_password_is_compared_letter_by_letter(given: str) -> None:
    create_user("li", name="李伟", roles=[], password=PASSWORD)
    assert find_user_by_password("li", given) is None
    assert find_user_by_password("li", PASSWORD) is not None


def test_letters_behind_the_72nd_count_too() -> None:
    create_user("li", name="李伟", roles=[], password="y7" * 40 + "end")
    assert find_user_by_password("li", "y7" * 40 + "eng") is None


def test_a_password_does_not_end_by_itself() -> None:
    user = create_user("li", name="李伟", roles=[], password=PASSWORD)
    User.objects.filter(pk=user.pk).update(last_login=timezone.now() - timedelta(days=4000))
    assert Browser().log_in("li").status_code == 200


def test_passwords_are_hashed_by_argon2(settings: Any) -> None:
    settings.PASSWORD_HASHERS = settings.PASSWORD_HASHERS[1:]
    user = create_user("li", name="李伟", roles=[], password=PASSWORD)
    kept = User.objects.values_list("password", flat=True).get(pk=user.pk)
    assert kept.startswith("argon2$argon2id$")
    assert PASSWORD not in kept


def count(monkeypatch: pytest.MonkeyPatch, work: str, counted: list[str]) -> None:
    """Write down each time that the hasher does this work; it is done as ever."""
    hasher = type(hashers.get_hasher())
    really = getattr(hasher, work)

    def doing(*given: Any, **named: Any) -> Any:
        counted.append(work)
        return really(*given, **named)

    monkeypatch.setattr(hasher, work, doing)


def test_a_login_that_nobody_has_costs_one_hash_like_any_other(monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    settings.PASSWORD_HASHERS = settings.PASSWORD_HASHERS[:1]
    create_user("li", name="李伟", roles=[], password=PASSWORD)
    create_user("directory", name="来自目录", roles=[], password=None)
    counted: list[str] = []
    for work in ("encode", "verify"):
        count(monkeypatch, work, counted)
    costs = {}
    for login in ("li", "nobody", "directory", "LI", "l" * 60):
        counted.clear()
        assert find_user_by_password(login, "wrong") is None
        costs[login] = len(counted)
    assert set(costs.values()) == {1}, costs


def test_keys_of_sessions_are_long_and_never_the_same() -> None:
    user = create_user("li", name="李伟", roles=[], password=PASSWORD)
    for _ in range(20):
        Browser().log_in("li")
    keys = set(UserSession.objects.filter(user=user).values_list("session_key", flat=True))
    assert len(keys) == 20
    assert {len(key) for key in keys} == {32}, "of 36 letters: 165 bits"


def test_a_new_installation_has_no_users() -> None:
    assert not User.objects.exists()
    assert Browser().log_in("admin", "admin").status_code == 401
