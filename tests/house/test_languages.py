"""What users of ingest can provoke is said in Chinese too: every sentence has its twin, and none is left over."""

import re
from pathlib import Path
from string import Formatter

import pytest

from tests.house.raised import sentences_in
from tieline.foundation.language import catalogues, in_chinese, read_catalogue

ROOT = Path(__file__).parents[2]
COVERED = (
    "tieline/know/ingest",
    "tieline/notice/rehearsal",
    "tieline/foundation/outgoing.py",
    "tieline/foundation/packs/mistakes.py",
    "tieline/foundation/packs/queries.py",
    "tieline/foundation/packs/commands/definitions.py",
    "tieline/foundation/access/anchors.py",
    "tieline/foundation/access/commands.py",
    "tieline/foundation/access/emergencies.py",
    "tieline/foundation/access/endpoint.py",
    "tieline/foundation/access/erasing.py",
    "tieline/foundation/access/keys.py",
    "tieline/foundation/access/letting_go.py",
    "tieline/foundation/access/looks.py",
    "tieline/foundation/access/passkeys.py",
    "tieline/foundation/access/providers.py",
    "tieline/foundation/access/queries.py",
    "tieline/foundation/access/reviews.py",
    "tieline/foundation/access/roles.py",
    "tieline/foundation/access/sealing.py",
    "tieline/foundation/access/second_factor.py",
    "tieline/foundation/access/sessions.py",
    "tieline/foundation/access/sight.py",
    "tieline/foundation/access/team_commands.py",
    "tieline/foundation/access/waiting_logins.py",
    "tieline/foundation/access/writing.py",
    "tieline/foundation/exports",
    "tieline/foundation/expressions",
    "tieline/foundation/jobs/commands.py",
    "tieline/foundation/jobs/queries.py",
    "tieline/foundation/privacy/consent_commands.py",
    "tieline/foundation/privacy/consent_definitions.py",
    "tieline/foundation/privacy/register_definitions.py",
    "tieline/foundation/privacy/retention_commands.py",
    "tieline/foundation/privacy/retention_definitions.py",
    "tieline/foundation/warehouse/opening.py",
    "tieline/know/profile/contacting.py",
    "tieline/know/profile/purposes.py",
    "tieline/know/segments/counting.py",
    "tieline/know/tags/condition_values.py",
    "tieline/know/tags/condition_ways.py",
    "tieline/know/tags/conditions_api.py",
    "tieline/server/problems.py",
    "tieline/server/definitions_api.py",
    "tieline/server/role_preview_api.py",
)
"""Packages and modules whose errors are told in both languages; another area joins by its line and its catalogue."""

SAMPLES = ("one", "two", "three", "four", "five")


def gathered(*parts: str) -> dict[str, str]:
    return {
        english: chinese
        for file in catalogues()
        for part in parts
        for english, chinese in read_catalogue(file).get(part, {}).items()
    }


def filled(text: str, samples: tuple[str, ...]) -> str:
    return re.sub(r":(sentence|word)\}", "}", text).format(*samples)


def gaps(english: str) -> int:
    return sum(name is not None for _, name, _, _ in Formatter().parse(english))


@pytest.mark.parametrize("place", COVERED)
def test_every_sentence_of_an_error_is_said_in_chinese(place: str) -> None:
    known = gathered("sentences", "further")
    said = sentences_in(ROOT / place)
    missing = sorted({f"{each.place}: {each.sentence}" for each in said if each.sentence not in known})
    assert said
    assert not missing, "say these in chinese.yaml beside the code:\n" + "\n".join(missing)


def test_no_chinese_is_left_of_a_sentence_that_nobody_says_any_more() -> None:
    said = {each.sentence for place in COVERED for each in sentences_in(ROOT / place)}
    assert not sorted(set(gathered("sentences")) - said)


def test_chinese_sentences_have_the_gaps_of_the_english_ones() -> None:
    for english, chinese in gathered("sentences", "further", "places").items():
        samples = SAMPLES[: gaps(english)]
        assert all(sample in filled(chinese, samples) for sample in samples), english


def test_every_sentence_finds_its_own_chinese_and_not_that_of_another() -> None:
    for english, chinese in gathered("sentences", "further").items():
        samples = SAMPLES[: gaps(english)]
        assert in_chinese(filled(english, samples)) == filled(chinese, samples), english


def test_chinese_is_chinese() -> None:
    plain = [chinese for chinese in gathered("sentences", "further").values() if "{:sentence}" not in chinese]
    assert all(any("一" <= letter <= "鿿" for letter in chinese) for chinese in plain)
