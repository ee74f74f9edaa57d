"""Applying a pack publishes all of it or nothing, and gives versions only to what changed."""

import threading
from pathlib import Path
from shutil import rmtree

import pytest
from django.db import connection, transaction
from pytest_django import DjangoAssertNumQueries

from tests.foundation.packs.conftest import KINDS, TAGS, Tag, Write
from tieline.foundation.access.models import Change
from tieline.foundation.errors import Invalid, NotFound
from tieline.foundation.packs.commands import apply_pack, digest
from tieline.foundation.packs.models import Definition
from tieline.foundation.packs.queries import find_application, get_published, published, published_versions

CHANGED = "key: high_value\nname: {zh: 高价值, en: High value}\nvalue: average_bill > 300\n"


def states(kind: str = "tag") -> list[tuple[str, int, str]]:
    return list(Definition.objects.filter(kind=kind).order_by("key", "version").values_list("key", "version", "state"))


@pytest.mark.django_db
def test_a_pack_becomes_published_definitions_and_a_record_of_it(one: Path) -> None:
    applied = apply_pack(one, KINDS, "wang")
    assert applied.counts == {
        "tag": {"published": 1, "changed": 1, "retired": 0},
        "rule": {"published": 1, "changed": 1, "retired": 0},
    }
    row = Definition.objects.get(kind="tag")
    assert (row.key, row.version, row.pack, row.applied_by) == ("high_value", 1, "one", "wang")
    application = find_application()
    assert application is not None
    assert (application.pack, application.time_zone) == ("one", "Asia/Shanghai")
    assert Change.objects.values_list("command", "object_id", "user").get() == ("apply_pack", "one", "wang")


@pytest.mark.django_db
def test_applying_twice_is_the_same_as_once(one: Path) -> None:
    apply_pack(one, KINDS, "wang")
    assert apply_pack(one, KINDS, "wang").changed == 0
    assert Change.objects.count() == 1
    assert states() == [("high_value", 1, "published")]


@pytest.mark.django_db
def test_a_changed_body_becomes_the_next_version_and_the_former_is_kept(write: Write, one: Path) -> None:
    apply_pack(one, KINDS, "wang")
    write("one/tags/value.yaml", CHANGED)
    apply_pack(one, KINDS, "wang")
    assert states() == [("high_value", 1, "retired"), ("high_value", 2, "published")]
    assert published_versions("tag") == {"high_value": 2}


@pytest.mark.django_db
def test_what_vanished_from_the_pack_is_retired_and_may_come_back_as_a_new_version(write: Write, one: Path) -> None:
    write("one/tags/b.yaml", "key: b\nname: {zh: 乙, en: B}\nvalue: y\n")
    apply_pack(one, KINDS, "wang")
    (one / "tags" / "b.yaml").unlink()
    assert apply_pack(one, KINDS, "wang").counts["tag"]["retired"] == 1
    assert [tag.key for tag in published("tag", Tag)] == ["high_value"]
    write("one/tags/b.yaml", "key: b\nname: {zh: 乙, en: B}\nvalue: y\n")
    apply_pack(one, KINDS, "wang")
    assert ("b", 2, "published") in states()


@pytest.mark.django_db
def test_another_pack_that_does_not_extend_it_takes_its_place(write: Write, one: Path, tmp_path: Path) -> None:
    apply_pack(one, KINDS, "wang")
    write("two/pack.yaml", "key: two\nname: {zh: 二, en: Two}\n")
    write("two/tags/b.yaml", "key: b\nname: {zh: 乙, en: B}\nvalue: y\n")
    apply_pack(tmp_path / "two", KINDS, "wang")
    assert [tag.key for tag in published("tag", Tag)] == ["b"]
    assert states("rule") == [("leaving", 1, "retired")]


