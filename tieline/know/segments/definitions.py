"""The shape of a segment in a pack."""

from tieline.foundation.packs.kinds import Declared, Definitions, Kind, PlainKey, Text
from tieline.know.tags.conditions import check_condition, scope_of_pack


class SegmentDefinition(Declared):
    """A segment: the customers for whom ``when`` holds, a FEEL condition over facts, ``tags.…`` and ``scores.…``."""

    key: PlainKey
    says: Text
    when: str


def check_segments(segments: list[SegmentDefinition], definitions: Definitions) -> None:
    """Nothing for segments whose conditions can be asked of all customers; Invalid at the wrong word."""
    scope = scope_of_pack(definitions, with_tags=True)
    for segment in segments:
        check_condition(segment.when, scope, definitions.where(segment, "when"))


KIND = Kind("segment", "segments", SegmentDefinition, check_segments)
