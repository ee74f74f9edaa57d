"""A small pack in a temporary folder, with two kinds of its own."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal

import pytest

from tieline.foundation.errors import Invalid
from tieline.foundation.packs.kinds import Declared, Definitions, Kind, Part


class Column(Part):
    column: str
    codes: dict[str, str] = {}


class Tag(Declared):
    kind: Literal["fact", "behaviour", "predicted"] = "fact"
    value: str | Column
    limits: list[Column] = []


class Rule(Declared):
    when: str


TAGS = Kind("tag", "tags", Tag)


def rules_name_known_tags(rules: list[Rule], definitions: Definitions) -> None:
    known = [tag.key for tag in definitions.of(TAGS)]
    for rule in rules:
        if rule.when not in known:
            raise Invalid(f"'{rule.when}' is not a tag", where=definitions.where(rule, "when"))


RULES = Kind("rule", "rules", Rule, rules_name_known_tags)
KINDS: list[Kind[Any]] = [TAGS, RULES]

Write = Callable[[str, str], Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Writes a file below the temporary folder; the pack ``one`` with one tag and one rule is already there."""

    def into(name: str, text: str) -> Path:
        place = tmp_path / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, encoding="utf-8")
        return place

    into("one/pack.yaml", "key: one\nname: {zh: 一, en: One}\ntime_zone: Asia/Shanghai\n")
    into("one/tags/value.yaml", "key: high_value\nname: {zh: 高价值, en: High value}\nvalue: average_bill > 200\n")
    into("one/rules/leaving.yaml", "key: leaving\nname: {zh: 流失, en: Leaving}\nwhen: high_value\n")
    return into


@pytest.fixture
def one(write: Write, tmp_path: Path) -> Path:
    return tmp_path / "one"
