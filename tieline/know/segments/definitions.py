"""The shape of a segment in a pack."""

from collections.abc import Sequence
from typing import Any

from pydantic import model_validator

from tieline.foundation.access.roles import Purpose
from tieline.foundation.expressions.cycles import refuse_cycles
from tieline.foundation.expressions.scope import Scope
from tieline.foundation.packs.kinds import Declared, Definitions, Kind, PlainKey, Text
from tieline.know.tags.conditions import check_condition, condition, scope_of_pack
from tieline.know.tags.memberships import PREFIX
from tieline.know.tags.purposes import Limits, demand_purpose

NOBODY = "false"
"""The condition of a segment that people list."""


class SegmentDefinition(Declared):
    """
    A segment: the customers for whom ``when`` holds, a FEEL condition over facts, ``tags.…``, ``scores.…`` and other
    ``segments.…``: who is in one and not in another is ``segments.a and not(segments.b)``.

    ``used_for`` is the purpose for which it groups them: what was collected for others only is refused in ``when``.
    A segment that is ``listed`` has no condition: people say who is in it.
    """

    key: PlainKey
    says: Text
    when: str
    listed: bool = False
    used_for: Purpose = "service"

    @model_validator(mode="before")
    @classmethod
    def _listed_without_condition(cls, body: Any) -> Any:
        """A list holds for nobody by itself, so that whatever asks its condition has one to ask."""
        if not isinstance(body, dict) or body.get("listed") is not True:
            return body
        if body.get("when", "") not in ("", NOBODY):
            raise ValueError("a segment that is 'listed' has no 'when': people say who is in it")
        return {**body, "when": NOBODY}


def check_segments(segments: list[SegmentDefinition], definitions: Definitions) -> None:
    """
    Nothing for segments whose conditions can be asked of all customers; Invalid at the wrong word.

    Segments that name each other in a circle are refused, with the circle.
    """
    scope, limits = scope_of_pack(definitions, with_tags=True), Limits(definitions)
    for segment in segments:
        check_condition(segment.when, scope, definitions.where(segment, "when"))
    in_order(segments, scope)
    for segment in segments:
        names = condition(segment.when, scope).names
        demand_purpose(limits, [names], segment.used_for, definitions.where(segment, "when"))


def in_order(segments: Sequence[SegmentDefinition], scope: Scope) -> list[SegmentDefinition]:
    """The segments so that each comes after those that its condition names; Invalid where they go in a circle."""
    by_name = {f"{PREFIX}{segment.key}": segment for segment in segments}
    named = {name: condition(each.when, scope).names.fields for name, each in by_name.items()}
    return [by_name[name] for name in refuse_cycles(named, "segments")]


KIND = Kind("segment", "segments", SegmentDefinition, check_segments)
