"""Calculation: who gets a task."""

from tieline.act.tasks.assignment import Assigned, Desk, Manager

LI = Manager(1, "care")


def test_the_managers_customer_is_the_managers_task() -> None:
    assert Desk({"li": LI}, {"care": 9, "sales": 0}).assign("li") == Assigned(1, "care")


def test_a_manager_who_does_not_work_here_any_more_is_passed_over() -> None:
    assert Desk({"li": LI}, {"care": 0}).assign("gone") == Assigned(None, "care")


def test_the_team_with_the_fewest_unfinished_tasks_is_next_and_tasks_are_counted_as_they_are_given_out() -> None:
    desk = Desk({}, {"care": 2, "sales": 0})
    assert [desk.assign(None).team for _ in range(5)] == ["sales", "sales", "care", "sales", "care"]


def test_a_managers_task_counts_for_the_team() -> None:
    desk = Desk({"li": LI}, {"care": 0, "sales": 0})
    desk.assign("li")
    assert desk.assign(None).team == "sales"


def test_where_nobody_can_work_a_task_belongs_to_nobody() -> None:
    assert Desk({}, {}).assign("li") == Assigned(None, None)
