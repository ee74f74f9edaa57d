"""Packs are read with errors that name file, line, field and what to do."""

from pathlib import Path

import pytest

from tests.foundation.packs.conftest import KINDS, TAGS, Write
from tieline.foundation.errors import Invalid, NotFound, TielineError
from tieline.foundation.packs.reading import read_pack


def refusal(path: Path) -> TielineError:
    with pytest.raises(TielineError) as caught:
        read_pack(path, KINDS)
    return caught.value


def test_definitions_come_by_kind_and_key_with_their_body_as_written(one: Path) -> None:
    read = read_pack(one, KINDS)
    assert [(item.kind, item.key, item.pack) for item in read] == [
        ("rule", "leaving", "one"),
        ("tag", "high_value", "one"),
    ]
    assert read[1].body == {
        "key": "high_value",
        "name": {"zh": "高价值", "en": "High value"},
        "value": "average_bill > 200",
    }


def test_a_file_may_hold_a_list_of_definitions(write: Write, one: Path) -> None:
    write(
        "one/tags/more.yaml",
        "- {key: a, name: {zh: 甲, en: A}, value: x}\n- {key: b, name: {zh: 乙, en: B}, value: y}\n",
    )
    assert [item.key for item in read_pack(one, [TAGS])] == ["a", "b", "high_value"]


def test_an_empty_file_holds_nothing(write: Write, one: Path) -> None:
    write("one/tags/empty.yaml", "# nothing yet\n")
    assert len(read_pack(one, KINDS)) == 2


def test_words_that_older_yaml_took_for_booleans_times_and_dates_stay_words(write: Write, one: Path) -> None:
    write(
        "one/tags/words.yaml",
        "key: words\nname: {zh: 是, en: Yes}\nvalue: {column: no, codes: {a: 21:00, b: 2026-01-31, c: on, d: 0571}}\n",
    )
    body = next(item for item in read_pack(one, KINDS) if item.key == "words").body
    assert body["name"]["en"] == "Yes"
    assert body["value"] == {"column": "no", "codes": {"a": "21:00", "b": "2026-01-31", "c": "on", "d": "0571"}}


def test_numbers_as_field_names_become_text_as_in_json(write: Write, one: Path) -> None:
    write("one/tags/n.yaml", "key: n\nname: {zh: 数, en: N}\nvalue: {column: SEX, codes: {1: male, 2: female}}\n")
    body = next(item for item in read_pack(one, KINDS) if item.key == "n").body
    assert body["value"]["codes"] == {"1": "male", "2": "female"}


def test_an_unknown_field_is_named_with_its_line_and_the_nearest_that_exists(write: Write, one: Path) -> None:
    file = write("one/tags/value.yaml", "key: a\nname: {zh: 甲, en: A}\nvalue: x\nlimit: []\n")
    error = refusal(one)
    assert error.what == "'limit' is not a known field"
    assert error.where == f"{file}, line 4, field limit"
    assert error.do.startswith("Did you mean 'limits'?")


def test_an_unknown_field_deep_inside_is_compared_with_the_fields_of_that_place(write: Write, one: Path) -> None:
    write(
        "one/tags/value.yaml",
        "key: a\nname: {zh: 甲, en: A}\nvalue: x\nlimits:\n  - column: X\n  - column: Y\n    kodes: {}\n",
    )
    error = refusal(one)
    assert error.where.endswith("line 7, field limits[1].kodes")
    assert error.do == "Did you mean 'codes'? Allowed are codes, column"


def test_where_a_value_may_have_two_shapes_only_the_nearer_one_is_blamed(write: Write, one: Path) -> None:
    write("one/tags/value.yaml", "key: a\nname: {zh: 甲, en: A}\nvalue: {column: X, kodes: {}}\n")
    error = refusal(one)
    assert error.what == "'kodes' is not a known field"
    assert error.where.endswith("line 3, field value.kodes")


def test_a_value_that_is_not_allowed_is_answered_with_those_that_are(write: Write, one: Path) -> None:
    write("one/tags/value.yaml", "key: a\nname: {zh: 甲, en: A}\nkind: behavior\nvalue: x\n")
    error = refusal(one)
    assert error.what == "'behavior' is not allowed here"
    assert error.where.endswith("line 3, field kind")
    assert error.do == "Did you mean 'behaviour'? Allowed are behaviour, fact, predicted"


