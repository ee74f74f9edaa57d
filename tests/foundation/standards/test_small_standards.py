"""Dates, genders and currencies as people write them."""

from datetime import date

import ibis
import pytest

from tieline.foundation.standards import currencies, dates, genders


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2026-03-02", date(2026, 3, 2)),
        ("2026/3/2", date(2026, 3, 2)),
        ("20260302", date(2026, 3, 2)),
        ("2026年3月2日", date(2026, 3, 2)),
        ("２０２６．３．２", date(2026, 3, 2)),
        ("民国75年3月2日", date(1986, 3, 2)),
        ("民国元年1月1日", date(1912, 1, 1)),
        ("2.3.2026", date(2026, 3, 2)),
        ("13/02/2026", date(2026, 2, 13)),
        ("02/13/2026", date(2026, 2, 13)),
        ("03/03/2026", date(2026, 3, 3)),
    ],
)
def test_a_day_is_read_where_it_is_certain(written: str, day: date) -> None:
    assert dates.read_date(written) == day
    assert dates.refusal(written) is None


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ("2026-02-30", "no such day"),
        ("20261301", "no such day"),
        ("13/13/2026", "no such day"),
        ("03/04/2026", "day or month"),
        ("85-3-2", "two-digit year"),
        ("850302", "two-digit year"),
        ("85年3月2日", "two-digit year"),
        ("tomorrow", "not a date"),
        ("", "not a date"),
    ],
)
def test_a_day_that_is_none_or_not_certain_is_refused_with_the_reason(written: str, reason: str) -> None:
    assert dates.read_date(written) is None
    assert dates.refusal(written) == reason


GENDERS = [
    "男",
    "女",
    "M",
    "f",
    "Male",
    "FEMALE",
    "1",
    "2",
    "0",
    "9",
    "先生",
    "女士",
    "Mr.",
    " Ms. ",
    "保密",
    "",
    "x",
    "Ｆ",
]


def test_genders_are_read_in_both_languages_and_by_code() -> None:
    found = {text: genders.read_gender(text) for text in GENDERS}
    assert [text for text, gender in found.items() if gender == "male"] == ["男", "M", "Male", "1", "先生", "Mr."]
    assert [t for t, g in found.items() if g == "female"] == ["女", "f", "FEMALE", "2", "女士", " Ms. ", "Ｆ"]
    assert [genders.refusal(text) for text in ("0", "保密", "x", "男")] == [
        "not told",
        "not told",
        "not a gender",
        None,
    ]


def test_columns_of_genders_give_what_reading_one_by_one_gives() -> None:
    rows = ibis.memtable({"written": GENDERS})
    found = rows.select("written", gender=genders.gender_column(rows.written)).to_pyarrow().to_pylist()
    assert [row["gender"] for row in found] == [genders.read_gender(row["written"]) for row in found]


@pytest.mark.parametrize(
    ("written", "country", "code"),
    [
        ("cny", "US", "CNY"),
        ("RMB", "CN", "CNY"),
        ("元", "CN", "CNY"),
        ("¥", "CN", "CNY"),
        ("￥", "JP", "JPY"),
        ("$", "US", "USD"),
        ("$", "HK", "HKD"),
        ("US$", "CN", "USD"),
        ("€", "CN", "EUR"),
        ("港币", "CN", "HKD"),
    ],
)
def test_a_currency_is_read_by_code_name_and_sign(written: str, country: str, code: str) -> None:
    assert currencies.read_currency(written, country) == code


@pytest.mark.parametrize(
    ("written", "country", "reason"),
    [
        ("¥", "DE", "ambiguous sign"),
        ("$", "CN", "ambiguous sign"),
        ("XYZ", "CN", "not a currency"),
        ("", "CN", "not a currency"),
    ],
)
def test_a_currency_that_is_unknown_or_shared_is_refused(written: str, country: str, reason: str) -> None:
    assert currencies.read_currency(written, country) is None
    assert currencies.refusal(written, country) == reason
