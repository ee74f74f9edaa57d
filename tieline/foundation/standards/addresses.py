"""
Addresses as people write them → their parts: province, city, district, town, street, house and what is behind it.

The region is read from the beginning of the text only, and filled up from below where the name leaves no doubt
(``昆山市`` is in 苏州市, 江苏省). A district that several cities have (``西湖区``, ``鼓楼区``) stays without a city
unless the operator's own is passed. Regions that are newer than the list are kept as written, without a code.
"""

import re
from dataclasses import dataclass, replace

from tieline.foundation.standards.characters import half_width, is_han
from tieline.foundation.standards.regions import Region, beginning, parents

_TOWN = re.compile(r"[^\d路巷弄]{1,8}?(?:街道|镇|乡|苏木)(?![一-鿿]?[路街道巷])")
_STREET = re.compile(
    r"[^\d,，]*?(?:大道|大街|路|街|巷|弄|胡同|公路|道|里|村)(?![一-鿿]?[区小])(?:[东西南北中]?[一二三四五六七八九十]?[段路])?"
)
_HOUSE = re.compile(r"\d+(?:[-—之]\d+)?(?:弄\d+)?[号號]?", re.ASCII)
_UNKNOWN_DISTRICT = re.compile(r"[一-鿿]{1,10}?(?:自治县|自治旗|新区|[区县市旗])")
_NO_DISTRICT = re.compile(r"[小社园发院][区]$|[路街道巷弄里村]")
_ROAD_FOLLOWS = re.compile(
    r"(?:[东南西北中]|[一二三四五六七八九十])?(?:大道|大街|公路|路|街|道|巷|弄|大厦|大楼|广场|花园|村)"
)
_WESTERN_POSTCODE = re.compile(
    r"\b(?:\d{5}(?:-\d{4})?|[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}|[A-Z]\d[A-Z] ?\d[A-Z]\d|\d{4} ?[A-Z]{2}|\d{4,6})\b"
)
_UNIT = re.compile(r"^(?:apt|apartment|unit|suite|ste|room|rm|floor|fl|flat|building|bldg|#)\b\.? ?\S+", re.IGNORECASE)
WORDS = {
    "st": "street", "str": "street", "rd": "road", "ave": "avenue", "av": "avenue", "blvd": "boulevard", "dr": "drive",
    "ln": "lane", "ct": "court", "pl": "place", "sq": "square", "hwy": "highway", "pkwy": "parkway", "n": "north",
    "s": "south", "e": "east", "w": "west",
}  # fmt: skip
"""Abbreviations in Western street names."""


@dataclass(frozen=True)
class Address:
    """The parts of an address; ``region_code`` is the GB/T 2260 code of the deepest region that is certain."""

    province: str | None = None
    city: str | None = None
    district: str | None = None
    town: str | None = None
    street: str | None = None
    house: str | None = None
    rest: str | None = None
    postal_code: str | None = None
    region_code: str | None = None


def read_address(written: str, home: str | None = None) -> Address | None:
    """
    The parts of an address; None for a text that names neither a region nor a street.

    ``home`` is the code of a region, which decides between districts of one name.
    """
    text = half_width(written).strip()
    found = _chinese(re.sub(r"[\s,，]+", "", text), home) if is_han(text) else _western(text)
    is_place = found.province or found.city or found.district or found.town or found.street
    return found if is_place else None


def refusal(written: str) -> str | None:
    """``not an address`` for a text that names neither a region nor a street; None where it is one."""
    return None if read_address(written) else "not an address"


def _chinese(text: str, home: str | None) -> Address:
    postal = re.match(r"(?:邮编[::]?)?(\d{6})(?!\d)", text)
    text = text[postal.end() :] if postal else text
    found, text = _region(text.removeprefix("中国"), home)
    town = _TOWN.match(text)
    text = text[town.end() :] if town else text
    street = _STREET.match(text)
    text = text[street.end() :] if street else text
    house = _HOUSE.match(text) if street else None
    rest = text[house.end() :] if house else text
    return replace(
        found,
        town=town[0] if town else None,
        street=street[0] if street else None,
        house=house[0] if house else None,
        rest=rest or None,
        postal_code=postal[1] if postal else None,
    )


