"""Sealed fields, as users, sign-on identities and alerts have them."""

from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from tieline.foundation.access.models import User
from tieline.foundation.access.sign_on_models import SignOnIdentity, SignOnRequest
from tieline.foundation.errors import Invalid, Unavailable
from tieline.foundation.keys.fields import indexes_of, sealed_for
from tieline.foundation.keys.keyring import add_key
from tieline.foundation.keys.models import DataKey

pytestmark = pytest.mark.django_db


def user(login: str, name: str = "李雷", email: str = "lilei@example.com") -> User:
    return User.objects.create(login=login, name=name, email=email, password="x")


def stored(login: str) -> tuple[str, str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, email FROM access_user WHERE login = %s", [login])
        found: tuple[str, str] = cursor.fetchone()
    return found


def test_a_sealed_field_is_read_as_it_was_written_and_stored_sealed() -> None:
    user("li")
    assert (User.objects.get(login="li").name, User.objects.only("id").get(login="li").email) == (
        "李雷",
        "lilei@example.com",
    )
    assert all(text.startswith("s1.") and "李雷" not in text and "lilei" not in text for text in stored("li"))


def test_an_empty_text_stays_empty_and_a_null_stays_null() -> None:
    user("li", email="")
    assert stored("li")[1] == ""
    request = SignOnRequest.objects.create(
        state_digest="d", provider="p", nonce="n", next_path="/", began_at=timezone.now()
    )
    assert SignOnRequest.objects.get(outcome__isnull=True).outcome is None
    SignOnRequest.objects.filter(pk="d").update(outcome=sealed_for(request, "outcome", {"name": "李雷"}))
    assert SignOnRequest.objects.get(pk="d").outcome == {"name": "李雷"}


def test_a_value_that_was_moved_to_another_row_does_not_open() -> None:
    user("li")
    user("wang", name="王芳", email="")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE access_user SET name = %s WHERE login = 'wang'", [stored("li")[0]])
    with pytest.raises(Unavailable, match=r"access_user\.name"):
        _ = User.objects.get(login="wang").name


def test_a_value_that_was_moved_to_another_column_does_not_open() -> None:
    user("li")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE access_user SET name = email WHERE login = 'li'")
    with pytest.raises(Unavailable):
        _ = User.objects.get(login="li").name


@pytest.mark.parametrize(
    "asked", [{"name": "李雷"}, {"name__icontains": "李"}, {"name__startswith": "s1."}, {"name__gt": "a"}]
)
def test_a_sealed_field_cannot_be_searched(asked: dict[str, Any]) -> None:
    user("li")
    with pytest.raises(Invalid, match="sealed"):
        list(User.objects.filter(**asked))


def test_an_update_past_the_row_is_refused_and_emptying_is_not() -> None:
    user("li")
    with pytest.raises(Invalid, match="bound to its row"), transaction.atomic():
        User.objects.filter(login="li").update(name="plain")
    User.objects.filter(login="li").update(email="")
    assert User.objects.get(login="li").email == ""


def test_a_blind_index_finds_the_row_before_and_after_a_rotation() -> None:
    SignOnIdentity.objects.create(provider="p", subject="subject-4711", user=user("li"))
    found = SignOnIdentity.objects.filter(subject_index__in=indexes_of(SignOnIdentity, "subject_index", "subject-4711"))
    assert found.get().subject == "subject-4711"
    add_key(DataKey.Purpose.INDEX)
    found = SignOnIdentity.objects.filter(subject_index__in=indexes_of(SignOnIdentity, "subject_index", "subject-4711"))
    assert found.get().user.login == "li"
    assert not SignOnIdentity.objects.filter(subject_index__in=indexes_of(SignOnIdentity, "subject_index", "other"))


def test_a_blind_index_keeps_values_unique() -> None:
    SignOnIdentity.objects.create(provider="p", subject="subject-4711", user=user("li"))
    with pytest.raises(IntegrityError), transaction.atomic():
        SignOnIdentity.objects.create(provider="p", subject="subject-4711", user=user("wang"))


def test_lists_open_only_what_is_read() -> None:
    user("li")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE access_user SET name = 's1.broken'")
    assert [each.email for each in User.objects.all()] == ["lilei@example.com"]
