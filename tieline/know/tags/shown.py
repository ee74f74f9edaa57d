"""Values as people read them, in both languages."""

from datetime import date, datetime
from typing import Any

from tieline.foundation.days import aware, operator_zone
from tieline.foundation.expressions.scope import Scope
from tieline.know.tags.conditions import condition, sentences
from tieline.know.tags.tag import TagDefinition, TagType
from tieline.know.tags.values import typed

Shown = dict[str, str]


def shown(tag: TagDefinition, value: Any) -> Shown | None:
    """The value of a tag for people: the name of its band or category, a number with its unit; None for a boolean."""
    if tag.type is TagType.BOOLEAN or value is None:
        return None
    if tag.type is TagType.NUMBER:
        return with_unit(value, {"zh": tag.unit.zh, "en": tag.unit.en} if tag.unit else {})
    names = {band.key: band.name for band in tag.bands} | {each.key: each.name for each in tag.categories}
    name = names.get(str(value))
    return {"zh": name.zh, "en": name.en} if name else {"zh": str(value), "en": str(value)}


def told(tag: TagDefinition, scope: Scope) -> Shown:
    """The tag's expression as a sentence; of categories with conditions, each name with its condition."""
    if tag.value is not None:
        return sentences(typed(tag, scope))
    asked = [(category.name, sentences(condition(category.when or "", scope))) for category in tag.categories]
    return {
        "zh": "；".join(f"{name.zh}：{said['zh']}" for name, said in asked),
        "en": "; ".join(f"{name.en}: {said['en']}" for name, said in asked),
    }


def with_unit(value: Any, unit: dict[str, str]) -> Shown:
    """A fact for people, with its unit behind it; a dash for null."""
    text = plain(value)
    return {
        "zh": f"{text['zh']} {unit['zh']}" if unit.get("zh") and value is not None else text["zh"],
        "en": f"{text['en']} {unit['en']}" if unit.get("en") and value is not None else text["en"],
    }


def plain(value: Any) -> Shown:
    """A fact for people without a unit: instants in the operator's zone to the minute, numbers to two decimals."""
    if value is None:
        return {"zh": "—", "en": "—"}
    if isinstance(value, bool):
        return {"zh": "是" if value else "否", "en": "yes" if value else "no"}
    if isinstance(value, datetime):
        local = (value if value.tzinfo else aware(value)).astimezone(operator_zone())
        return _same(f"{local:%Y-%m-%d %H:%M}")
    if isinstance(value, date):
        return _same(value.isoformat())
    if isinstance(value, float):
        return _same(f"{value:,.2f}".rstrip("0").rstrip("."))
    return _same(str(value))


def _same(text: str) -> Shown:
    return {"zh": text, "en": text}
