"""The JSON Schema (2020-12) of what the visual builder reads and writes."""

from typing import Any

from tieline.foundation.expressions.builder import GROUPS, MOMENTS, SHIFTS, WRITTEN
from tieline.foundation.expressions.builder_reading import CALCULATIONS
from tieline.foundation.expressions.list_functions import AGGREGATES
from tieline.foundation.expressions.powers import COMPARISONS

_NODE = {"$ref": "#/$defs/node"}
_TEXT = {"type": "string", "minLength": 1}


def _shape(kind: str, required: dict[str, Any], optional: dict[str, Any] | None = None) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": {"kind": {"const": kind}, **required, **(optional or {})},
        "required": ["kind", *required],
        "additionalProperties": False,
    }


def _list_of_nodes(least: int) -> dict[str, Any]:
    return {"type": "array", "items": _NODE, "minItems": least}


def builder_schema() -> dict[str, Any]:
    """The schema of a condition; every ``kind`` is one shape."""
    shapes = [
        *(_shape(kind, {"parts": _list_of_nodes(2)}) for kind in GROUPS.values()),
        _shape("not", {"part": _NODE}),
        _shape("compare", {"op": {"enum": list(COMPARISONS)}, "left": _NODE, "right": _NODE}),
        _shape("between", {"of": _NODE, "low": _NODE, "high": _NODE}),
        _shape("in", {"of": _NODE, "values": _list_of_nodes(1)}),
        _shape("name", {"name": _TEXT}),
        _shape("value", {"value": {"type": ["number", "string", "boolean", "null"]}}),
        _shape("written", {"type": {"enum": list(WRITTEN)}, "text": _TEXT}),
        _shape("moment", {"of": {"enum": list(MOMENTS)}}, dict.fromkeys(SHIFTS.values(), _TEXT)),
        _shape("calculate", {"op": {"enum": list(CALCULATIONS)}, "left": _NODE, "right": _NODE}),
        _shape(
            "aggregate",
            {"function": {"enum": list(AGGREGATES)}, "list": _TEXT},
            {"column": _TEXT, "where": _NODE, "distinct": {"type": "boolean"}},
        ),
        _shape("text", {"text": _TEXT}),
    ]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A condition as the visual builder draws it",
        "$ref": "#/$defs/node",
        "$defs": {"node": {"oneOf": shapes}},
    }
