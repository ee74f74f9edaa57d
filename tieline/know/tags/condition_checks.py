"""A condition that somebody is writing: its text, its drawing, its words, what it reads, and what is wrong with it."""

import re
from collections.abc import Mapping
from typing import Any

from tieline.foundation.access.roles import Purpose
from tieline.foundation.errors import Invalid
from tieline.foundation.expressions.builder import json_of
from tieline.foundation.expressions.builder_reading import tree_of
from tieline.foundation.expressions.checker import Typed, check
from tieline.foundation.expressions.compiler import check_compilable
from tieline.foundation.expressions.errors import WrongExpression
from tieline.foundation.expressions.parser import parse
from tieline.foundation.expressions.printer import text_of
from tieline.foundation.expressions.types import BOOLEAN, NUMBER, TEXT, Type
from tieline.foundation.packs.kinds import Definitions, Kind
from tieline.foundation.packs.published import published_reads
from tieline.know.ingest.definitions import KIND as SOURCES
from tieline.know.scores.definitions import KIND as MODELS
from tieline.know.tags.conditions import published_scope, sentences
from tieline.know.tags.memberships import SEGMENT, Named
from tieline.know.tags.purposes import TAGS, Limits, demand_purpose

TYPES: Mapping[str, Type] = {"boolean": BOOLEAN, "number": NUMBER, "string": TEXT}
_WORD = re.compile(r'"(?:[^"\\\n]|\\.)*"?|\w+|\*\*|\.\.|[!<>]=|\S')
_DAY = 86_400


def check_text(text: str, *, used_in: str, used_for: Purpose | None, wanted: str) -> dict[str, Any]:
    """
    What is known of a condition that is written as text: its drawing too where it can be read, its words where it fits.

    ``text`` stays as it was written; the first mistake is told, with its word.
    """
    found: dict[str, Any] = {"text": text, **_NOTHING, "mistakes": []}
    try:
        tree = parse(text)
        found["drawn"] = json_of(tree)
        typed = check(tree, published_scope(with_tags=used_in != "tag"), TYPES[wanted])
        found |= {"type": str(typed.type), "sentence": sentences(typed), "dependencies": dependencies(typed)}
        check_compilable(typed)
        if used_for:
            demand_purpose(_limits(), [typed.names], used_for, "")
    except Invalid as error:
        found["mistakes"] = [_mistake(error, text)]
    return found


_NOTHING: Mapping[str, Any] = {"drawn": None, "type": None, "sentence": None, "dependencies": None}


def check_drawn(drawn: Any, *, used_in: str, used_for: Purpose | None, wanted: str) -> dict[str, Any]:
    """The same of a condition as the visual builder draws it, with its text in the one spelling."""
    try:
        text = text_of(tree_of(drawn))
    except Invalid as error:
        return {"text": "", **_NOTHING, "drawn": drawn, "mistakes": [_mistake(error, "")]}
    return check_text(text, used_in=used_in, used_for=used_for, wanted=wanted)


def dependencies(typed: Typed) -> dict[str, Any]:
    """What a condition reads, and how far back."""
    names = typed.names
    grouped = {group: names.of(group) for group in ("tags", "segments", "scores", "feed")}
    prefixed = {f"{group}.{key}" for group, keys in grouped.items() for key in keys}
    windows = [
        {"list": name, "days": None if length is None else length.total_seconds() / _DAY}
        for name, length in sorted(typed.windows.items())
    ]
    feeds = {key.rpartition(".")[0] for key in grouped.pop("feed")}
    keys = {group: sorted(found) for group, found in grouped.items()}
    return {
        "fields": sorted(names.fields - prefixed),
        "lists": sorted(names.lists),
        "feeds": sorted(feeds),
        "windows": windows,
        **keys,
    }


def _limits() -> Limits:
    """What limits the use of everything that is published now."""
    segments = Kind(SEGMENT, "segments", Named)
    return Limits(Definitions(published_reads([SOURCES, MODELS, TAGS, segments])))


def _mistake(error: Invalid, text: str) -> dict[str, Any]:
    said = {"what": error.what, "where": error.where, "do": error.do}
    if not isinstance(error, WrongExpression):
        return {**said, "offset": None, "length": 0}
    return {**said, "offset": error.place.offset, "length": _length(text, error.place.offset)}


def _length(text: str, offset: int) -> int:
    """How long the word is that begins there; 0 at the end of the text."""
    word = _WORD.match(text, offset)
    return len(word[0]) if word else 0
