"""Numbers as people and systems write them → E.164."""

import pytest

from tieline.foundation.phones import read_number, read_numbers


@pytest.mark.parametrize(
    "written",
    ["13800001234", "138 0000 1234", "138-0000-1234", "+8613800001234", "+86 138 0000 1234", "008613800001234"],
)
def test_a_mobile_number_is_the_same_in_every_writing(written: str) -> None:
    number = read_number(written, "CN")
    assert number is not None
    assert (number.e164, number.national, number.shown) == ("+8613800001234", "13800001234", "+86 138 0000 1234")


@pytest.mark.parametrize(
    ("written", "country", "e164"),
    [
        ("021 6888 1234", "CN", "+862168881234"),
        ("(213) 373-4253", "US", "+12133734253"),
        ("+49 30 901820", "CN", "+4930901820"),
        ("0123456789", "FR", "+33123456789"),
    ],
)
def test_landlines_and_foreign_numbers_are_read_by_country(written: str, country: str, e164: str) -> None:
    number = read_number(written, country)
    assert number is not None
    assert number.e164 == e164


@pytest.mark.parametrize("written", ["", "n/a", "12", "call me", "1380000123456789012"])
def test_what_is_no_number_is_none(written: str) -> None:
    assert read_number(written, "CN") is None


def test_many_are_read_at_once_and_those_that_are_none_left_out() -> None:
    columns = read_numbers(["13800001234", "none", "+49 30 901820"], "CN")
    assert columns["written"] == ["13800001234", "+49 30 901820"]
    assert columns["e164"] == ["+8613800001234", "+4930901820"]