@pytest.mark.django_db
def test_a_pack_that_extends_it_keeps_what_it_does_not_change(write: Write, one: Path, tmp_path: Path) -> None:
    apply_pack(one, KINDS, "wang")
    write("two/pack.yaml", "key: two\nname: {zh: 二, en: Two}\nextends: one\n")
    write("two/tags/b.yaml", "key: b\nname: {zh: 乙, en: B}\nvalue: y\n")
    apply_pack(tmp_path / "two", KINDS, "wang")
    assert states() == [("b", 1, "published"), ("high_value", 1, "published")]


@pytest.mark.django_db
def test_one_mistake_leaves_everything_as_it_was(write: Write, one: Path) -> None:
    apply_pack(one, KINDS, "wang")
    write("one/tags/value.yaml", CHANGED)
    write("one/rules/leaving.yaml", "key: leaving\nname: {zh: 流失, en: Leaving}\nwhen: unknown\n")
    with pytest.raises(Invalid):
        apply_pack(one, KINDS, "wang")
    assert states() == [("high_value", 1, "published")]


@pytest.mark.django_db
def test_only_the_given_kinds_are_touched(one: Path) -> None:
    apply_pack(one, KINDS, "wang")
    rmtree(one / "rules")
    apply_pack(one, [TAGS], "wang")
    assert states("rule") == [("leaving", 1, "published")]


@pytest.mark.django_db
def test_published_reads_again_after_a_pack_was_applied_and_not_before(
    write: Write, one: Path, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    apply_pack(one, KINDS, "wang")
    assert published("tag", Tag)[0].value == "average_bill > 200"
    with django_assert_num_queries(1):
        assert published("tag", Tag)[0].value == "average_bill > 200"
    write("one/tags/value.yaml", CHANGED)
    apply_pack(one, KINDS, "wang")
    assert published("tag", Tag)[0].value == "average_bill > 300"


@pytest.mark.django_db
def test_what_was_read_inside_a_transaction_that_failed_is_not_served_later(write: Write, one: Path) -> None:
    apply_pack(one, KINDS, "wang")
    write("one/tags/value.yaml", CHANGED)
    with transaction.atomic():
        apply_pack(one, KINDS, "wang")
        assert published("tag", Tag)[0].value == "average_bill > 300"
        transaction.set_rollback(True)
    assert published("tag", Tag)[0].value == "average_bill > 200"
    write("one/tags/value.yaml", CHANGED.replace("300", "400"))
    apply_pack(one, KINDS, "wang")
    assert published("tag", Tag)[0].value == "average_bill > 400"


@pytest.mark.django_db(transaction=True)
def test_another_thread_sees_what_was_applied(write: Write, one: Path) -> None:
    apply_pack(one, KINDS, "wang")
    published("tag", Tag)
    write("one/tags/value.yaml", CHANGED)

    def apply() -> None:
        apply_pack(one, KINDS, "wang")
        connection.close()

    thread = threading.Thread(target=apply)
    thread.start()
    thread.join()
    assert published("tag", Tag)[0].value == "average_bill > 300"


@pytest.mark.django_db
def test_a_definition_is_got_by_key_or_not_found(one: Path) -> None:
    apply_pack(one, KINDS, "wang")
    assert get_published("tag", "high_value", Tag).name.zh == "高价值"
    with pytest.raises(NotFound):
        get_published("tag", "low_value", Tag)


@pytest.mark.django_db
def test_a_published_body_that_no_longer_fits_says_to_apply_the_pack_again(one: Path) -> None:
    apply_pack(one, KINDS, "wang")
    Definition.objects.filter(kind="tag").update(body={"key": "high_value"})
    with pytest.raises(Invalid) as caught:
        published("tag", Tag)
    assert caught.value.do == "Apply the pack again"


def test_the_digest_does_not_depend_on_the_order_of_fields() -> None:
    assert digest({"a": 1, "b": [1, 2]}) == digest({"b": [1, 2], "a": 1})
    assert digest({"a": 1, "b": [1, 2]}) != digest({"a": 1, "b": [2, 1]})
