"""Calculation: when a task is due."""

from datetime import UTC, date, datetime, timedelta

from tieline.act.tasks.due import due_at, end_of_today, start_of_today, work_begins_after


def test_the_time_to_work_begins_on_the_morning_after_the_day_of_the_run() -> None:
    assert work_begins_after(date(2026, 3, 31)) == datetime(2026, 4, 1, 1, 0, tzinfo=UTC)


def test_a_task_that_is_due_in_four_hours_is_due_at_one_oclock() -> None:
    due = due_at(work_begins_after(date(2026, 3, 31)), timedelta(hours=4))
    assert due == datetime(2026, 4, 1, 5, 0, tzinfo=UTC)


def test_today_is_the_operators_day() -> None:
    now = datetime(2026, 3, 31, 16, 0, tzinfo=UTC)
    assert start_of_today(now) == datetime(2026, 3, 31, 16, 0, tzinfo=UTC)
    assert end_of_today(now) == datetime(2026, 4, 1, 16, 0, tzinfo=UTC)
