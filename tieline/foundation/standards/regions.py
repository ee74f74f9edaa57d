"""Provinces, cities and counties of China (GB/T 2260), and the ways in which people shorten their names."""

import re
from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_SUFFIX = {
    "province": r"(?:维吾尔自治区|壮族自治区|回族自治区|自治区|特别行政区|省|市)$",
    "city": r"(?:市|地区|盟|(?:[一-鿿]{1,4}族)+自治州|蒙古自治州|自治州)$",
    "district": r"(?:新区|区|自治县|县|市|自治旗|旗)$",
}
LONGEST = 15
"""Characters of the longest name."""


@dataclass(frozen=True)
class Region:
    """A province, city or district with its code; a municipality is a province and its only city."""

    code: str
    name: str

    @property
    def level(self) -> str:
        """``province``, ``city`` or ``district``; towns that answer to their province directly count as cities."""
        if self.code.endswith("0000"):
            return "province"
        return "city" if self.code.endswith("00") or self.code[2:4] == "90" else "district"

    @property
    def short(self) -> str:
        """The name as people shorten it: 浙江, 杭州, 萧山; the whole name where one character would remain."""
        bare = re.sub(_SUFFIX[self.level], "", self.name)
        return bare if len(bare) > 1 else self.name

    def is_in(self, other: "Region") -> bool:
        """Whether the other one contains it."""
        width = {"province": 2, "city": 4, "district": 6}[other.level]
        return self.code != other.code and self.code[:width] == other.code[:width]


@cache
def regions() -> dict[str, Region]:
    """All regions by code."""
    lines = Path(__file__).with_name("regions.txt").read_text(encoding="utf-8").splitlines()
    pairs = (line.split(" ", 1) for line in lines if not line.startswith("#"))
    return {code: Region(code, name) for code, name in pairs}


@cache
def by_name() -> dict[str, list[tuple[Region, bool]]]:
    """Regions by each way to write them, and whether it is the whole name."""
    found: dict[str, list[tuple[Region, bool]]] = defaultdict(list)
    for region in regions().values():
        found[region.name].append((region, True))
        if region.short != region.name:
            found[region.short].append((region, False))
    return dict(found)


def beginning(text: str) -> list[tuple[Region, int, bool]]:
    """Regions with which a text begins, longest name first: the region, the name's length, whether it is whole."""
    names = by_name()
    sizes = range(min(LONGEST, len(text)), 1, -1)
    return [(region, size, whole) for size in sizes for region, whole in names.get(text[:size], ())]


def parents(region: Region) -> tuple[Region | None, Region | None]:
    """The province and the city that a region lies in; of a municipality both are itself."""
    known = regions()
    province = known.get(f"{region.code[:2]}0000")
    if region.level == "province":
        return None, None
    if region.level == "city":
        return province, None
    return province, known.get(f"{region.code[:4]}00") or province
