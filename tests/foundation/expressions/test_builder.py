"""The JSON of the visual builder: nothing is lost on the way there and back, and its shape is published."""

import json
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from hypothesis import given, settings

from tests.foundation.expressions.trees import trees
from tieline.foundation.errors import Invalid
from tieline.foundation.expressions.builder import json_of
from tieline.foundation.expressions.builder_reading import tree_of
from tieline.foundation.expressions.builder_schema import builder_schema
from tieline.foundation.expressions.parser import parse
from tieline.foundation.expressions.printer import text_of
from tieline.foundation.expressions.tree import Node
from tieline.foundation.expressions.types import BOOLEAN, DATE, DURATION, INSTANT, NUMBER, TEXT

PUBLISHED = Path(__file__).parents[3] / "docs" / "reference" / "condition.schema.json"
SHAPE = jsonschema_rs.Draft202012Validator(builder_schema())


@settings(max_examples=300, deadline=None)
@given(trees(BOOLEAN, NUMBER, TEXT, DATE, INSTANT, DURATION, depth=4))
def test_a_tree_comes_back_from_the_builder_as_it_went(node: Node) -> None:
    drawn = json.loads(json.dumps(json_of(node)))
    SHAPE.validate(drawn)
    assert tree_of(drawn) == node


def test_a_condition_is_drawn_as_groups_comparisons_and_aggregates_with_their_window() -> None:
    text = 'count(usage[day > today() - duration("P30D")]) > 0 and (tags.level in (1, 2) or not(is_active))'
    assert json_of(parse(text)) == {
        "kind": "all",
        "parts": [
            {
                "kind": "compare",
                "op": ">",
                "left": {
                    "kind": "aggregate",
                    "function": "count",
                    "list": "usage",
                    "where": {
                        "kind": "compare",
                        "op": ">",
                        "left": {"kind": "name", "name": "day"},
                        "right": {"kind": "moment", "of": "today", "minus": "P30D"},
                    },
                },
                "right": {"kind": "value", "value": 0},
            },
            {
                "kind": "any",
                "parts": [
                    {
                        "kind": "in",
                        "of": {"kind": "name", "name": "tags.level"},
                        "values": [{"kind": "value", "value": 1}, {"kind": "value", "value": 2}],
                    },
                    {"kind": "not", "part": {"kind": "name", "name": "is_active"}},
                ],
            },
        ],
    }


@pytest.mark.parametrize(
    "text",
    [
        "a and (b and c)",
        "fee > -0",
        "last(contacts.reason) = null",
        "x in [1..5)",
        "if a then b else null",
        'f("x\\ny") = 1',
    ],
)
def test_what_the_builder_cannot_draw_stays_text(text: str) -> None:
    assert text_of(tree_of(json_of(parse(text)))) == text


@pytest.mark.parametrize(
    ("drawn", "says", "where"),
    [
        ({"kind": "al", "parts": []}, "Did you mean 'all'", "condition.kind"),
        ({"kind": "all", "parts": [{"kind": "name", "name": "a"}]}, "2 or more", "condition"),
        ({"kind": "not", "part": 3}, "object with a 'kind'", "condition.part"),
        ({"kind": "not", "part": {"kind": "name", "name": "a) or (b"}}, "no name", "condition.part.name"),
        ({"kind": "aggregate", "function": "count", "list": "x) or (y"}, "no name", "condition.list"),
        ({"kind": "text", "text": "a >"}, "ends too early", "condition.text, in the expression line 1, column 4"),
        ({"kind": "value"}, "takes a number", "condition"),
    ],
)
def test_a_mistake_in_the_json_is_shown_at_its_place(drawn: Any, says: str, where: str) -> None:
    with pytest.raises(Invalid, match=says) as refusal:
        tree_of(drawn)
    assert refusal.value.where == where


def test_the_published_schema_is_the_one_in_use() -> None:
    assert json.loads(PUBLISHED.read_text()) == builder_schema()
