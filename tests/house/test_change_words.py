"""What the change log tells has words in both languages: every command, and every kind of object that one is about."""

import json
import re
from functools import cache
from pathlib import Path

import pytest

from tests.house.recorded import COMMAND, OBJECT, Source
from tieline.pipeline import KINDS

ROOT = Path(__file__).parents[2]
WORDS = {"command": COMMAND, "object": OBJECT}
LANGUAGES = ("zh-CN", "en")


@cache
def recorded(what: str) -> tuple[set[str], set[str]]:
    """The texts that the code records, as ``word`` of the web app looks them up, and where they cannot be read."""
    kinds = {kind.name for kind in KINDS}
    said, unread = Source(ROOT / "tieline", {"name": kinds, "kind": kinds}).recorded(WORDS[what])
    return {re.sub(r"[\s-]+", "_", each) for each in said}, unread


def words(what: str, language: str) -> dict[str, str]:
    codes = json.loads((ROOT / f"web/src/i18n/{language}/changes.json").read_text(encoding="utf-8"))
    found: dict[str, str] = codes[what]
    return found


@pytest.mark.parametrize("what", WORDS)
def test_all_that_is_recorded_can_be_read_from_the_source(what: str) -> None:
    said, unread = recorded(what)
    assert len(said) > 15
    assert not unread, f"say the {what} as a text, a constant or an argument that is one"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("what", WORDS)
def test_all_that_is_recorded_has_words(what: str, language: str) -> None:
    missing = sorted(recorded(what)[0] - set(words(what, language)))
    assert not missing, f"say these under {what!r} in web/src/i18n/{language}/changes.json"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("what", WORDS)
def test_no_words_are_left_over(what: str, language: str) -> None:
    assert not sorted(set(words(what, language)) - recorded(what)[0])


@pytest.mark.parametrize("what", WORDS)
def test_chinese_is_chinese(what: str) -> None:
    assert not [word for word in words(what, "zh-CN").values() if not any("一" <= letter <= "鿿" for letter in word)]


def test_texts_are_found_through_variables_callers_and_constants(tmp_path: Path) -> None:
    (tmp_path / "one.py").write_text(
        "NAME = {1: 'from_a_table', 2: 'and_another'}\n"
        "def outer(): inner(command='from_a_caller'); inner('by_place')\n"
        "def inner(command): record_change(command, *('thing', 1))\n"
        "def third(now): said = 'yes' if now else 'no'; record_change(said, kind.name, 1)\n"
        "def fourth(state): record_change(NAME[state], 'thing', 1)\n"
        "def fifth(row): record_change(row.text, row.other, 1)\n"
    )
    source = Source(tmp_path, {"name": {"tag"}})
    commands = {"from_a_table", "and_another", "from_a_caller", "by_place", "yes", "no"}
    assert source.recorded(COMMAND) == (commands, {"one.py:6"})
    assert source.recorded(OBJECT) == ({"thing", "tag"}, {"one.py:6"})
