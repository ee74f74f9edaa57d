"""Numbers as people and systems write them → E.164, one by one and by the million."""

import ibis
import phonenumbers
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tieline.foundation.standards.phone_columns import read_phones, usual_national
from tieline.foundation.standards.phones import read_number, read_numbers, refusal
from tieline.foundation.warehouse.connection import Warehouse, open_warehouse
from tieline.foundation.warehouse.staging import staging

COUNTRIES = ["CN", "DE", "US", "FR", "GB"]


@pytest.mark.parametrize(
    "written",
    [
        "13800001234",
        "138 0000 1234",
        "138-0000-1234",
        "+8613800001234",
        "+86 138 0000 1234",
        "008613800001234",
        "86-13800001234",
        "＋８６　１３８００００１２３４",
    ],
)
def test_a_mobile_number_is_the_same_in_every_writing(written: str) -> None:
    number = read_number(written, "CN")
    assert number is not None
    assert (number.e164, number.national, number.shown) == ("+8613800001234", "13800001234", "+86 138 0000 1234")


@pytest.mark.parametrize(
    ("written", "country", "e164"),
    [
        ("021 6888 1234", "CN", "+862168881234"),
        ("(021)68881234", "CN", "+862168881234"),
        ("+86 (0)21 6888 1234", "CN", "+862168881234"),
        ("0571-88881234", "CN", "+8657188881234"),
        ("(213) 373-4253", "US", "+12133734253"),
        ("+49 30 901820", "CN", "+4930901820"),
        ("0123456789", "FR", "+33123456789"),
    ],
)
def test_landlines_and_foreign_numbers_are_read_by_country(written: str, country: str, e164: str) -> None:
    number = read_number(written, country)
    assert number is not None
    assert number.e164 == e164


@pytest.mark.parametrize(
    "written", ["021-68881234-801", "021-68881234转801", "021 6888 1234 ext. 801", "02168881234x801", "02168881234#801"]
)
def test_an_extension_is_kept_apart_from_its_landline(written: str) -> None:
    number = read_number(written, "CN")
    assert number is not None
    assert (number.e164, number.extension) == ("+862168881234", "801")


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ("10086", "short code"),
        ("12315", "short code"),
        ("110", "short code"),
        ("95588", "short code"),
        ("1008611", "short code"),
        ("6888 1234", "no area code"),
        ("1380000123", "not a number"),
        ("1380000123456789012", "not a number"),
        ("1069012345678", "too long"),
        ("00000000000", "not a number"),
        ("call me", "not a number"),
        ("", "not a number"),
    ],
)
def test_what_reaches_nobody_is_refused_with_the_reason(written: str, reason: str) -> None:
    assert read_number(written, "CN") is None
    assert refusal(written, "CN") == reason


def test_a_landline_without_its_area_code_is_read_where_the_area_is_known() -> None:
    number = read_number("6888 1234", "CN", area="021")
    assert number is not None
    assert number.e164 == "+862168881234"


def test_a_mobile_number_in_a_range_that_is_not_yet_known_is_a_number() -> None:
    number = read_number("19400001234", "CN")
    assert number is not None
    assert number.e164 == "+8619400001234"


def test_a_country_that_nobody_knows_reads_international_numbers_only() -> None:
    assert read_number("13800001234", "XX") is None
    number = read_number("+8613800001234", "XX")
    assert number is not None
    assert number.e164 == "+8613800001234"


def test_many_are_read_at_once_and_those_that_are_none_left_out() -> None:
    columns = read_numbers(["13800001234", "none", "+49 30 901820"], "CN")
    assert columns["written"] == ["13800001234", "+49 30 901820"]
    assert columns["e164"] == ["+8613800001234", "+4930901820"]


@st.composite
def numbers(draw: st.DrawFn) -> tuple[str, str]:
    """A country, and a number of it in some writing, or digits that are perhaps none."""
    country = draw(st.sampled_from(COUNTRIES))
    region = draw(st.sampled_from(COUNTRIES))
    kind = draw(st.sampled_from([phonenumbers.PhoneNumberType.MOBILE, phonenumbers.PhoneNumberType.FIXED_LINE]))
    example = phonenumbers.example_number_for_type(region, kind)
    assert example is not None
    national = phonenumbers.national_significant_number(example)
    tail = draw(st.integers(min_value=0, max_value=6))
    digits = national[: len(national) - tail] + draw(st.text("0123456789", min_size=tail, max_size=tail))
    code = str(example.country_code)
    before = draw(st.sampled_from(["", "0", "+" + code, "00" + code, "011" + code, code, "+" + code + "0"]))
    text = before + draw(st.one_of(st.just(digits), st.text("0123456789", max_size=14)))
    for place in sorted(draw(st.lists(st.integers(1, max(1, len(text) - 1)), max_size=3)), reverse=True):
        text = text[:place] + draw(st.sampled_from([" ", "-", "·", "\xa0", "　", "(", "．"])) + text[place:]
    return country, text


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Warehouse:
    return open_warehouse(f"duckdb:///{tmp_path_factory.mktemp('phones')}/warehouse.duckdb")


@settings(max_examples=60, deadline=None)
@given(st.lists(numbers(), min_size=30, max_size=80))
def test_columns_give_what_reading_one_by_one_gives(engine: Warehouse, written: list[tuple[str, str]]) -> None:
    for country in COUNTRIES:
        texts = sorted({text for its, text in written if its == country} | {"13800001234", "10086"})
        with staging(engine) as area:
            read = read_phones(area, area.keep_values({"written": ("string", texts)}), country).to_pyarrow()
        found = {row["written"]: (row["e164"], row["national"], row["shown"]) for row in read.to_pylist()}
        expected = {text: number for text in texts if (number := read_number(text, country))}
        assert found == {text: (each.e164, each.national, each.shown) for text, each in expected.items()}


@settings(max_examples=300, deadline=None)
@given(numbers())
def test_the_patterns_of_usual_numbers_agree_with_the_library(engine: Warehouse, number: tuple[str, str]) -> None:
    country, written = number
    quick = engine.ibis.to_pyarrow(usual_national(ibis.literal(written), country)).as_py()
    if quick is not None:
        compact = "".join(sign for sign in written if sign.isdigit() or sign == "+")
        parsed = phonenumbers.parse(compact, country)
        assert quick == phonenumbers.national_significant_number(parsed)
        assert parsed.country_code == phonenumbers.country_code_for_region(country)
        assert phonenumbers.is_valid_number(parsed)
