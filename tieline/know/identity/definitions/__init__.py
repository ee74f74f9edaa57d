"""What a pack says about who is who: the match policy."""

from tieline.know.identity.definitions.comparisons import Comparison
from tieline.know.identity.definitions.policy import (
    BY_WEIGHT,
    CHARACTERISTIC,
    KIND,
    REFERENCE,
    JoinKey,
    MatchKey,
    MatchPolicy,
    Question,
)

__all__ = [
    "BY_WEIGHT",
    "CHARACTERISTIC",
    "KIND",
    "REFERENCE",
    "Comparison",
    "JoinKey",
    "MatchKey",
    "MatchPolicy",
    "Question",
]
