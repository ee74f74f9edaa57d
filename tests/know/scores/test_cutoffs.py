"""Month ends to learn from."""

from datetime import date, timedelta

import pytest

from tieline.know.scores.cutoffs import find_cut_offs, last_cut_off, month_end


@pytest.mark.parametrize(
    ("as_of", "last"),
    [
        (date(2026, 6, 30), date(2026, 4, 30)),
        (date(2026, 6, 29), date(2026, 4, 30)),
        (date(2026, 6, 28), date(2026, 3, 31)),
        (date(2026, 3, 1), date(2025, 12, 31)),
    ],
)
def test_the_horizon_of_the_last_cut_off_is_over(as_of: date, last: date) -> None:
    assert last_cut_off(as_of, 60) == last
    assert last + timedelta(days=60) <= as_of
    assert month_end(last, 1) + timedelta(days=60) > as_of


def test_twelve_months_of_history_give_four_training_months() -> None:
    found = find_cut_offs(
        date(2026, 6, 30), horizon_days=60, first_month=date(2025, 7, 1), history_months=4, train_months=6
    )
    assert found is not None
    assert found.train == (date(2025, 10, 31), date(2025, 11, 30), date(2025, 12, 31), date(2026, 1, 31))
    assert (found.tune, found.calibrate, found.test) == (date(2026, 2, 28), date(2026, 3, 31), date(2026, 4, 30))


def test_no_more_training_months_than_asked_for_and_the_newest_of_them() -> None:
    found = find_cut_offs(
        date(2026, 6, 30), horizon_days=60, first_month=date(2020, 1, 1), history_months=4, train_months=2
    )
    assert found is not None
    assert found.train == (date(2025, 12, 31), date(2026, 1, 31))


def test_a_history_too_short_for_a_training_month_gives_none() -> None:
    assert (
        find_cut_offs(
            date(2026, 6, 30), horizon_days=60, first_month=date(2025, 11, 1), history_months=4, train_months=6
        )
        is None
    )


def test_month_ends_cross_the_year() -> None:
    assert month_end(date(2026, 1, 15), -1) == date(2025, 12, 31)
    assert month_end(date(2025, 12, 31), 2) == date(2026, 2, 28)
