"""Two people at one task at the same moment, on the real database."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from tests.act.tasks.conftest import NOON
from tieline.act.tasks.commands import close_task, start_task
from tieline.act.tasks.models import Attempt, Task
from tieline.foundation.access.models import User
from tieline.foundation.errors import Refused

pytestmark = pytest.mark.django_db(transaction=True)


def test_of_two_who_close_a_task_at_once_one_is_refused(task: Task, staff: dict[str, User]) -> None:
    together = Barrier(2)

    def close(login: str) -> str:
        together.wait()
        try:
            close_task(task.pk, by=staff[login], outcome="renewed", note="", again_at=None, now=NOON)
        except Refused:
            return "refused"
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor(2) as people:
        assert sorted(people.map(close, ["li", "zhao"])) == ["done", "refused"]
    assert Attempt.objects.count() == 1


def test_of_two_who_begin_a_task_at_once_one_has_it(task: Task, staff: dict[str, User]) -> None:
    together = Barrier(2)

    def begin(login: str) -> str:
        together.wait()
        try:
            start_task(task.pk, by=staff[login], now=NOON)
        except Refused:
            return "refused"
        finally:
            connection.close()
        return login

    with ThreadPoolExecutor(2) as people:
        results = sorted(people.map(begin, ["li", "zhao"]))
    assert results.count("refused") == 1
    assert Task.objects.get().assignee == staff[next(login for login in results if login != "refused")]
