"""
How a name sounds, so that ``许强勇``, ``Xu Qiangyong`` and the mistyped ``许蔷勇`` compare equal.

Chinese is typed by sound, so its typing errors keep the sound; and the same person is written in Latin
letters in one system and in characters in another.
"""

import re
from functools import cache
from pathlib import Path

FAMILY_READINGS = {
    "曾": "zeng", "单": "shan", "解": "xie", "仇": "qiu", "任": "ren", "华": "hua", "查": "zha", "区": "ou",
    "朴": "piao", "缪": "miao", "翟": "zhai", "冼": "xian", "员": "yun", "盖": "ge", "尉": "yu", "长": "zhang",
}  # fmt: skip
"""Readings of characters that sound otherwise in a family name."""

TWO_CHARACTER_FAMILIES = {
    "欧阳", "司马", "上官", "诸葛", "东方", "独孤", "南宫", "夏侯", "皇甫", "尉迟", "公孙", "慕容", "令狐", "司徒",
    "长孙", "宇文", "端木", "百里", "东郭", "呼延", "轩辕", "西门", "申屠", "闻人", "澹台", "淳于", "太史", "拓跋",
}  # fmt: skip

_CHINESE = re.compile(r"[\u3400-\u9fff]")


def sound(name: str) -> str | None:
    """
    The sorted words of a folded name in Latin letters, family and given name apart; null for less than both.

    ``许强勇`` → ``qiangyong xu``; ``xu qiangyong`` → ``qiangyong xu``; ``刘`` → None.
    """
    words = _chinese_words(name) if _CHINESE.search(name) else name.split(" ")
    spelled = [_one_u(word) for word in words if word]
    return " ".join(sorted(spelled)) if len(spelled) > 1 else None


def spelled(characters: str) -> str | None:
    """Chinese characters in Latin letters, ``强勇`` → ``qiangyong``; None where one has no known reading."""
    readings = _readings()
    heard = [readings.get(character) for character in characters]
    return _one_u("".join(reading for reading in heard if reading)) if heard and all(heard) else None


def family_sound(family: str) -> str | None:
    """A Chinese family name in Latin letters; None where a character has no known reading."""
    readings = _readings()
    heard = [FAMILY_READINGS.get(character) or readings.get(character) for character in family]
    return _one_u("".join(reading for reading in heard if reading)) if heard and all(heard) else None


def _chinese_words(name: str) -> list[str]:
    """Family name and given name in Latin letters; nothing where a character has no known reading."""
    family = name[:2] if name[:2] in TWO_CHARACTER_FAMILIES else name[:1]
    readings = _readings()
    first = [FAMILY_READINGS.get(character) or readings.get(character) for character in family]
    given = [readings.get(character) for character in name[len(family) :]]
    known = [reading for reading in (*first, *given) if reading]
    if len(known) < len(name):
        return []
    return ["".join(known[: len(family)]), "".join(known[len(family) :])]


def _one_u(word: str) -> str:
    """``ü`` after l and n is written lü, lv, lyu or lu: always u."""
    return re.sub(r"([ln])(yu|v|ü)", r"\1u", word)


@cache
def syllables() -> str:
    """A regular expression of one Chinese syllable in Latin letters, the longest first."""
    known = {_one_u(reading) for reading in _readings().values()} | set(_readings().values())
    return "|".join(sorted(known, key=lambda each: (-len(each), each)))


@cache
def _readings() -> dict[str, str]:
    lines = Path(__file__).with_name("pinyin.txt").read_text(encoding="utf-8").splitlines()
    rows = [line.split(" ") for line in lines if not line.startswith("#")]
    return {character: reading for reading, characters in rows for character in characters}
