"""The cast of tasks: two teams of agents, a supervisor, a marketer, and customers whose alerts open tasks."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from tests.know.tags.cast import (
    AS_OF,
    complaint,
    customer,
    nothing,
    publish_definitions,
    publish_profile,
    their_tasks,
    three_rules,
)
from tieline.act.tasks.commands import refresh_tasks
from tieline.act.tasks.due import work_begins_after
from tieline.act.tasks.models import Task
from tieline.foundation.access.commands import create_team, create_user
from tieline.foundation.access.models import User
from tieline.foundation.warehouse.connection import Warehouse
from tieline.notice.rules.commands import refresh_rules

PASSWORD = "a long calm password"
MORNING: datetime = work_begins_after(AS_OF)
NOON = MORNING + timedelta(hours=3)

Run = Callable[..., dict[str, Any]]


@pytest.fixture
def staff(db: None) -> dict[str, User]:
    """Li and Zhao are agents of care, Qian of sales; Sun supervises care; Ma is a marketer without tasks."""
    create_team("care", zh="客户关怀", en="Customer care")
    create_team("sales", zh="销售", en="Sales")
    create_team("marketing", zh="市场", en="Marketing")
    people = {
        "li": ("care", "agent"),
        "zhao": ("care", "agent"),
        "qian": ("sales", "agent"),
        "sun": ("care", "supervisor"),
        "ma": ("marketing", "marketer"),
    }
    return {
        login: create_user(login, name=login.title(), roles=[role], password=PASSWORD, team=team)
        for login, (team, role) in people.items()
    }


@pytest.fixture
def run(warehouse: Warehouse, staff: dict[str, User]) -> Run:
    """One run of rules and tasks over these customers; what the tasks stage reports."""
    publish_definitions(rule=three_rules(), task=their_tasks())

    def once(
        *customers: dict[str, Any], as_of: date = AS_OF, contacts: list[dict[str, Any]] | None = None
    ) -> dict[str, Any]:
        publish_profile(warehouse, list(customers), as_of=as_of, contacts=contacts or [])
        refresh_rules(as_of, nothing)
        return dict(refresh_tasks(as_of, nothing).report)

    return once


def ending(name: str, **fields: Any) -> dict[str, Any]:
    """A customer whose contract ends in thirty days."""
    return customer(name, contract_days_left=30, contract_end=date(2026, 4, 30), plan="畅享5G 99元套餐", **fields)


def angry(name: str, month: int = 3) -> list[dict[str, Any]]:
    """Three complaints in a month."""
    return [complaint(name, f"2026-{month:02}-{day} 08:00") for day in (10, 20, 30)]


@pytest.fixture
def task(run: Run) -> Task:
    """A task on Wang's ending contract, for Li, who is his manager."""
    run(ending("wang", manager="li"))
    return Task.objects.get()


@pytest.fixture
def browse(staff: dict[str, User]) -> Callable[[str], Client]:
    """A client in which this person is logged in."""

    def logged_in(login: str) -> Client:
        client = Client()
        client.force_login(staff[login])
        return client

    return logged_in
