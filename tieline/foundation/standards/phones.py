"""
Phone numbers as people and systems write them → E.164, by the operator's country.

A number that reaches nobody in particular is refused: short codes (10086, 12315, 110), and a landline without its area
code where nobody says which area is meant. Everything else that the numbering plan allows is a number, also ranges
that are not in use yet: plans change faster than libraries.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache

import phonenumbers

from tieline.foundation.standards.characters import SPACE, half_width

SPACING = rf"[{SPACE}\xa0\-–—().·]+"
EXTENSION = r"(?:转|分机|轉|,|#|;?ext(?:ension)?|x)[:.= ]*(\d{1,7})$"

_spacing = re.compile(SPACING)
_extension = re.compile(EXTENSION, re.IGNORECASE | re.ASCII)
_dashed = re.compile(r"(?<=\d)-(\d{1,4})$", re.ASCII)
_digits = re.compile(r"\+?[0-9]+", re.ASCII)
SHORTEST, LONGEST_LOCAL = 7, 8
"""Digits: of the shortest number that is no short code, of the longest that may lack its area code."""
_NOTHING = r"[^\s\S]"


@dataclass(frozen=True)
class Number:
    """A number: E.164, its digits within the country, how people write it, and the extension behind it if any."""

    e164: str
    national: str
    shown: str
    extension: str | None = None


def read_number(written: str, country: str, area: str | None = None) -> Number | None:
    """
    The number that was written; None for what cannot be a person's.

    ``country`` decides where no ``+`` says it, ``area`` (``21`` or ``021``) where a landline is written without.
    """
    judged = _judge(written, country, area)
    return judged if isinstance(judged, Number) else None


def refusal(written: str, country: str, area: str | None = None) -> str | None:
    """``not a number``, ``short code``, ``no area code``, ``too short`` or ``too long``; None where it is a number."""
    judged = _judge(written, country, area)
    return judged if isinstance(judged, str) else None


def read_numbers(written: Iterable[str], country: str) -> dict[str, list[str]]:
    """Columns ``written, e164, national, shown`` with one row for each text that is a number."""
    columns: dict[str, list[str]] = {"written": [], "e164": [], "national": [], "shown": []}
    for text in written:
        number = read_number(text, country)
        if number:
            columns["written"].append(text)
            columns["e164"].append(number.e164)
            columns["national"].append(number.national)
            columns["shown"].append(number.shown)
    return columns


def _judge(written: str, country: str, area: str | None) -> Number | str:
    plan = numbering_plan(country)
    text = half_width(written).strip()
    compact = _spacing.sub("", text)
    found = plan.usual_number.fullmatch(compact)
    if found:
        return _number(plan.code, found[1] or found[2])
    compact, extension = _apart(text, plan)
    if not _digits.fullmatch(compact):
        return "not a number"
    if plan.is_short(compact):
        return "short code"
    try:
        parsed = phonenumbers.parse(compact, country)
    except phonenumbers.NumberParseException:
        return "not a number" if len(compact) > LONGEST_LOCAL else "too short"
    national = phonenumbers.national_significant_number(parsed)
    is_own = str(parsed.country_code) == plan.code
    if is_own and len(national) <= LONGEST_LOCAL and not phonenumbers.is_valid_number(parsed):
        if plan.begins_short(compact):
            return "short code"
        return _judge(f"+{plan.code}{area.lstrip('0')}{national}", country, None) if area else "no area code"
    reason = _impossible(parsed) or ("not a number" if is_own and not plan.allows(parsed, national) else None)
    return reason or _number(str(parsed.country_code), national, extension)


def _apart(text: str, plan: "NumberingPlan") -> tuple[str, str | None]:
    """Digits, and the extension behind them: after a word for it, or after a dash where a whole landline precedes."""
    found = _extension.search(text)
    if found is None and (dashed := _dashed.search(text)):
        found = dashed if plan.landline.fullmatch(_spacing.sub("", text[: dashed.start()])) else None
    if found is None:
        return _spacing.sub("", text), None
    return _spacing.sub("", text[: found.start()]), found[1]


def _impossible(parsed: phonenumbers.PhoneNumber) -> str | None:
    match phonenumbers.is_possible_number_with_reason(parsed):
        case phonenumbers.ValidationResult.IS_POSSIBLE:
            return None
        case phonenumbers.ValidationResult.TOO_SHORT | phonenumbers.ValidationResult.IS_POSSIBLE_LOCAL_ONLY:
            return "too short"
        case phonenumbers.ValidationResult.TOO_LONG:
            return "too long"
        case _:
            return "not a number"


def _number(code: str, national: str, extension: str | None = None) -> Number:
    groups = [national[:-8], national[-8:-4], national[-4:]] if len(national) > 8 else [national[:-4], national[-4:]]
    shown = " ".join(part for part in (f"+{code}", *groups) if part)
    return Number(f"+{code}{national}", national, shown, extension)


@dataclass(frozen=True)
class NumberingPlan:
    """
    What the library knows of one country, as patterns.

    ``mobile`` matches the digits of a mobile number within the country; ``usual`` matches spaceless texts whose number
    is beyond doubt, with the national number as group 1 (a mobile number) or 2 (a landline): most of what is read, and
    20 times quicker than a full parse.
    """

    code: str
    mobile: str
    usual: str
    landline: re.Pattern[str]
    short: re.Pattern[str]
    mobile_lengths: frozenset[int]
    general: re.Pattern[str]

    @cached_property
    def usual_number(self) -> re.Pattern[str]:
        """``usual``, compiled."""
        return re.compile(self.usual, re.ASCII)

    def is_short(self, digits: str) -> bool:
        """Whether it is a short code of the country: an emergency call, the operator's care, a bank."""
        return len(digits) < SHORTEST and self.short.fullmatch(digits) is not None

    def begins_short(self, digits: str) -> bool:
        """Whether it is a short code with a choice of its menu behind it: 1008611."""
        return self.short.match(digits) is not None

    def allows(self, parsed: phonenumbers.PhoneNumber, national: str) -> bool:
        """Whether the plan has such numbers; of the length of a mobile number also in a range not known yet."""
        if phonenumbers.is_valid_number(parsed):
            return True
        return len(national) in self.mobile_lengths and self.general.fullmatch(national) is not None


