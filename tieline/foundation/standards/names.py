"""
Names of people as they are written → family and given name, without titles and in one way of writing.

What nobody can know is not decided: of ``Wei Wang`` both words are family names, so the more frequent one is taken
as such and ``order_is_certain`` is false; a name of a minority (``买买提·艾力``) has no family name and is not split.
Which characters of a Chinese name without a space stand for the family, a list of compound surnames decides.
"""

import re
from dataclasses import dataclass
from typing import Literal

import ibis
import ibis.expr.types as ir

from tieline.foundation.standards.characters import SPACE, folded, folded_column, half_width, is_han, is_han_column
from tieline.foundation.standards.surnames import COMPOUND, RANK

TITLES = r"\b(?:mr|mrs|ms|miss|mx|dr|prof|sir|madam)\b"
CHINESE_TITLES = r"(?:先生|女士|小姐|太太|夫人|老师|同志|博士|教授|经理)$"
NOISE = rf"[{SPACE}·•‧∙・.,，。、'’\-_/()（）#]+"
"""What may stand between the parts of a name and says nothing."""

_DOTS = re.compile("[·•‧∙・．.]")
_titles = re.compile(TITLES + r"\.?", re.IGNORECASE)
_chinese_titles = re.compile(CHINESE_TITLES)
_noise = re.compile(NOISE, re.ASCII)
_spaces = re.compile(r"\s+")
_PARTICLES = "van von der den de del della di da dos du la le al el bin ibn"
PARTICLES = frozenset(_PARTICLES.split())
"""Words that belong to the family name behind them."""


@dataclass(frozen=True)
class PersonName:
    """A name in its two parts; ``script`` is of the family name, and ``whole`` is how one writes it."""

    family: str | None
    given: str | None
    script: Literal["han", "latin"]
    order_is_certain: bool = True

    @property
    def whole(self) -> str:
        """Family name first in Chinese characters, given name first in Latin letters."""
        parts = (self.family, self.given) if self.script == "han" else (self.given, self.family)
        return ("" if self.script == "han" else " ").join(part for part in parts if part)


def read_name(written: str) -> PersonName | None:
    """The name that was written; None for a text without letters."""
    text = _spaces.sub(" ", half_width(written)).strip()
    text = _titles.sub("", _chinese_titles.sub("", text)).strip(" ,，、;")
    if not any(character.isalpha() for character in text):
        return None
    return _chinese(text) if is_han(text) else _latin(text)


def refusal(written: str) -> str | None:
    """``not a name`` for a text without letters; None where it is a name."""
    return None if read_name(written) else "not a name"


def plain_name(written: str) -> str | None:
    """A folded name without titles and signs: ``LI, Ann`` → ``li ann``, ``王 伟先生`` → ``王伟``; None for nothing."""
    plain = folded(written).strip(" ")
    if is_han(plain):
        return _noise.sub("", _chinese_titles.sub("", plain)) or None
    return _noise.sub(" ", re.sub(TITLES, " ", plain, flags=re.ASCII)).strip(" ") or None


def name_key(plain: str) -> str | None:
    """A plain name whose order does not matter: sorted characters or words; None for a family name alone."""
    if is_han(plain):
        return "".join(sorted(plain)) if len(plain) > 1 else None
    return " ".join(sorted(plain.split(" "))) if " " in plain else None


def plain_name_column(written: ir.StringValue) -> ir.StringValue:
    """``plain_name`` for a column."""
    plain = folded_column(written).re_replace("^ +| +$", "")
    characters = plain.re_replace(CHINESE_TITLES, "").re_replace(NOISE, "")
    words = plain.re_replace(TITLES, " ").re_replace(NOISE, " ").re_replace("^ +| +$", "")
    return ibis.ifelse(is_han_column(plain), characters, words).nullif("")


def name_key_column(plain: ir.StringValue) -> ir.StringValue:
    """``name_key`` for a column of plain names."""
    is_chinese = is_han_column(plain)
    key = ibis.ifelse(is_chinese, plain.split("").sort().join(""), plain.split(" ").sort().join(" "))
    whole = ibis.ifelse(is_chinese, plain.length() >= 2, plain.contains(" "))
    return ibis.ifelse(whole, key, ibis.null("string"))


def _chinese(text: str) -> PersonName:
    """Family name first; two parts that a space divides may be swapped, which shows where only the last is a family."""
    joined = _DOTS.sub("·", text)
    if "·" in joined.strip("·"):
        return PersonName(None, _spaces.sub("", joined).strip("·"), "han")
    parts = [part for part in re.split(r"[\s,，]+", joined.strip("·")) if part]
    if len(parts) == 2 and _is_surname(parts[1]) and not _is_surname(parts[0]):
        return PersonName(parts[1], parts[0], "han")
    name = "".join(parts)
    if len(parts) == 2 and _is_surname(parts[0]):
        return PersonName(parts[0], parts[1], "han")
    size = 2 if name[:2] in COMPOUND else 1
    return PersonName(name[:size], name[size:] or None, "han")


def _is_surname(characters: str) -> bool:
    return characters in COMPOUND or characters in RANK


def _latin(text: str) -> PersonName:
    if "," in text:
        before, _, behind = (part.strip() for part in text.partition(","))
        if before and behind:
            return PersonName(_cased(before), _cased(behind), "latin")
    words = [word for word in _DOTS.sub(" ", text).replace(",", " ").split(" ") if word]
    if len(words) == 1:
        return PersonName(None, _cased(words[0]), "latin", order_is_certain=False)
    size, is_certain = _family_words(words)
    family, given = (words[:size], words[size:]) if size > 0 else (words[size:], words[:size])
    return PersonName(_cased(" ".join(family)), _cased(" ".join(given)), "latin", is_certain)


def _family_words(words: list[str]) -> tuple[int, bool]:
    """How many words are the family name, from the end where negative; and whether that is certain."""
    capital = [word.isupper() and len(word) > 1 for word in words]
    if capital[0] != capital[-1]:
        return (1, True) if capital[0] else (_tail(words), True)
    first, last = (RANK.get(folded(words[place]), 0) for place in (0, -1))
    if first and last:
        return (1 if first > last else -1), False
    if first:
        return 1, len(words) <= 3
    return _tail(words), not last or len(words) <= 3


def _tail(words: list[str]) -> int:
    """The last word and the particles before it, as a negative count; the first word is never one of them."""
    size = 1
    while size < len(words) - 1 and words[-size - 1].lower() in PARTICLES:
        size += 1
    return -size


def _cased(words: str) -> str:
    """Words with a capital in front, where all or none of their letters are capitals."""
    if not (words.isupper() or words.islower()):
        return words
    return re.sub(
        r"[^\W\d_]+", lambda word: word[0].capitalize() if word[0].lower() not in PARTICLES else word[0].lower(), words
    )
