"""What every request asks is read at that moment: nobody keeps a session, an account or a role that is gone."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest
from django.utils import timezone

from tests.foundation.access.conftest import Browser
from tieline.foundation.access.models import RoleGrant, User
from tieline.foundation.access.session_models import UserSession
from tieline.foundation.access.sessions import LoginBackend


def test_a_user_is_read_as_django_reads_one(
    wang: User, li: User, django_assert_num_queries: Callable[..., AbstractContextManager[object]]
) -> None:
    for user in (wang, li):
        plain = User.objects.select_related("team").get(pk=user.pk)
        with django_assert_num_queries(2):
            found = LoginBackend().get_user(user.pk)
            assert found is not None
            team, roles = found.team, found.roles
        assert (team, roles, found.name) == (plain.team, plain.roles, plain.name)
        shown = [field.attname for field in User._meta.concrete_fields]
        assert [getattr(found, name) for name in shown] == [getattr(plain, name) for name in shown]


def lock() -> None:
    User.objects.update(is_active=False)


def take_roles() -> None:
    RoleGrant.objects.all().delete()


def let_roles_end() -> None:
    RoleGrant.objects.update(until=timezone.now() - timedelta(seconds=1))


def end_session() -> None:
    UserSession.objects.all().delete()


def expire_session() -> None:
    UserSession.objects.update(expire_date=timezone.now())


def leave_unused() -> None:
    UserSession.objects.update(seen_at=timezone.now() - timedelta(hours=2))


def change_password() -> None:
    User.objects.update(password="!")


@pytest.mark.parametrize(
    ("happens", "answer"),
    [(lock, 401), (take_roles, 403), (let_roles_end, 403)]
    + [(each, 401) for each in (end_session, expire_session, leave_unused, change_password)],
)
def test_the_next_request_knows(as_wang: Browser, happens: Callable[[], None], answer: int) -> None:
    assert as_wang.get("/api/users").status_code == 200
    happens()
    assert as_wang.get("/api/users").status_code == answer


def test_the_next_request_has_the_role_that_was_given(as_li: Browser, li: User) -> None:
    assert as_li.get("/api/users").status_code == 403
    RoleGrant.objects.create(user=li, role="admin")
    assert as_li.get("/api/users").status_code == 200
