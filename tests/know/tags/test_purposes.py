"""What was collected for one purpose is refused in a definition for another: directly, by a tag, and by a score."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.know.tags.cast import PACKS
from tests.know.tags.test_definitions import pack, rule, tag
from tieline.foundation.errors import Invalid
from tieline.foundation.packs.commands import apply_pack, publish_definition
from tieline.foundation.packs.published import find_mistakes
from tieline.foundation.packs.reading import read_pack
from tieline.know.ingest.definitions import KIND as SOURCES
from tieline.know.ingest.tables import RECORDS
from tieline.know.profile.facts import KEY, LISTS
from tieline.know.profile.purposes import COMPUTED, RECORD_OF, STANDS_ON
from tieline.know.profile.tables import CUSTOMER
from tieline.know.segments.definitions import KIND as SEGMENTS
from tieline.pipeline import KINDS

pytestmark = pytest.mark.django_db
WORDS = {"zh": "名", "en": "Name"}
BIRTH = {"column": "born", "type": "date"}


def source(limited: Mapping[str, Any] | None = None, **further: Any) -> dict[str, Any]:
    """A source of persons; ``limited`` is said of the date of birth, ``further`` of the source."""
    individual = {
        "record": "individual",
        "key": ["id"],
        "map": {"party_ref": "id", "city": "city", "birth_date": {**BIRTH, **(limited or {})}},
        "characteristics": {"hobby": "hobby"},
    }
    contact = {"record": "interaction", "key": ["call"], "map": {"party_ref": "id", "at": "at", "reason": "reason"}}
    return {
        "key": "desk.people",
        "name": WORDS,
        "system": "desk",
        "where": {"files": "people*.csv"},
        "format": {"type": "csv"},
        "records": [individual, contact],
        **further,
    }


def segment(when: str, **fields: Any) -> dict[str, Any]:
    return {"key": "it", "name": WORDS, "says": WORDS, "when": when, **fields}


def model(value: str, **fields: Any) -> dict[str, Any]:
    features = [{"key": "one", "name": WORDS, "value": value}]
    return {"key": "churn", "name": WORDS, "kind": "history", "features": features, **fields}


def refused(folder: Path, **kinds: list[dict[str, Any]]) -> str:
    with pytest.raises(Invalid) as found:
        read_pack(pack(folder, **kinds), KINDS)
    return str(found.value)


SERVICE_ONLY = {"collected_for": ["service"]}
MARKETING = {"used_for": "marketing"}


def test_a_field_for_service_is_refused_in_a_segment_for_marketing_with_the_reason(tmp_path: Path) -> None:
    said = refused(tmp_path, sources=[source(SERVICE_ONLY)], segments=[segment("age > 60", **MARKETING)])
    assert "'age' may not be used for marketing: desk.people collected it for service" in said
    assert "all.yaml, line" in said


@pytest.mark.parametrize("used_for", [{}, {"used_for": "service"}])
def test_for_the_purpose_it_was_collected_for_it_is_used(tmp_path: Path, used_for: dict[str, str]) -> None:
    read_pack(pack(tmp_path, sources=[source(SERVICE_ONLY)], segments=[segment("age > 60", **used_for)]), KINDS)


def test_other_fields_of_the_source_are_not_limited(tmp_path: Path) -> None:
    read_pack(pack(tmp_path, sources=[source(SERVICE_ONLY)], segments=[segment('city = "Wuhan"', **MARKETING)]), KINDS)


def test_what_was_collected_for_marketing_only_is_no_ground_for_service(tmp_path: Path) -> None:
    said = refused(tmp_path, sources=[source(collected_for=["marketing"])], segments=[segment('city = "Wuhan"')])
    assert "'city' may not be used for service" in said


def test_a_field_is_limited_by_its_source_its_record_and_itself_together(tmp_path: Path) -> None:
    limited = source({"collected_for": ["service", "analysis"]}, collected_for=["analysis", "marketing"])
    said = refused(tmp_path, sources=[limited], segments=[segment("age > 60")])
    assert "desk.people collected it for analysis" in said


def test_a_tag_carries_the_limits_of_what_it_stands_on(tmp_path: Path) -> None:
    parts = {"sources": [source(SERVICE_ONLY)], "tags": [tag("age > 60")]}
    said = refused(tmp_path, **parts, segments=[segment("tags.it", **MARKETING)])
    assert "'tags.it' may not be used for marketing: desk.people collected it for service" in said


def test_a_score_carries_the_limits_of_its_features_and_a_tag_those_of_a_score(tmp_path: Path) -> None:
    parts = {"sources": [source(SERVICE_ONLY)], "models": [model("age")], "tags": [tag("scores.churn > 0.5")]}
    said = refused(tmp_path, **parts, segments=[segment("scores.churn_percentile > 90 or tags.it", **MARKETING)])
    assert "'scores.churn_percentile' may not be used for marketing" in said
    (tmp_path / "again").mkdir()
    assert "'tags.it' may not" in refused(tmp_path / "again", **parts, segments=[segment("tags.it", **MARKETING)])


def test_a_tag_and_a_model_that_state_a_purpose_are_held_to_it(tmp_path: Path) -> None:
    limited = source(SERVICE_ONLY)
    assert "'age' may not" in refused(tmp_path, sources=[limited], tags=[tag("age > 60", **MARKETING)])
    (tmp_path / "again").mkdir()
    assert "'age' may not" in refused(tmp_path / "again", sources=[limited], models=[model("age", **MARKETING)])


def test_a_rule_is_held_to_its_purpose_in_its_condition_and_in_what_it_keeps(tmp_path: Path) -> None:
    limited = source(SERVICE_ONLY)
    assert "'age' may not" in refused(tmp_path, sources=[limited], rules=[rule("age > 60", **MARKETING)])
    (tmp_path / "again").mkdir()
    keeps = rule("line_count > 1", evidence={"facts": ["birth_date"]}, **MARKETING)
    assert "'birth_date' may not" in refused(tmp_path / "again", sources=[limited], rules=[keeps])


@pytest.mark.parametrize(
    ("when", "name"),
    [
        ('count(contacts[reason = "fault"]) > 0', "contacts"),
        ('characteristic.hobby = "chess"', "characteristic.hobby"),
    ],
)
def test_lists_and_properties_are_limited_too(tmp_path: Path, when: str, name: str) -> None:
    said = refused(tmp_path, sources=[source(collected_for=["service"])], segments=[segment(when, **MARKETING)])
    assert f"'{name}' may not be used for marketing" in said


def test_a_draft_on_the_screen_is_refused_alike_and_so_is_a_source_that_is_narrowed_later() -> None:
    publish_definition(SOURCES, source(), KINDS, by="test", reason="to try")
    draft = segment("age > 60", **MARKETING)
    assert find_mistakes(SEGMENTS, draft, KINDS) == []
    publish_definition(SEGMENTS, draft, KINDS, by="test", reason="to try")
    with pytest.raises(Invalid, match="'age' may not be used for marketing"):
        publish_definition(SOURCES, source(SERVICE_ONLY), KINDS, by="test", reason="to narrow")


def test_the_packs_that_come_with_tieline_can_be_published() -> None:
    apply_pack(PACKS / "telecom", KINDS, by="test")


def test_every_fact_says_what_it_stands_on() -> None:
    fields = {name for name in CUSTOMER.column_names if name != KEY}
    assert set(STANDS_ON) == fields
    assert set(RECORD_OF) == set(LISTS)
    for places in (*STANDS_ON.values(), *COMPUTED.values()):
        for place in places:
            record, _, field = place.partition(".")
            assert record == "characteristic" or field in RECORDS[record].column_names, place
    for of, table in LISTS.items():
        for column in table.column_names:
            known = column in RECORDS[RECORD_OF[of]].column_names or (of, column) in COMPUTED
            assert known or column == KEY or of == "consents", f"{of}.{column}"
