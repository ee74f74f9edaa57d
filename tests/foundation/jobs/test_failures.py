"""What is kept of an error tells the person who mends it what happened, and of nobody."""

import pytest

from tieline.foundation.errors import NotFound
from tieline.foundation.jobs.failures import said


@pytest.mark.parametrize(
    "told",
    [
        "+8613800138000",
        "138-0013-8000",
        "138 0013 8000",
        "11010519491231002X",
        "li.na+x@mail.example.com",
        "C0a1b2c3d4e5f6071",
    ],
)
def test_no_number_no_e_mail_and_no_customer_id_is_kept(told: str) -> None:
    for error in (ValueError(f"could not convert '{told}' to a date"), NotFound(f"There is no customer '{told}'")):
        assert told not in said(error)
        assert "'…'" in said(error)


def test_dates_counts_versions_and_names_of_files_and_loads_stay() -> None:
    text = (
        "L20261031-0007: customers_20261031101500.csv, row 1200345 of 2026-10-31 09:15:00, 1,234,567,890 bytes, 10.0.1"
    )
    assert said(NotFound(text)).startswith(text)
