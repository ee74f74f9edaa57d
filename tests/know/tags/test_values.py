"""Calculation: what value a tag has, from the value of its expression."""

from typing import Any

import ibis
import pytest
from pydantic import ValidationError

from tests.know.tags.cast import telecom
from tieline.know.tags.tag import TagDefinition
from tieline.know.tags.values import band_of_number, expression, tag_columns, value_counts

TENURE = TagDefinition.model_validate(next(tag for tag in telecom("tags") if tag["key"] == "tenure"))


def tag(**fields: Any) -> TagDefinition:
    words = {"zh": "标签", "en": "Tag"}
    return TagDefinition.model_validate({"key": "it", "name": words, "says": words, "kind": "fact", **fields})


def values(definition: TagDefinition, found: list[Any], column: str) -> list[Any]:
    rows = {"customer_id": [str(place) for place in range(len(found))], definition.key: found}
    table = ibis.memtable(rows, schema={"customer_id": "string", definition.key: column})
    return [
        row[definition.key] for row in tag_columns(table, [definition]).order_by("customer_id").to_pyarrow().to_pylist()
    ]


def test_a_band_begins_at_its_edge_and_ends_before_the_next() -> None:
    found = values(TENURE, [0.0, 5.0, 6.0, 23.0, 24.0, 59.0, 60.0, 600.0], "float64")
    assert found == ["new", "new", "settling", "settling", "settled", "settled", "loyal", "loyal"]


def test_there_is_no_band_below_the_first_or_without_a_number() -> None:
    assert values(TENURE, [-1.0, None], "float64") == [None, None]


@pytest.mark.parametrize("number", [-1.0, 0.0, 5.99, 6.0, 24.0, 60.0, 1e9, None])
def test_one_number_falls_into_the_same_band_as_in_the_table(number: float | None) -> None:
    assert [band_of_number(number, TENURE)] == values(TENURE, [number], "float64")


def test_a_number_is_rounded_so_that_sums_in_another_order_give_the_same() -> None:
    assert values(tag(type="number", value="age"), [0.1 + 0.2, 0.3], "float64") == [0.3, 0.3]


def test_a_category_takes_the_first_condition_that_holds() -> None:
    words = {"zh": "值", "en": "Value"}
    conditions = [
        {"key": "old", "name": words, "when": "age >= 60"},
        {"key": "grown", "name": words, "when": "age >= 18"},
    ]
    made = tag(type="category", categories=conditions)
    assert expression(made) == 'if age >= 60 then "old" else if age >= 18 then "grown" else null'


def test_counts_are_of_customers_who_carry_the_tag() -> None:
    yes, level = tag(key="yes", type="boolean", value="is_active"), tag(key="level", type="number", value="age")
    schema = {"customer_id": "string", "yes": "boolean", "level": "float64", "tenure": "string"}
    rows = [("a", True, 1.0, "new"), ("b", False, None, "new"), ("c", None, 0.0, "loyal"), ("d", True, 2.0, None)]
    table = ibis.memtable([dict(zip(schema, row, strict=True)) for row in rows], schema=schema)
    counted = value_counts(table, [yes, level, TENURE]).order_by("tag", "value").to_pyarrow().to_pylist()
    assert [(row["tag"], row["value"], row["customers"]) for row in counted] == [
        ("level", "", 3),
        ("tenure", "loyal", 1),
        ("tenure", "new", 2),
        ("yes", "true", 2),
    ]


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"type": "band", "value": "age"}, "needs 'bands'"),
        (
            {
                "type": "boolean",
                "value": "is_active",
                "bands": [{"key": "a", "name": {"zh": "甲", "en": "A"}, "from": 0}],
            },
            "only a band",
        ),
        ({"type": "number"}, "give 'value'"),
        ({"type": "boolean", "value": "is_active", "colour": "red"}, "colour"),
        ({"type": "boolean", "value": "is_active", "key": "has.dot"}, "key"),
    ],
)
def test_a_tag_that_does_not_fit_its_type_is_refused(fields: dict[str, Any], says: str) -> None:
    with pytest.raises(ValidationError, match=says):
        tag(**fields)


def test_bands_that_do_not_rise_are_refused() -> None:
    bands = [{"key": key, "name": {"zh": "甲", "en": "A"}, "from": start} for key, start in (("a", 5), ("b", 5))]
    with pytest.raises(ValidationError, match="bands must rise"):
        tag(type="band", value="age", bands=bands)
