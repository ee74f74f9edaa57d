"""Where a segment is used: the published definitions, of whatever kind, that name it in one of their conditions."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from tieline.foundation.errors import Invalid
from tieline.foundation.expressions.checker import check
from tieline.foundation.expressions.parser import parse
from tieline.foundation.expressions.scope import Scope
from tieline.foundation.packs.models import Definition
from tieline.know.tags.conditions import published_scope
from tieline.know.tags.memberships import PREFIX


@dataclass(frozen=True)
class Use:
    """A definition that names the segment."""

    kind: str
    key: str
    name: dict[str, str]


def uses_of(key: str) -> list[Use]:
    """The published definitions that depend on the segment, by kind and key; found by what their texts name."""
    wanted, scope = f"{PREFIX}{key}", published_scope(with_tags=True)
    rows = Definition.objects.filter(state=Definition.State.PUBLISHED).order_by("kind", "key")
    return [
        Use(row.kind, row.key, row.body.get("name") or {"zh": row.key, "en": row.key})
        for row in rows
        if any(_names(text, wanted, scope) for text in _texts(row.body))
    ]


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for each in value.values():
            yield from _texts(each)
    elif isinstance(value, list):
        for each in value:
            yield from _texts(each)


def _names(text: str, wanted: str, scope: Scope) -> bool:
    """Whether a text is a condition that depends on the name; words for people are none."""
    if wanted not in text:
        return False
    try:
        return wanted in check(parse(text), scope).names.fields
    except Invalid:
        return False
