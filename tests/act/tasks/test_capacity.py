"""How many tasks a day the teams are given, and whose alerts wait."""

from datetime import date, timedelta

import pytest

from tests.act.tasks.conftest import Run
from tests.know.tags.cast import AS_OF, customer, publish_definitions, their_tasks, three_rules
from tieline.act.tasks.models import Task

pytestmark = pytest.mark.django_db

NEXT_DAY = AS_OF + timedelta(days=1)
FEES = {"c1": 10.0, "c2": 40.0, "c3": 30.0, "c4": None, "c5": 20.0}


@pytest.fixture
def limited(run: Run) -> Run:
    """Runs in which the two teams that can work, care and sales, renew one contract a day each."""
    templates = [{**task, "a_day": 1} if task["key"] == "renew_contract" else task for task in their_tasks()]
    publish_definitions(rule=three_rules(), task=templates)
    return run


def day(limited: Run, as_of: date) -> int:
    """A run as of the day, on which every contract is ending; how many alerts wait for a task."""
    people = [customer(name, contract_days_left=20, monthly_fee=fee) for name, fee in FEES.items()]
    return int(limited(*people, as_of=as_of)["waiting"])


def in_work() -> set[str]:
    return set(Task.objects.values_list("customer_id", flat=True))


def test_those_with_most_at_risk_have_their_task_first_and_the_others_wait_for_another_day(limited: Run) -> None:
    assert (day(limited, AS_OF), in_work()) == (3, {"c2", "c3"})
    assert (day(limited, NEXT_DAY), in_work()) == (1, {"c2", "c3", "c5", "c1"})
    assert (day(limited, NEXT_DAY + timedelta(days=1)), len(in_work())) == (0, 5)  # what is at risk with c4 is unknown


def test_a_day_that_is_repeated_gives_out_no_more(limited: Run) -> None:
    day(limited, AS_OF)
    assert (day(limited, AS_OF), in_work()) == (3, {"c2", "c3"})


def test_without_a_limit_every_alert_has_its_task(run: Run) -> None:
    assert (day(run, AS_OF), len(in_work())) == (0, 5)
