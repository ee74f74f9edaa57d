"""
What conditions may know of segments: their names as ``segments.<key>``, and who is in which.

A segment comes after tags, and its condition may name tags and other segments; so what conditions read of segments
lies here, while ``tieline.know.segments`` says who is in one and alone writes the table.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import ibis
import ibis.expr.types as ir
from pydantic import BaseModel

from tieline.foundation.expressions.scope import FieldType
from tieline.foundation.expressions.types import BOOLEAN
from tieline.foundation.packs.kinds import Definitions, Text
from tieline.foundation.packs.queries import published
from tieline.foundation.warehouse.tables import Column, Table

SEGMENT = "segment"
"""The name of the kind of definition."""
PREFIX = "segments."

MEMBERSHIP = Table(
    "segments",
    "membership",
    "segment and customer in it",
    ("customer_id", "segment"),
    (
        Column("customer_id", "string", "The customer."),
        Column("segment", "string", "Key of the segment.", category="none"),
        Column("since", "date", "Day of the run in which the customer entered, without a break since."),
    ),
    category="judgement",
    subject="customer_id",
)


class Named(BaseModel):
    """What a condition needs of a segment's definition: how it is called."""

    key: str
    name: Text


def published_segments() -> list[Named]:
    """The published segments by key."""
    return published(SEGMENT, Named)


def segments_of_pack(definitions: Definitions) -> list[Named]:
    """The same of definitions that are being checked."""
    return [Named.model_validate({"key": key, **body}) for key, body in definitions.bodies(SEGMENT).items()]


def conditions_of_pack(definitions: Definitions) -> Mapping[str, str]:
    """The conditions of a pack's segments by key, as they are written; of those that have one."""
    bodies: Mapping[str, dict[str, Any]] = definitions.bodies(SEGMENT)
    return {key: body["when"] for key, body in bodies.items() if body.get("when")}


def segment_fields(segments: Iterable[Named]) -> dict[str, FieldType]:
    """``segments.<key>`` of each: true for who is in it, false for everybody else, never null."""
    return {
        f"{PREFIX}{each.key}": FieldType(BOOLEAN, zh=f"属于客群“{each.name.zh}”", en=f"In segment “{each.name.en}”")
        for each in segments
    }


def with_memberships(fields: ir.Table, members: ir.Table, names: Sequence[str]) -> ir.Table:
    """``fields`` with a column ``segments.…`` for each of these names: who is in the segment, by its members."""
    members = members.filter(members.segment.isin([name.removeprefix(PREFIX) for name in names]))
    held = {name: (members.segment == name.removeprefix(PREFIX)).any() for name in names}
    return joined(fields, members.group_by("customer_id").aggregate(**held), names)


def joined(fields: ir.Table, held: ir.Table, names: Sequence[str]) -> ir.Table:
    """``fields`` with the boolean columns ``names`` of ``held``, by customer; false where there is none or null."""
    found = held.select(held_id="customer_id", **{name: held[name] for name in names})
    wide = fields.left_join(found, fields.customer_id == found.held_id).drop("held_id")
    return wide.mutate(**{name: wide[name].fill_null(ibis.literal(value=False)) for name in names})
