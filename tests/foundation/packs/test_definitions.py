"""One definition from the screen: checked as a pack is, versioned, kept when a pack is applied, and taken back."""

from pathlib import Path
from typing import Any

import pytest

from tests.foundation.packs.conftest import KINDS, RULES, TAGS, Tag, Write
from tieline.foundation.access.models import Change
from tieline.foundation.errors import Invalid, NotFound, Refused
from tieline.foundation.packs.commands import apply_pack, publish_definition, retire_definition
from tieline.foundation.packs.export import export_local
from tieline.foundation.packs.models import Definition
from tieline.foundation.packs.published import LOCAL, find_mistakes
from tieline.foundation.packs.queries import find_application, get_published, published
from tieline.foundation.packs.reading import read_pack
from tieline.foundation.packs.versions import Difference, differences

NEW = {"key": "loyal", "name": {"zh": "忠诚", "en": "Loyal"}, "value": "tenure > 24"}
OTHER = {"key": "high_value", "name": {"zh": "高价值", "en": "High value"}, "value": "average_bill > 500"}


def made(body: dict[str, Any], reason: str = "因为需要") -> Definition:
    return publish_definition(TAGS, body, KINDS, by="li.na", reason=reason)


@pytest.mark.django_db
def test_a_definition_from_the_screen_is_published_with_author_and_reason_and_readers_notice_at_once(one: Path) -> None:
    apply_pack(one, KINDS, "wang")
    assert [tag.key for tag in published("tag", Tag)] == ["high_value"]
    row = made(NEW)
    assert (row.version, row.pack, row.applied_by, row.reason) == (1, LOCAL, "li.na", "因为需要")
    assert [tag.key for tag in published("tag", Tag)] == ["high_value", "loyal"]
    change = Change.objects.get(command="publish_definition")
    assert (change.object_kind, change.object_id, change.user, change.reason) == ("tag", "loyal", "li.na", "因为需要")
    application = find_application()
    assert application is not None
    assert application.time_zone == "Asia/Shanghai"


@pytest.mark.django_db
def test_publishing_the_same_body_again_makes_no_version_and_another_body_makes_the_next(one: Path) -> None:
    apply_pack(one, KINDS, "wang")
    made(NEW)
    assert made(NEW).version == 1
    assert made(NEW | {"value": "tenure > 36"}).version == 2
    assert get_published("tag", "loyal", Tag).value == "tenure > 36"
    assert Definition.objects.get(key="loyal", version=1).state == Definition.State.RETIRED


@pytest.mark.django_db
def test_a_draft_is_told_every_mistake_with_its_field_and_the_nearest_name(one: Path) -> None:
    apply_pack(one, KINDS, "wang")
    mistaken = find_mistakes(TAGS, NEW | {"kind": "facts", "vlaue": 1}, KINDS)
    assert [error.where for error in mistaken] == ["tag loyal, field kind", "tag loyal, field vlaue"]
    assert "Did you mean 'fact'?" in mistaken[0].do
    (unknown,) = find_mistakes(RULES, {"key": "r", "name": {"zh": "甲", "en": "A"}, "when": "low_value"}, KINDS)
    assert unknown.where == "rule r, field when"
    with pytest.raises(Invalid, match="'low_value' is not a tag"):
        publish_definition(
            RULES, {"key": "r", "name": {"zh": "甲", "en": "A"}, "when": "low_value"}, KINDS, by="li.na", reason="x"
        )
    assert not Definition.objects.filter(key="r").exists()


@pytest.mark.django_db
def test_a_reason_is_needed(one: Path) -> None:
    apply_pack(one, KINDS, "wang")
    with pytest.raises(Invalid, match="reason"):
        made(NEW, reason="  ")


@pytest.mark.django_db
def test_applying_a_pack_keeps_what_was_made_on_the_screen(one: Path) -> None:
    made(NEW)
    applied = apply_pack(one, KINDS, "wang")
    assert applied.counts["tag"] == {"published": 2, "changed": 1, "retired": 0}
    assert get_published("tag", "loyal", Tag).value == "tenure > 24"
    assert not applied.hidden


