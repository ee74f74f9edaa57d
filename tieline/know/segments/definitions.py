"""The shape of a segment in a pack."""

from tieline.foundation.access.roles import Purpose
from tieline.foundation.packs.kinds import Declared, Definitions, Kind, PlainKey, Text
from tieline.know.tags.conditions import check_condition, condition, scope_of_pack
from tieline.know.tags.purposes import Limits, demand_purpose


class SegmentDefinition(Declared):
    """
    A segment: the customers for whom ``when`` holds, a FEEL condition over facts, ``tags.…`` and ``scores.…``.

    ``used_for`` is the purpose for which it groups them: what was collected for others only is refused in ``when``.
    """

    key: PlainKey
    says: Text
    when: str
    used_for: Purpose = "service"


def check_segments(segments: list[SegmentDefinition], definitions: Definitions) -> None:
    """Nothing for segments whose conditions can be asked of all customers; Invalid at the wrong word."""
    scope, limits = scope_of_pack(definitions, with_tags=True), Limits(definitions)
    for segment in segments:
        place = definitions.where(segment, "when")
        check_condition(segment.when, scope, place)
        demand_purpose(limits, [condition(segment.when, scope).names], segment.used_for, place)


KIND = Kind("segment", "segments", SegmentDefinition, check_segments)
