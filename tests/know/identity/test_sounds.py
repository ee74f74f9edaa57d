"""Names as they sound."""

import pytest

from tieline.know.identity.sounds import family_sound, sound, spelled


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


@pytest.mark.parametrize(("characters", "heard"), [("强勇", "qiangyong"), ("绿", "lu"), ("〇", None), ("", None)])
def test_characters_are_spelled_in_latin_letters(characters: str, heard: str | None) -> None:
    assert spelled(characters) == heard


@pytest.mark.parametrize(("family", "heard"), [("曾", "zeng"), ("欧阳", "ouyang"), ("查", "zha")])
def test_a_family_name_has_its_own_reading(family: str, heard: str) -> None:
    assert family_sound(family) == heard
