"""Numbers of identity documents: what is checked, and that the number itself goes nowhere."""

from datetime import date

import pyarrow as pa
import pytest
from django.test import override_settings
from hypothesis import given, settings
from hypothesis import strategies as st

from tieline.foundation.standards.identity_number_columns import FIELDS, read_identity_numbers
from tieline.foundation.standards.identity_numbers import (
    check_digit,
    masked,
    masked_text,
    read_identity_number,
    refusal,
)

TODAY = date(2026, 11, 22)
EXAMPLE = "11010519491231002X"
"""The example of the standard itself, GB 11643-1999."""


def test_the_example_of_the_standard_is_read() -> None:
    document = read_identity_number(EXAMPLE, TODAY)
    assert document is not None
    assert (document.kind, document.masked) == ("resident", "110105********002X")
    assert (document.birth_date, document.gender, document.region) == (date(1949, 12, 31), "female", "110105")


@pytest.mark.parametrize(
    "written", ["11010519491231002x", " 110105 19491231 002X", "１１０１０５１９４９１２３１００２Ｘ"]
)
def test_every_way_to_write_a_number_has_one_hash(written: str) -> None:
    documents = [read_identity_number(text, TODAY) for text in (written, EXAMPLE)]
    assert documents[0] == documents[1] is not None


def test_the_old_number_of_a_person_has_the_hash_of_the_new_one() -> None:
    old, new = read_identity_number("110105491231002", TODAY), read_identity_number(EXAMPLE, TODAY)
    assert old is not None
    assert new is not None
    assert old.hash == new.hash
    assert old.masked == "110105*****1002"


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ("110105194912310021", "wrong check digit"),
        ("990105194912310029", "no such region"),
        ("110105194902300021", "no such birth date"),
        ("110105209912310021", "no such birth date"),
        ("12345", "not a document"),
        ("", "not a document"),
    ],
)
def test_what_is_no_number_is_refused_with_the_reason(written: str, reason: str) -> None:
    assert read_identity_number(written, TODAY) is None
    assert refusal(written, TODAY) == reason


@pytest.mark.parametrize(
    ("written", "kind", "mask"),
    [("E12345678", "passport", "E1*****78"), ("h0123456700", "mainland travel permit", "H0*******00")],
)
def test_other_documents_are_read_by_their_shape(written: str, kind: str, mask: str) -> None:
    document = read_identity_number(written, TODAY)
    assert document is not None
    assert (document.kind, document.masked) == (kind, mask)


def test_the_hash_needs_the_key_of_the_installation() -> None:
    with override_settings(SECRET_KEY="one"):
        one = read_identity_number(EXAMPLE, TODAY)
    with override_settings(SECRET_KEY="other"):
        other = read_identity_number(EXAMPLE, TODAY)
    assert one is not None
    assert other is not None
    assert one.hash != other.hash


def test_nothing_that_leaves_holds_the_number() -> None:
    document = read_identity_number(EXAMPLE, TODAY)
    assert document is not None
    assert EXAMPLE[6:14] not in f"{document} {document.sealed}"


def test_a_sealed_number_reads_as_itself() -> None:
    document = read_identity_number(EXAMPLE, TODAY)
    assert document is not None
    again = read_identity_number(document.sealed, TODAY)
    assert again is not None
    assert (again.masked, again.hash, again.sealed) == (document.masked, document.hash, document.sealed)
    assert masked_text(document.sealed) == document.sealed


@given(st.text(min_size=4, max_size=40))
def test_a_mask_shows_at_most_half(text: str) -> None:
    hidden = masked(text)
    assert len(hidden) == len(text)
    assert sum(sign == "*" for sign in hidden) >= len(text) // 3


@st.composite
def resident_numbers(draw: st.DrawFn) -> str:
    """Numbers of residents, most of them right, in some writing."""
    region = draw(st.sampled_from(["110105", "330106", "910000", "990101"]))
    day = f"{draw(st.integers(1840, 2030)):04}{draw(st.integers(0, 13)):02}{draw(st.integers(0, 32)):02}"
    digits = f"{region}{day}{draw(st.integers(0, 999)):03}"
    last = draw(st.sampled_from([check_digit(digits)] * 4 + ["0", "X", "x"]))
    return draw(st.sampled_from([digits + last, f"{digits[:6]}{digits[8:]}", f" {digits}{last}"]))


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.one_of(resident_numbers(), st.none(), st.text("0123456789XEGH", max_size=19)), min_size=20, max_size=60)
)
def test_columns_give_what_reading_one_by_one_gives(written: list[str | None]) -> None:
    rows = read_identity_numbers(pa.array(written, pa.string()), TODAY).to_pylist()
    for text, row in zip(written, rows, strict=True):
        document = read_identity_number(text, TODAY) if text is not None else None
        assert row == {name: getattr(document, name, None) for name in FIELDS.names}, text