@pytest.mark.django_db
def test_of_a_key_that_both_define_the_screens_stays_and_applying_says_so(write: Write, one: Path) -> None:
    apply_pack(one, KINDS, "wang")
    made(OTHER)
    write("one/tags/value.yaml", "key: high_value\nname: {zh: 高价值, en: High value}\nvalue: average_bill > 300\n")
    applied = apply_pack(one, KINDS, "wang")
    assert [(item.kind, item.key) for item in applied.hidden] == [("tag", "high_value")]
    assert get_published("tag", "high_value", Tag).value == "average_bill > 500"
    assert apply_pack(one, KINDS, "wang").changed == 0


@pytest.mark.django_db
def test_taking_back_gives_the_word_to_the_pack_again(one: Path) -> None:
    apply_pack(one, KINDS, "wang")
    made(OTHER)
    made(OTHER | {"value": "average_bill > 600"})
    back = retire_definition(TAGS, "high_value", KINDS, by="li.na", reason="too high")
    assert back is not None
    assert (back.version, back.pack, back.body["value"]) == (4, "one", "average_bill > 200")
    assert apply_pack(one, KINDS, "wang").changed == 0


@pytest.mark.django_db
def test_taking_back_what_no_pack_defines_leaves_nothing_and_what_others_need_is_refused(one: Path) -> None:
    apply_pack(one, KINDS, "wang")
    made(NEW)
    publish_definition(
        RULES, {"key": "r", "name": {"zh": "甲", "en": "A"}, "when": "loyal"}, KINDS, by="li.na", reason="x"
    )
    with pytest.raises(Invalid, match="'loyal' is not a tag"):
        retire_definition(TAGS, "loyal", KINDS, by="li.na", reason="x")
    retire_definition(RULES, "r", KINDS, by="li.na", reason="x")
    assert retire_definition(TAGS, "loyal", KINDS, by="li.na", reason="x") is None
    assert [tag.key for tag in published("tag", Tag)] == ["high_value"]
    with pytest.raises(NotFound):
        retire_definition(TAGS, "loyal", KINDS, by="li.na", reason="x")


@pytest.mark.django_db
def test_a_definition_of_a_pack_cannot_be_taken_back_on_the_screen(one: Path) -> None:
    apply_pack(one, KINDS, "wang")
    with pytest.raises(Refused, match="comes from the pack one"):
        retire_definition(TAGS, "high_value", KINDS, by="li.na", reason="x")


@pytest.mark.django_db
def test_a_pack_that_a_definition_from_the_screen_no_longer_fits_is_refused_as_a_whole(
    write: Write, one: Path, tmp_path: Path
) -> None:
    apply_pack(one, KINDS, "wang")
    publish_definition(
        RULES, {"key": "r", "name": {"zh": "甲", "en": "A"}, "when": "high_value"}, KINDS, by="li.na", reason="x"
    )
    write("two/pack.yaml", "key: two\nname: {zh: 二, en: Two}\n")
    with pytest.raises(Invalid, match="'high_value' is not a tag") as refused:
        apply_pack(tmp_path / "two", KINDS, "wang")
    assert "rule r, field when" in str(refused.value)
    assert [tag.key for tag in published("tag", Tag)] == ["high_value"]


@pytest.mark.django_db
def test_what_was_exported_into_the_pack_becomes_the_packs_own(one: Path) -> None:
    apply_pack(one, KINDS, "wang")
    tricky = NEW | {"value": {"column": "no", "codes": {"1": "1e3", "0571": "21:00", "是": "true", "x": "a: b"}}}
    made(tricky)
    (file,) = export_local(one, KINDS)
    assert file == one / "tags" / "loyal.yaml"
    assert {item.key: item.body for item in read_pack(one, KINDS)}["loyal"] == tricky
    with pytest.raises(Refused):
        export_local(one, KINDS)
    assert apply_pack(one, KINDS, "wang").changed == 0
    assert Definition.objects.get(key="loyal").pack == "one"
    assert not export_local(one, KINDS)


def test_differences_name_the_deepest_fields() -> None:
    before = {"a": 1, "records": [{"map": {"x": "A", "y": "B"}}], "empty": ["-"]}
    after = {"a": 1, "records": [{"map": {"x": "A", "z": "C"}}, {"map": {}}], "empty": ["-", "N/A"]}
    assert differences(before, after) == [
        Difference("records[0].map.y", "B", None),
        Difference("records[0].map.z", None, "C"),
        Difference("records[1]", None, {"map": {}}),
        Difference("empty", ["-"], ["-", "N/A"]),
    ]
    assert differences(before, before) == []