def test_a_missing_field_is_named_at_the_definition_that_lacks_it(write: Write, one: Path) -> None:
    write(
        "one/tags/value.yaml", "- {key: a, name: {zh: 甲, en: A}, value: x}\n- key: b\n  name: {zh: 乙}\n  value: y\n"
    )
    error = refusal(one)
    assert error.what == "The field 'en' is missing"
    assert error.where.endswith("line 3, field name.en")


def test_all_mistakes_are_told_at_once(write: Write, one: Path) -> None:
    write("one/tags/value.yaml", "key: a\nname: {zh: 甲, en: A}\nvalue: x\nkind: new\n")
    write("one/rules/leaving.yaml", "key: Leaving\nname: {zh: 流失, en: Leaving}\nwhen: a\n")
    error = refusal(one)
    assert "has 2 mistakes" in error.what
    assert "'new' is not allowed here" in error.what
    assert "'Leaving' is not a valid name" in error.what


def test_text_that_is_not_yaml_is_refused_with_its_line_and_column(write: Write, one: Path) -> None:
    write("one/tags/value.yaml", "key: a\nvalue: x: y\n")
    error = refusal(one)
    assert "line 2, column 9" in error.where
    assert error.do == "Put text that contains ': ' in quotes"


def test_a_file_in_another_encoding_is_refused(one: Path) -> None:
    (one / "tags" / "value.yaml").write_bytes("key: 高".encode("gb18030"))
    assert refusal(one).do == "Save it as UTF-8 text"


def test_a_field_given_twice_is_refused(write: Write, one: Path) -> None:
    write("one/tags/value.yaml", "key: a\nname: {zh: 甲, en: A}\nvalue: x\nvalue: y\n")
    error = refusal(one)
    assert error.what == "'value' is given twice"
    assert error.where.endswith("line 4")


def test_a_key_given_in_two_files_is_refused_with_both_places(write: Write, one: Path) -> None:
    write("one/tags/again.yaml", "key: high_value\nname: {zh: 甲, en: A}\nvalue: x\n")
    error = refusal(one)
    assert "defined twice, first at" in error.what
    assert "value.yaml" in error.where


def test_a_check_sees_the_definitions_of_other_kinds_and_names_the_place(write: Write, one: Path) -> None:
    file = write("one/rules/leaving.yaml", "key: leaving\nname: {zh: 流失, en: Leaving}\nwhen: unknown\n")
    error = refusal(one)
    assert error.what == "'unknown' is not a tag"
    assert error.where == f"{file}, line 3, field when"


def test_a_folder_without_pack_yaml_is_not_a_pack(tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        read_pack(tmp_path, KINDS)


def test_a_folder_whose_name_is_nearly_that_of_a_kind_is_refused(write: Write, one: Path) -> None:
    write("one/tag/lost.yaml", "key: lost\n")
    assert refusal(one).do == "Rename it to 'tags'"


def test_an_extending_pack_adds_to_replaces_and_leaves_out_what_it_extends(write: Write, tmp_path: Path) -> None:
    write(
        "one/tags/more.yaml",
        "- {key: a, name: {zh: 甲, en: A}, value: x}\n- {key: b, name: {zh: 乙, en: B}, value: y}\n",
    )
    write("two/pack.yaml", "key: two\nname: {zh: 二, en: Two}\nextends: one\nwithout: {tags: [b], rules: all}\n")
    write("two/tags/a.yaml", "key: a\nname: {zh: 甲, en: A}\nvalue: changed\n")
    read = read_pack(tmp_path / "two", KINDS)
    assert [(item.key, item.pack) for item in read] == [("a", "two"), ("high_value", "one")]


def test_leaving_out_what_is_not_there_is_refused(write: Write, tmp_path: Path, one: Path) -> None:
    write("two/pack.yaml", "key: two\nname: {zh: 二, en: Two}\nextends: one\nwithout: {tags: [c]}\n")
    assert refusal(tmp_path / "two").where.endswith("field without.tags")


def test_a_pack_that_extends_itself_is_refused(write: Write, one: Path) -> None:
    write("one/pack.yaml", "key: one\nname: {zh: 一, en: One}\nextends: one\n")
    assert isinstance(refusal(one), Invalid)


def test_a_pack_that_extends_an_unknown_one_is_refused_with_the_place_it_should_be_at(write: Write, one: Path) -> None:
    write("one/pack.yaml", "key: one\nname: {zh: 一, en: One}\nextends: nowhere\n")
    error = refusal(one)
    assert isinstance(error, NotFound)
    assert "nowhere" in error.do