@lru_cache
def numbering_plan(country: str) -> NumberingPlan:
    """The plan of a country by its two letters; of a country that is not known, one that matches nothing."""
    metadata = phonenumbers.PhoneMetadata.metadata_for_region(country)
    if metadata is None:
        nothing = re.compile(_NOTHING)
        return NumberingPlan("", _NOTHING, _NOTHING, nothing, nothing, frozenset(), nothing)
    code = str(metadata.country_code)
    mobile, fixed = _pattern(metadata.mobile), _pattern(metadata.fixed_line)
    lengths = frozenset(metadata.mobile.possible_length if metadata.mobile else ())
    abroad = [rf"\+{code}"]
    if (metadata.international_prefix or "").isdigit():
        abroad.append(f"{metadata.international_prefix}{code}")
    longest = max(metadata.general_desc.possible_length) if metadata.general_desc else 0
    is_too_long = bool(lengths) and min(lengths) + len(code) > longest
    before_mobile = [*abroad, *([code] if is_too_long else [])]
    trunk = metadata.national_prefix if metadata.national_prefix in ("0",) else None
    before_landline = [f"{way}{trunk}?" for way in abroad] + [trunk] if trunk else abroad
    before_mobile += [trunk] if trunk else []
    short = phonenumbers.PhoneMetadata.short_metadata_for_region(country)
    return NumberingPlan(
        code,
        mobile,
        f"(?:{'|'.join(before_mobile)})?({mobile})|(?:{'|'.join(before_landline)})({fixed})",
        re.compile(f"(?:{'|'.join(before_landline)})?(?:{fixed})", re.ASCII),
        re.compile(_pattern(short.short_code) if short else _NOTHING, re.ASCII),
        lengths,
        re.compile(_pattern(metadata.general_desc), re.ASCII),
    )


def _pattern(described: phonenumbers.PhoneNumberDesc | None) -> str:
    return (described and described.national_number_pattern) or _NOTHING
