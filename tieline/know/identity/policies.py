"""The match policy that is in force."""

from tieline.foundation.packs.kinds import Text
from tieline.foundation.packs.queries import published
from tieline.know.identity.definitions import KIND, MatchPolicy

ONLY_REFERENCES = MatchPolicy(key="references", name=Text(zh="仅按来源互指", en="Only what sources say themselves"))
"""Where no policy is published, two persons are one only where a source itself names the other's id."""


def current_policy() -> MatchPolicy:
    """The published match policy, of which there is one at the most."""
    found = published(KIND.name, MatchPolicy)
    return found[0] if found else ONLY_REFERENCES
