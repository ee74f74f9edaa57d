"""Names as they sound."""

import pytest

from tieline.know.identity.phones import e164
from tieline.know.identity.sounds import sound


@pytest.mark.parametrize(
    ("name", "heard"),
    [
        ("许强勇", "qiangyong xu"),
        ("xu qiangyong", "qiangyong xu"),
        ("qiangyong xu", "qiangyong xu"),
        ("欧阳娜", "na ouyang"),
        ("单丽", "li shan"),
        ("吕布", "bu lu"),
        ("lyu bu", "bu lu"),
        ("ann li", "ann li"),
        ("刘", None),
        ("ann", None),
        ("刘〇", None),
    ],
)
def test_a_name_sounds_like_its_words_in_latin_letters(name: str, heard: str | None) -> None:
    assert sound(name) == heard


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("13800000001", "+8613800000001"),
        ("138-0000-0001", "+8613800000001"),
        ("+86 138 0000 0001", "+8613800000001"),
        ("8613800000001", "+8613800000001"),
        ("008613800000001", "+8613800000001"),
        ("021 5555 0001", "+862155550001"),
        ("+44 20 7946 0958", "+442079460958"),
        ("12", None),
        ("unknown", None),
    ],
)
def test_a_number_is_read_by_the_operators_country(written: str, number: str | None) -> None:
    assert e164(written, "CN") == number
