"""Counting by sets: the same number as by the compiler, for any condition that sets say, and never of old tables."""

import random
import time
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.know.segments.test_naming_segments import segment
from tests.know.tags.cast import AS_OF, customer, literal, publish_definitions, publish_profile
from tests.know.tags.test_definitions import tag
from tieline.foundation.access.projection import Projection
from tieline.foundation.access.reach import Extent
from tieline.foundation.access.sight import EVERYTHING, Grant, Sight
from tieline.foundation.days import end_of_day
from tieline.foundation.expressions.compiler import compile_columns
from tieline.foundation.warehouse.connection import Warehouse
from tieline.know.segments import shelf as shelves
from tieline.know.segments.counting import count_by_compiler, count_by_sets, count_of
from tieline.know.segments.shelf import shelf_of
from tieline.know.segments.tables import MEMBERSHIP
from tieline.know.segments.truth import can_be_sets
from tieline.know.tags.conditions import condition, published_scope, source
from tieline.know.tags.queries import published_tag_table

pytestmark = pytest.mark.django_db

PEOPLE = [f"c{number:03}" for number in range(300)]
WORDS = {"zh": "词", "en": "Word"}
BANDS = [{"key": "low", "name": WORDS, "from": 0}, {"key": "high", "name": WORDS, "from": 10}]
TAGS: list[dict[str, Any]] = [
    tag("is_active", key="active"),
    tag("is_active", key="rich"),
    tag("age", key="age", type="band", bands=BANDS),
    tag("city", key="town", type="category"),
    tag("age", key="years", type="number"),
]
NAMES = ["tags.active", "tags.rich", "segments.one", "segments.two", "tags.age", "tags.town"]


@pytest.fixture
def people(warehouse: Warehouse) -> Warehouse:
    """Three hundred customers with tags that are true, false or null, in two segments or none."""
    publish_definitions(tag=TAGS, segment=[segment("one", "age > 3"), segment("two", "age > 4")])
    publish_profile(warehouse, [customer(name) for name in PEOPLE])
    chance = random.Random(7)
    choices: dict[str, list[Any]] = {
        "active": [True, False, None],
        "rich": [True, None],
        "age": ["low", "high", None],
        "town": ["Wuhan", "Xi'an", "", None],
        "years": [3.0, None],
    }
    rows = [{"customer_id": name, **{key: chance.choice(of) for key, of in choices.items()}} for name in PEOPLE[:280]]
    warehouse.publish(published_tag_table(), literal(published_tag_table(), chance.sample(rows, len(rows))))
    held = [(name, key) for name in PEOPLE for key in ("one", "two") if chance.random() < 0.4]
    members = [{"customer_id": name, "segment": key, "since": AS_OF} for name, key in held]
    warehouse.publish(MEMBERSHIP, literal(MEMBERSHIP, members))
    return warehouse


LEAVES = (
    *("tags.active", "tags.rich", "segments.one", "segments.two", "tags.active = true", "tags.rich != false"),
    *(
        'tags.age = "low"',
        'tags.age != "high"',
        '"high" = tags.age',
        'tags.age in ("low", "high")',
        'tags.age in ("low")',
    ),
    *(
        'tags.town = "Wuhan"',
        'tags.town != "nowhere"',
        'tags.town in ("", "Xi\'an")',
        "tags.town = null",
        "null != tags.age",
    ),
    *("tags.active = null", "segments.one = false", "segments.two in (true)"),
)
CONDITIONS = st.recursive(
    st.sampled_from(LEAVES),
    lambda inner: st.one_of(
        inner.map(lambda text: f"not({text})"),
        st.tuples(inner, st.sampled_from(["and", "or"]), inner).map(lambda parts: f"({' '.join(parts)})"),
    ),
    max_leaves=8,
)


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(texts=st.lists(CONDITIONS, min_size=25, max_size=40))
def test_sets_count_what_the_compiler_counts(people: Warehouse, texts: list[str]) -> None:
    scope = published_scope(with_tags=True)
    asked = {f"c{place}": condition(text, scope) for place, text in enumerate([*texts, *LEAVES])}
    shelf_of(people).make(people, NAMES)
    found = source(people, {name for typed in asked.values() for name in typed.names.fields})
    columns = compile_columns(asked, found, end_of_day(AS_OF))
    counts = columns.aggregate(**{key: columns[key].sum().fill_null(0) for key in asked}).to_pyarrow().to_pylist()[0]
    by_sets = {key: counted.count for key, typed in asked.items() if (counted := count_by_sets(typed, people))}
    assert by_sets == counts


@pytest.mark.parametrize(
    "text",
    ["age > 3", "tags.years > 2", "is_active", "tags.active and age > 3", "count(contacts) > 0", 'tags.age > "a"'],
)
def test_what_sets_cannot_say_is_left_to_the_compiler(people: Warehouse, text: str) -> None:
    asked = condition(text, published_scope(with_tags=True))
    assert not can_be_sets(asked.node)
    assert count_by_sets(asked, people) is None
    assert count_of(text, Projection(people, EVERYTHING)) == count_by_compiler(asked, Projection(people, EVERYTHING))


def test_sets_are_forgotten_when_their_tables_are_written(people: Warehouse) -> None:
    asked = condition("segments.one", published_scope(with_tags=True))
    shelf_of(people).make(people, ["segments.one"])
    before = count_by_sets(asked, people)
    assert before is not None
    gone = people.retract(
        MEMBERSHIP, segment="one", customer_id=people.rows(MEMBERSHIP, segment="one")[0]["customer_id"]
    )
    assert (gone, count_by_sets(asked, people)) == (1, None)
    assert count_of("segments.one", Projection(people, EVERYTHING)).count == before.count - 1


def _empty_and_fail(at: Warehouse) -> None:
    with at.transaction():
        at.retract(MEMBERSHIP, segment="one")
        assert 1 / 0


def test_what_was_taken_back_was_not_written(people: Warehouse) -> None:
    asked = condition("segments.one", published_scope(with_tags=True))
    shelf_of(people).make(people, ["segments.one"])
    before = count_by_sets(asked, people)
    with pytest.raises(ZeroDivisionError):
        _empty_and_fail(people)
    assert count_by_sets(asked, people) == before
    assert before is not None


def test_the_first_count_asks_for_sets_and_a_later_one_has_them(
    people: Warehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tieline.know.segments.counting.WORTH_SETS", 100)
    asked = condition("tags.active or segments.two", published_scope(with_tags=True))
    assert count_by_sets(asked, people) is None
    until = time.monotonic() + 20
    while (found := count_by_sets(asked, people)) is None and time.monotonic() < until:
        time.sleep(0.02)
    assert found == count_by_compiler(asked, Projection(people, EVERYTHING))


def test_who_does_not_see_everybody_is_not_counted_for_by_sets(people: Warehouse) -> None:
    shelf_of(people).make(people, ["segments.one"])
    nobody = Sight(None, (), (Grant(Extent(), (("otherwise", "readable"),)),))
    assert count_of("segments.one", Projection(people, EVERYTHING)).customers == len(PEOPLE)
    assert count_of("segments.one", Projection(people, nobody)).customers == 0


def test_no_more_sets_are_kept_than_fit(people: Warehouse, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shelves, "MOST_BYTES", len(PEOPLE) * 4 // 8)
    shelf = shelf_of(people)
    for name in NAMES[:4]:
        shelf.make(people, [name])
    assert shelf.find(people, NAMES[2:4]) is not None
    assert shelf.find(people, NAMES[:1]) is None
