"""Calculation: the opening line with the customer's facts."""

from datetime import date

from tieline.act.tasks.opening import filled, unknown_placeholders
from tieline.foundation.packs.kinds import Text

LINE = Text(
    zh="{name}您好，我是{agent}，{plan}将于{contract_end}到期。",
    en="Hello {name}, {agent} here: {plan} ends {contract_end}.",
)


def test_facts_stand_in_place_of_their_names() -> None:
    facts = {"name": "王芳", "plan": "畅享5G", "contract_end": date(2026, 4, 30)}
    assert filled(LINE, facts, agent="李伟") == {
        "zh": "王芳您好，我是李伟，畅享5G将于2026年4月30日到期。",
        "en": "Hello 王芳, 李伟 here: 畅享5G ends 30 April 2026.",
    }


def test_what_is_not_known_is_said_in_neutral_words() -> None:
    said = filled(LINE, {"name": None}, agent="李伟")
    assert said == {
        "zh": "您好，我是李伟，当前套餐将于近期到期。",
        "en": "Hello there, 李伟 here: your plan ends soon.",
    }


def test_braces_in_a_fact_are_plain_text() -> None:
    assert filled(Text(zh="{name}", en="{name}"), {"name": "{agent}"}, agent="李伟") == {
        "zh": "{agent}",
        "en": "{agent}",
    }


def test_a_placeholder_that_is_no_fact_is_found_in_either_language() -> None:
    assert unknown_placeholders(Text(zh="{name} {工号}", en="{name} {} {name.x}")) == ["工号", "", "name.x"]
    assert unknown_placeholders(LINE) == []
