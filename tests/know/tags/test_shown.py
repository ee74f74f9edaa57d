"""Calculation: tags, their expressions and their values in words."""

from datetime import date, datetime
from typing import Any

import pytest

from tests.know.tags.cast import telecom
from tieline.know.profile import facts
from tieline.know.tags.conditions import condition, sentences, tag_fields
from tieline.know.tags.shown import plain, shown, told, with_unit
from tieline.know.tags.tag import TagDefinition

TAGS = {body["key"]: TagDefinition.model_validate(body) for body in telecom("tags")}
SCOPE = facts.scope([]).with_fields(tag_fields(TAGS.values()))


@pytest.mark.parametrize(
    ("value", "zh", "en"),
    [
        (None, "—", "—"),
        (True, "是", "yes"),
        (1234.5, "1,234.5", "1,234.5"),
        (60, "60", "60"),
        (date(2026, 4, 30), "2026-04-30", "2026-04-30"),
        (datetime.fromisoformat("2026-03-31 16:05"), "2026-04-01 00:05", "2026-04-01 00:05"),
    ],
)
def test_a_fact_is_shown_as_people_read_it(value: Any, zh: str, en: str) -> None:
    assert plain(value) == {"zh": zh, "en": en}


def test_a_unit_stands_behind_a_number_that_is_known() -> None:
    assert with_unit(60, {"zh": "天", "en": "days"}) == {"zh": "60 天", "en": "60 days"}
    assert with_unit(None, {"zh": "天", "en": "days"}) == {"zh": "—", "en": "—"}


def test_a_value_that_the_definition_does_not_name_is_shown_as_it_is() -> None:
    assert shown(TAGS["plan"], "孝心卡") == {"zh": "孝心卡", "en": "孝心卡"}


def test_the_sentence_of_categories_gives_each_its_condition() -> None:
    said = told(TAGS["recommendation"], SCOPE)
    assert said["zh"].startswith("推荐者（9–10 分）：最近一次推荐评分 ≥ 9；")
    assert said["en"].endswith("Detractor (0–6): Latest recommendation score (NPS) < 7")


def test_codes_and_bands_are_called_by_their_names() -> None:
    asked = condition('count(contacts[reason = "mnp query"]) > 0 and tags.data_use in ("heavy", "extreme")', SCOPE)
    said = sentences(asked)
    assert "“携号转网查询”" in said["zh"]
    assert "“Heavy (15 to 50 GB)”" in said["en"]
    assert "mnp query" not in said["zh"] + said["en"]
