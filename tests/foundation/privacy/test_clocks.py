"""By when the law wants an answer, counted by hand."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tieline.foundation.errors import Invalid, Refused
from tieline.foundation.privacy.clocks import Calendar, after_months, calendar, due_on, extended, stands

NONE = Calendar()
GOLDEN_WEEK = Calendar(
    holidays=frozenset(date(2026, 10, day) for day in range(1, 8)), workdays=frozenset({date(2026, 10, 10)})
)


@pytest.mark.parametrize(
    ("received", "due"),
    [
        (date(2026, 11, 2), date(2026, 11, 23)),  # a Monday: three full weeks
        (date(2026, 11, 7), date(2026, 11, 27)),  # a Saturday: the count begins on Monday
    ],
)
def test_pipl_gives_fifteen_working_days(received: date, due: date) -> None:
    assert due_on("pipl", received, NONE) == due


def test_holidays_are_not_counted_and_weekends_that_are_worked_are() -> None:
    assert due_on("pipl", date(2026, 9, 25), NONE) == date(2026, 10, 16)
    assert due_on("pipl", date(2026, 9, 25), GOLDEN_WEEK) == date(2026, 10, 22)


@pytest.mark.parametrize(
    ("received", "due"),
    [
        (date(2026, 11, 2), date(2026, 12, 2)),
        (date(2026, 1, 30), date(2026, 3, 2)),  # 28 February is a Saturday
        (date(2026, 10, 5), date(2026, 11, 5)),
    ],
)
def test_gdpr_gives_one_month_and_the_next_working_day(received: date, due: date) -> None:
    assert due_on("gdpr", received, NONE) == due


def test_gdpr_can_be_extended_by_two_months_and_pipl_cannot() -> None:
    assert extended("gdpr", date(2026, 11, 2), NONE) == date(2027, 2, 2)
    with pytest.raises(Refused, match="cannot be extended"):
        extended("pipl", date(2026, 11, 2), NONE)


def test_the_month_after_a_long_one_ends_earlier() -> None:
    assert after_months(date(2027, 12, 31), 2) == date(2028, 2, 29)


@pytest.mark.parametrize(
    ("due", "word"),
    [(date(2026, 11, 21), "overdue"), (date(2026, 11, 22), "soon"), (date(2026, 11, 28), "in time")],
)
def test_a_clock_says_how_it_stands(due: date, word: str) -> None:
    assert stands(due, date(2026, 11, 22)) == word


def test_the_calendar_is_a_file(settings: Any, tmp_path: Path) -> None:
    file = tmp_path / "days.yaml"
    file.write_text("holidays: [2026-10-01]\nworkdays: ['2026-10-10']\n")
    settings.TIELINE_HOLIDAYS = str(file)
    assert (calendar().is_worked(date(2026, 10, 1)), calendar().is_worked(date(2026, 10, 10))) == (False, True)
    settings.TIELINE_HOLIDAYS = str(tmp_path / "none.yaml")
    with pytest.raises(Invalid, match="The calendar cannot be read"):
        calendar()


def test_an_unknown_law_is_refused() -> None:
    with pytest.raises(Invalid, match="no law"):
        due_on("ccpa", date(2026, 11, 2), NONE)