def _region(text: str, home: str | None) -> tuple[Address, str]:
    """The region with which a text begins, and the text behind it."""
    path: list[Region] = []
    while step := _next(text, path, home):
        region, size = step
        path.append(region)
        text = text[size:]
        text = text[len(region.name) :] if text.startswith(region.name) else text
    if not path:
        return _several(text)
    levels = {region.level: region for region in path}
    province, city = parents(path[-1])
    levels = {"province": province or path[-1], **({"city": city} if city else {}), **levels}
    top = levels["province"]
    if "city" not in levels and top.name.endswith("市"):
        levels["city"] = top
    found = Address(
        province=top.name,
        city=levels["city"].name if "city" in levels else None,
        district=levels["district"].name if "district" in levels else None,
        region_code=path[-1].code,
    )
    if found.city and not found.district:
        return _newer_district(found, text)
    return found, text


def _next(text: str, path: list[Region], home: str | None) -> tuple[Region, int] | None:
    """The region that the text goes on with, below the last one of the path, and the length of its name."""
    options = [
        (region, size)
        for region, size, whole in beginning(text)
        if (not path or region.is_in(path[-1])) and (whole or _may_be_short(region, text[size:], path))
    ]
    if not options:
        return None
    longest = [region for region, size in options if size == options[0][1]]
    if len(longest) > 1:
        higher = [region for region in longest if region.level != "district"]
        near = [region for region in longest if home and region.code[:4] == home[:4]]
        longest = near or higher[:1]
    return (longest[0], options[0][1]) if longest else None


def _may_be_short(region: Region, behind: str, path: list[Region]) -> bool:
    """A short name is a region unless a road or house is named after it; a district's only below a known city."""
    if _ROAD_FOLLOWS.match(behind):
        return False
    return region.level != "district" or bool(path)


def _several(text: str) -> tuple[Address, str]:
    """A district that several cities have: its name without a city."""
    for region, size, whole in beginning(text):
        if whole and region.level == "district":
            return Address(district=region.name), text[size:]
    return Address(), text


def _newer_district(found: Address, text: str) -> tuple[Address, str]:
    """What is called a district within a city but is not in the list, kept as written."""
    name = _UNKNOWN_DISTRICT.match(text)
    if name is None or _NO_DISTRICT.search(name[0]):
        return found, text
    return replace(found, district=name[0]), text[name.end() :]


def _western(text: str) -> Address:
    parts = [part.strip() for part in text.split(",") if part.strip()]
    postal, parts = _postal_code(parts)
    place = next((n for n, part in enumerate(parts) if re.search(r"\d", part) and not _UNIT.match(part)), None)
    if place is None:
        return Address()
    number = re.match(r"(\d+\w?(?:[-/]\d+\w?)?)\s+(.+)", parts[place])
    behind = re.match(r"(\D+?)\s+(\d+\s?\w?(?:[-/]\d+\w?)?)$", parts[place])
    if number is None and behind is None:
        return Address()
    house, street = (number[1], number[2]) if number else (behind[2], behind[1]) if behind else ("", "")
    behind_it = parts[place + 1 :]
    units = [part for part in behind_it if _UNIT.match(part)]
    districts = [part for part in behind_it if part.lower().endswith(" district")]
    places = [part for part in behind_it if part not in units and part not in districts]
    return Address(
        province=places[1] if len(places) > 1 else None,
        city=places[0] if places else None,
        district=districts[0] if districts else None,
        street=_spelled(street),
        house=house,
        rest=", ".join([*parts[:place], *places[2:], *units]) or None,
        postal_code=postal,
    )


def _postal_code(parts: list[str]) -> tuple[str | None, list[str]]:
    """The code in the last part that has one behind the street, and the parts without it."""
    for place in range(len(parts) - 1, 0, -1):
        found = _WESTERN_POSTCODE.search(parts[place])
        if found and not _UNIT.match(parts[place]):
            left = (parts[place][: found.start()] + parts[place][found.end() :]).strip()
            return found[0], [*parts[:place], *([left] if left else []), *parts[place + 1 :]]
    return None, parts


def _spelled(street: str) -> str:
    words = [WORDS.get(word.lower().rstrip("."), word.lower()) for word in street.split()]
    return " ".join(words)
