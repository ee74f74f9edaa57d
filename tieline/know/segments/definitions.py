"""The shape of a segment in a pack."""

from tieline.foundation.packs.kinds import Declared, Kind, Text
from tieline.know.tags.definitions import PlainKey


class SegmentDefinition(Declared):
    """A segment: the customers for whom ``when`` holds, a FEEL condition over facts, ``tags.…`` and ``scores.…``."""

    key: PlainKey
    says: Text
    when: str


KIND = Kind("segment", "segments", SegmentDefinition)
